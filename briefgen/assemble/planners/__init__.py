"""Planners: each says which files of one kind a site becomes."""
