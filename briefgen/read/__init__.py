"""From files to content: each file by itself, with the place of everything that is wrong."""
