"""A result as a bar chart in SVG, for light pages and dark ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from table import CASES, middle

_WIDTH = 760
_LEFT = 130  # where bars begin
_LONGEST = 530
_BAR = 14
_STEP = 20
_GROUP = 36  # the heading above a group
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #3b4650 }
.title { font-size: 17px; font-weight: 600; fill: #16202a }
.case { font-weight: 600; fill: #16202a }
.note { font-size: 11.5px; fill: #66727d }
.name { text-anchor: end }
.peer { fill: #b4bec7 }
.own { fill: #0b5d66 }
@media (prefers-color-scheme: dark) {
  text { fill: #b9c4cd }
  .title, .case { fill: #eef2f5 }
  .note { fill: #8f9ba6 }
  .peer { fill: #56626d }
  .own { fill: #4fb3bf }
}
"""


def draw(result: dict[str, Any]) -> str:
    """Return the chart for the largest publication of up to 5,000 briefs."""
    sizes = sorted(int(size) for size in result["sizes"])
    size = max([each for each in sizes if each <= 5000] or sizes[:1])
    results = result["sizes"][str(size)]
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    top = 70
    parts: list[str] = []
    for case, words in CASES.items():
        parts += _group(results, case, words, top)
        top += _GROUP + _STEP * len(results)
    title = f"Seconds to build {size:,} briefs, {result['cores']} cores"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top + 12}"',
            'role="img" aria-labelledby="title">',
            f'<title id="title">{title}</title>',
            f"<style>{_STYLE}</style>",
            f'<text class="title" x="16" y="30">{title}</text>',
            f'<text class="note" x="16" y="50">Less is better. {versions}.</text>',
            *parts,
            "</svg>\n",
        )
    )


def _group(results: dict[str, Any], case: str, words: str, top: int) -> Iterator[str]:
    """Draw one case. Each has its own scale, so that small figures can be distinguished."""
    medians = {name: middle(results, name, case) or 0.0 for name in results}
    longest = max(medians.values()) or 1.0
    yield f'<text class="case" x="16" y="{top + 16}">{words[0].upper()}{words[1:]}</text>'
    for position, name in enumerate(sorted(medians, key=lambda each: medians[each])):
        y = top + 26 + position * _STEP
        width = max(2.0, _LONGEST * medians[name] / longest)
        look = "own" if name.startswith("briefgen") else "peer"
        yield f'<text class="name" x="{_LEFT - 8}" y="{y + 11}">{name}</text>'
        size = f'width="{width:.1f}" height="{_BAR}" rx="2"'
        yield f'<rect class="{look}" x="{_LEFT}" y="{y}" {size}/>'
        yield f'<text x="{_LEFT + width + 8:.1f}" y="{y + 11}">{medians[name]:.2f}</text>'
