"""Sets pages and images with Typst, from layouts of the theme and of the site."""
