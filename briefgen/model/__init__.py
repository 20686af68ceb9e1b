"""The data model: frozen values that all packages share. Uses only the standard library."""
