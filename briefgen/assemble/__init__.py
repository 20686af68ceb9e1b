"""Assembles content into a site, and plans the output files of the site."""
