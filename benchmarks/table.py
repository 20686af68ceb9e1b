"""The results as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median, quantiles
from typing import Any

CASES = {
    "cold": "cold",
    "nothing": "nothing changed",
    "word": "one word changed in one brief",
    "title": "a title changed",
    "layout": "a layout of every page changed",
}
# Generators whose figures are compared, with those of the first divided by those of the second.
PAIRS = (
    ("briefgen", "hugo"), ("briefgen", "pelican"), ("briefgen", "eleventy"),
    ("briefgen-all", "briefgen+"), ("briefgen-all", "hugo-all"), ("briefgen-all-pdf", "hugo-all"),
)  # fmt: skip
_MEGABYTE = 1e6


def report(result: dict[str, Any]) -> str:
    """Return the whole report."""
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    parts = [
        f"{result['machine']}, {result['cores']} cores; medians of {result['rounds']}. {versions}."
    ]
    for size, results in result["sizes"].items():
        parts.append(f"## {int(size):,} briefs\n\n{_measured(results)}")
        if "briefgen" in results:
            parts.append(_preview(results["briefgen"]))
    parts.append("## What is to be reached\n\n" + _goals(result["sizes"]))
    return "\n\n".join(parts) + "\n"


def middle(results: dict[str, Any], name: str, case: str) -> float | None:
    """Return a generator's median in seconds, if it was measured."""
    durations = results.get(name, {}).get(case)
    return float(median(durations)) if durations else None


def _measured(results: dict[str, Any]) -> str:
    pairs = [pair for pair in PAIRS if results.keys() >= set(pair)]
    head = ["", *results, *(f"{own} / {peer}" for own, peer in pairs)]
    rows = []
    for case, words in CASES.items():
        times = {name: middle(results, name, case) or 0 for name in results}
        ratios = (_ratio(times[own], times[peer]) for own, peer in pairs)
        rows.append([words, *(f"{each:.2f} s" for each in times.values()), *map(_text, ratios)])
    memory = {name: results[name]["memory"] for name in results}
    ratios = (_ratio(memory[own], memory[peer]) for own, peer in pairs)
    rows.append(["peak memory, cold", *map(_megabytes, memory.values()), *map(_text, ratios)])
    return _table(head, rows)


def _preview(own: dict[str, Any]) -> str:
    return (
        f"`briefgen serve`: first page after {own['first page']:.2f} s"
        f" ({own['first page, no cache']:.2f} s without a cache); a save is in the browser after"
        f" {median(own['saved']) * 1000:.0f} ms (95th percentile {_late(own) * 1000:.0f} ms)."
    )


def _late(own: dict[str, Any]) -> float:
    return float(quantiles(own["saved"], n=20, method="inclusive")[-1])


def _goals(sizes: dict[str, Any]) -> str:
    head = ["case", "goal", "measured", ""]
    rows = []
    for words, goal, unit, value in _figures(sizes):
        state = "not measured" if value is None else "reached" if value <= goal else "not reached"
        text = "" if value is None else f"{value:.2f}" if not unit else f"{value:.0f}"
        rows.append([words, f"at most {goal}{unit}", f"{text}{unit if text else ''}", state])
    return _table(head, rows)


def _figures(sizes: dict[str, Any]) -> Iterator[tuple[str, float, str, float | None]]:
    """Yield each goal: its words, its figure, its unit, and what was measured."""
    results, large = sizes.get("5000", {}), sizes.get("10000", {})
    own, largest = results.get("briefgen"), large.get("briefgen")
    for words, case, goal, peer, theirs in (
        ("cold / Hugo", "cold", 0.7, "hugo", "cold"),
        ("cold / Pelican", "cold", 0.2, "pelican", "cold"),
        ("cold / Eleventy", "cold", 0.4, "eleventy", "cold"),
        ("nothing changed / Hugo again", "nothing", 0.05, "hugo", "nothing"),
        ("one word changed / Hugo again", "word", 0.08, "hugo", "nothing"),
        ("a title changed / Hugo again", "title", 0.15, "hugo", "nothing"),
        ("a layout changed / Hugo again", "layout", 0.6, "hugo", "nothing"),
    ):
        value = _ratio(middle(results, "briefgen", case), middle(results, peer, theirs))
        yield f"{words}, 5,000 briefs", goal, "", value
    for size in ("1000", "5000"):
        yield from _figures_of_everything(f"{int(size):,} briefs", sizes.get(size, {}))
    saved = own and median(own["saved"]) * 1000
    yield "save to browser, median, 5,000 briefs", 60, " ms", saved
    yield "save to browser, 95th percentile, 5,000 briefs", 150, " ms", own and _late(own) * 1000
    for case in ("cold", "nothing"):
        growth = _ratio(middle(large, "briefgen", case), middle(results, "briefgen", case))
        yield f"10,000 briefs / 5,000, {CASES[case]}", 2.1, "", growth
    memory = largest and largest["memory"]
    yield "peak memory, 10,000 briefs", 400, " MB", memory and memory / _MEGABYTE


def _figures_of_everything(
    briefs: str, results: dict[str, Any]
) -> Iterator[tuple[str, float, str, float | None]]:
    """Yield the goals for a site with search and link preview images."""
    for words, case, goal, peer in (
        ("cold / without search and images", "cold", 2.0, "briefgen+"),
        ("one word changed / without search and images", "word", 1.5, "briefgen+"),
        ("one word changed / Hugo with search and images", "word", 0.3, "hugo-all"),
    ):
        value = _ratio(middle(results, "briefgen-all", case), middle(results, peer, case))
        yield f"everything: {words}, {briefs}", goal, "", value


def _ratio(own: float | None, theirs: float | None) -> float | None:
    return own / theirs if own and theirs else None


def _text(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / _MEGABYTE:.0f} MB"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
