"""Canonical bytes of model values, and the store that keeps them between builds."""
