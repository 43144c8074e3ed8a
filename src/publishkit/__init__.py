"""Publish a Markdown article with footnotes everywhere."""
