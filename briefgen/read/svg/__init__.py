"""SVG images: parsed, and rewritten from the parts that are on an allow-list.

A browser runs the scripts of an SVG file that it opens directly. So briefgen never publishes the
bytes of the file, only what the parser understood of them.
"""

from briefgen.read.svg.rewrite import Svg, read_svg

__all__ = ["Svg", "read_svg"]
