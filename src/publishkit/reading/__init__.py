"""From a source file to a numbered ``Document``."""
