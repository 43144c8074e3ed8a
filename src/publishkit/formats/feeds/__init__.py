"""RSS, Atom and JSON Feed: one selection, one identity and one body for each article."""
