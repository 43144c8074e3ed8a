"""Articles as drafts of a WeChat official account, by its official interface."""
