"""SVG pictures: read by a parser, and written anew from what is on an allow-list.

A browser runs the scripts of an SVG file that it opens by itself. So what is published is never
the file's own bytes, but what the parser understood of them.
"""

from briefgen.read.svg.rewrite import Svg, read_svg

__all__ = ["Svg", "read_svg"]
