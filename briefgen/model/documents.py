"""What the files that are no pages are made from: one frozen dataclass a form."""
