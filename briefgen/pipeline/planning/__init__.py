"""Plans the outputs of a site: which files there are, and what each is made from."""
