"""Renders views to bytes, through layouts."""
