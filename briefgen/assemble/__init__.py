"""From content to the site, and from the site to the files that it is to become."""
