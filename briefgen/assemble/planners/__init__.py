"""Planners: each plans the output files of one kind."""
