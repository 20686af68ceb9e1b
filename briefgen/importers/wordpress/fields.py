"""Front matter from what an export says of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from briefgen.importers.markup import line_of
from briefgen.importers.wordpress.exports import Item
from briefgen.importers.wordpress.serialized import unserialized
from briefgen.read.html_tree import tree_of, words_of

# Custom fields of plugins for search engines, the most used first.
_DESCRIPTIONS: Final = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_seopress_titles_desc",
    "_aioseo_description",
    "_aioseop_description",
    "_genesis_description",
    "_su_description",
    "advanced_seo_description",
)
_TITLES: Final = (
    "_yoast_wpseo_title",
    "rank_math_title",
    "_seopress_titles_title",
    "_aioseo_title",
    "_aioseop_title",
    "_genesis_title",
    "_su_title",
    "jetpack_seo_html_title",
)
_CANONICALS: Final = (
    "_yoast_wpseo_canonical",
    "rank_math_canonical_url",
    "_seopress_robots_canonical",
    "_genesis_canonical_uri",
)
_NO_INDEX: Final = ("_yoast_wpseo_meta-robots-noindex", "_genesis_noindex")
_PRIMARY: Final = ("_yoast_wpseo_primary_category", "rank_math_primary_category")
_VARIABLE: Final = re.compile(r"%%?\w+%?%|#\w+_\w+|\{\{")
_HANDLED: Final = re.compile(r"_|rank_math_|footnotes$|advanced_seo_|jetpack_seo_|enclosure$")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_BEGINNING: Final = 10  # words of a text without a title


def title_of(item: Item) -> str:
    """Return the title in plain words; without one, the beginning of the text."""
    words = plain_words(item.title)
    if not words:
        text = re.sub(r"<!--.*?-->|\[[^\]]*\]", " ", item.text, flags=re.DOTALL)
        words = " ".join(plain_words(text[:2000]).split()[:_BEGINNING])
    return words or item.name or "Untitled"


def plain_words(html: str) -> str:
    """Return the words of HTML for front matter, where entities are decoded."""
    return _ENTITY.sub("&amp;", " ".join(words_of(tree_of(html)).split()))


def published(item: Item) -> datetime | None:
    """Return when a text was published, with its zone if the export says it."""
    return _moment(item.date_gmt, item.date)


def updated(item: Item, now: datetime) -> datetime | None:
    """Return when a text was changed, if that was on a later day than its publication."""
    before, after = published(item), _moment(item.modified_gmt, item.modified)
    if not before or not after or before.tzinfo != after.tzinfo:
        return None
    latest = now if after.tzinfo else now.replace(tzinfo=None)
    return after if before.date() < after.date() and after <= latest else None


def _moment(gmt: str, local: str) -> datetime | None:
    for text, zone in ((gmt, UTC), (local, None)):
        try:
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
        except ValueError:  # 0000-00-00 is the date of a draft
            continue
        if moment.year > 1000:
            return moment.replace(tzinfo=zone)
    return None


def day_of(item: Item) -> str:
    """Return the day of a text as its author saw it, such as 2026-03-04, or ""."""
    moment = _moment(item.date, item.date_gmt) if item.date else published(item)
    return f"{moment:%Y-%m-%d}" if moment else ""


def summary_of(item: Item) -> str:
    """Return the excerpt that the author wrote, on one line of Markdown."""
    return line_of(item.excerpt) if item.excerpt.strip() else ""


def seo_of(item: Item) -> Mapping[str, object]:
    """Return what plugins for search engines know of a text."""
    title, description = _first(item, _TITLES), _first(item, _DESCRIPTIONS)
    canonical = _first(item, _CANONICALS)
    robots = unserialized(item.field("rank_math_robots"))
    is_hidden = "noindex" in robots if isinstance(robots, list) else False
    is_hidden |= any(item.field(name) == "1" for name in _NO_INDEX)
    is_hidden |= item.field("_seopress_robots_index") == "yes"
    return {
        "title": title,
        "description": description,
        "noindex": True if is_hidden else "",
        "canonical": canonical if canonical.startswith(("http://", "https://")) else "",
    }


def _first(item: Item, names: tuple[str, ...]) -> str:
    """Return the first of several fields; those that a plugin fills in do not count."""
    values = (plain_words(item.field(name)) for name in names)
    return next((each for each in values if each and not _VARIABLE.search(each)), "")


def primary_category(item: Item) -> str:
    """Return the id of the category that comes first, or ""."""
    return next(filter(None, map(item.field, _PRIMARY)), "")


def extra_of(item: Item) -> dict[str, object]:
    """Return the custom fields that an author sees in WordPress; several of a name are a list."""
    values: dict[str, list[object]] = {}
    for name, value in item.fields:
        if value.strip() and not _HANDLED.match(name):
            values.setdefault(name, []).append(unserialized(value))
    return {name: each[0] if len(each) == 1 else each for name, each in values.items()}
