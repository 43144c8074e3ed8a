"""One module or package for each output format."""
