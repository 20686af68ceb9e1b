"""Asks the web about the sources of briefs, and keeps what it learns in sources.lock.yaml."""
