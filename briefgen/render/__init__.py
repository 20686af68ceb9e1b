"""From views to bytes, by layouts."""
