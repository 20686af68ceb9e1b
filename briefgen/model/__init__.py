"""What briefgen speaks of: frozen values that every room knows; standard library alone."""
