"""Pure functions from tree to tree: endnote numbers, headings, excerpts."""
