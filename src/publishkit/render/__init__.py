"""From nodes to well-formed XHTML, the one renderer of every format."""
