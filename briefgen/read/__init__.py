"""Read files into content, each file on its own, and report every problem at its place."""
