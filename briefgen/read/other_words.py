"""Keys of other generators in front matter and site.yaml, and their names here.

The generators are WordPress, Hugo, Jekyll, Eleventy, Quarto, Ghost and Pelican. Keys that hold a
text back are not listed here: they are errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from briefgen.read.quoting import quoted, yaml_list

_PATTERN: Final = re.compile(r"[{:]\w")


class Meaning(NamedTuple):
    """The key that a word means, or else advice.

    `value` turns the author's value, as written, into a value of the key, or "" if it cannot.
    `under` is the setting that has the key, if it is not one of the same mapping.
    """

    key: str = ""
    advice: str = ""
    value: Callable[[str], str] = str
    under: str = ""


def _item(value: str) -> str:
    """Return a list with one text, or with the texts between commas."""
    if value.startswith(("[", "{", "&", "*", "|", ">")):
        return value if value.startswith("[") else ""
    return yaml_list(part.strip(" \"'") for part in value.split(",") if part.strip(" \"'"))


def _signed(value: str) -> str:
    """Return a list of the people named in one text."""
    if value.startswith(("[", "{", "&", "*", "|", ">")):
        return value if value.startswith("[") else ""
    names = re.split(r",\s+(?:and\s+)?|\s+and\s+|\s*&\s*", value.strip(" \"'"))
    return yaml_list(name for name in names if name)


def _scalar(value: str) -> str:
    """Return a value that is a single text."""
    return "" if value.startswith(("[", "{", "&", "*")) else value


def _path(value: str) -> str:
    """Return the path of a file, but not a yes or no."""
    return "" if value.casefold() in ("true", "false", "yes", "no") else _scalar(value)


def _none(_: str) -> str:
    """Return nothing, because the value has another form here."""
    return ""


def _address(value: str) -> str:
    """Return a list with an old path on the site, without its host."""
    path = re.sub(r"https?://[^/\s]+", "", value.strip(" \"'"))
    return "" if not path.strip("/") or _PATTERN.search(path) else f"[{quoted(path)}]"


def _words(names: str, meaning: Meaning) -> dict[str, Meaning]:
    return dict.fromkeys(names.split(), meaning)


def _out(reason: str) -> Meaning:
    return Meaning(advice=f"remove the line: {reason}")


_SUMMARY: Final = _words(
    "excerpt description deck dek standfirst subtitle abstract lede teaser intro customexcerpt"
    " metadescription seodescription blurb tagline subheading",
    Meaning("summary", value=_scalar),
)
_LANGUAGE: Final = _words("lang locale langcode", Meaning("language", value=_scalar))
_LAYOUT: Final = _words(
    "layout template type kind format posttype postclass stylesheet css cssclass cssclasses",
    _out("the folder of a file determines its layout"),
)
_ORDER: Final = _words("weight order menuorder navorder position", _out("lists are sorted by date"))
_MACHINERY: Final = _words(
    "id uuid guid postid importid wordpressid toc math mathjax katex execute engine jupyter"
    " eleventycomputed eleventynavigation eleventyexcludefromcollections commentid params",
    _out("briefgen does not use it"),
)

_SEO_KEYS: Final = {
    **_words(
        "metatitle seotitle pagetitle htmltitle titletag ogtitle socialtitle",
        Meaning("title", value=_scalar, under="seo"),
    ),
    **_words(
        "canonical canonicalurl canonicallink originalurl originallypublishedat",
        Meaning("canonical", value=_scalar, under="seo"),
    ),
}
_SEO: Final = {
    **_words("summary excerpt metadescription text", Meaning("description", value=_scalar)),
    **_words("metatitle headline name", Meaning("title", value=_scalar)),
    **_words("ogimage socialimage picture card thumbnail", Meaning("image", value=_path)),
    **_words("canonicalurl url original", Meaning("canonical", value=_scalar)),
}

_BRIEF: Final = {
    **_SUMMARY,
    **_SEO_KEYS,
    **_words("pinned pin ispinned sticky issticky isfeatured editorschoice", Meaning("featured")),
    **_LANGUAGE,
    **_LAYOUT,
    **_ORDER,
    **_MACHINERY,
    **_words(
        "thumbnail featuredimage featureimage cover coverimage header heroimage hero banner"
        " ogimage socialimage imagepath images picture photo",
        Meaning("image", value=_path),
    ),
    **_words("url link path oldurl", Meaning("aliases", value=_address)),
    **_words(
        "redirectfrom redirects redirect redirectfroms alias",
        Meaning("aliases", value=_item),
    ),
    **_words("basename postname filename", Meaning("slug", value=_scalar)),
    **_words(
        "lastmod modified lastmodified lastmodifiedat lastupdated updatedat dateupdated"
        " datemodified lastchange",
        Meaning("updated", value=_scalar),
    ),
    **_words("created createdat datecreated day pubdate", Meaning("date", value=_scalar)),
    **_words(
        "author byline by writer writers contributors contributor creator creators",
        Meaning("authors", value=_signed),
    ),
    **_words("tag keywords keyword topics subjects labels label", Meaning("tags", value=_item)),
    **_words("category section topic subject", Meaning("categories", value=_item)),
    **_words("collection partof", Meaning("series", value=_scalar)),
    **_words(
        "keyfindings keypoints takeaways keytakeaways findings mainpoints tldr summarypoints",
        Meaning("highlights", value=lambda value: value if value.startswith("[") else ""),
    ),
    **_words(
        "references bibliography citations cites works",
        Meaning(
            "sources",
            advice="write `sources:`, and below it a line `  - url: https://…` for each work",
        ),
    ),
    **_words(
        "translationkey translationid translations ref",
        Meaning(
            "translation_of",
            advice="write `translation_of:` with the file that the brief translates, for example"
            " `briefs/two-bases.md`",
        ),
    ),
    **_words(
        "corrigenda erratum errata correction",
        Meaning(
            "corrections",
            advice='write `corrections:`, and below it `  - {date: 2026-03-27, text: "…"}`',
        ),
    ),
}
_PAGE: Final = {
    **_SUMMARY,
    **_SEO_KEYS,
    **_words("color colour accentcolor accentcolour", Meaning("accent", value=_scalar)),
    **_LANGUAGE,
    **_LAYOUT,
    **_ORDER,
    **_MACHINERY,
    **_words("permalink url slug path", _out("the URL of a page is its place in content/")),
    **_words(
        "menu menus nav navigation navtitle",
        _out("set the links at the top of the pages with `navigation` in site.yaml"),
    ),
    **_words("date updated lastmod modified", _out("only briefs show dates, pages do not")),
    **_words("name headline", Meaning("title", value=_scalar)),
    **_words(
        "authors author byline highlights sources corrections tags categories series"
        " translationof aliases image references",
        Meaning(advice="this file is a page; move it to content/briefs/ to make it a brief"),
    ),
}
_AUTHOR: Final = {
    **_words("title displayname fullname author", Meaning("name", value=_scalar)),
    **_words("position job jobtitle occupation affiliation", Meaning("role", value=_scalar)),
    **_words("mail emailaddress contact", Meaning("email", value=_scalar)),
    **_words("lastname surname familyname", Meaning("family_name", value=_scalar)),
    **_words(
        "bio biography description about summary excerpt",
        Meaning(advice="move it below the second ---, as the text of the file"),
    ),
    **_words(
        "website url homepage web twitter x github linkedin mastodon bluesky facebook social",
        Meaning(
            "links", advice="write `links:`, and below it `  - {text: Website, url: https://…}`"
        ),
    ),
    **_words("avatar photo picture portrait headshot logo", Meaning("image", value=_path)),
    **_words(
        "slug id",
        Meaning(advice="remove the line, or move it under `extra` to use it in your own layouts"),
    ),
}
_SOURCE: Final = {
    **_words(
        "name site website journal outlet newspaper publication organisation organization",
        Meaning("publisher", value=_scalar),
    ),
    **_words("href link uri address", Meaning("url", value=_scalar)),
    **_words("authors by byline creator", Meaning("author", value=_scalar)),
    **_words("year published publicationdate datepublished issued", Meaning("date", value=_scalar)),
    **_words(
        "accessedat accessdate dateaccessed retrieved urldate", Meaning("accessed", value=_scalar)
    ),
    **_words(
        "archive archived archivedurl archiveurl wayback", Meaning("archive_url", value=_scalar)
    ),
    **_words("headline text label description", Meaning("title", value=_scalar)),
}
_IMAGE: Final = {
    **_words("url path file image href source", Meaning("src", value=_scalar)),
    **_words(
        "alternative alttext alternativetext description title text", Meaning("alt", value=_scalar)
    ),
    **_words(
        "credits attribution photographer copyright by licence license author",
        Meaning("credit", value=_scalar),
    ),
    **_words("captions legend figcaption", Meaning("caption", value=_scalar)),
}
_CORRECTION: Final = _words("note description body message change", Meaning("text", value=_scalar))
_LINK: Final = {
    **_words("name title label", Meaning("text", value=_scalar)),
    **_words("href link address to", Meaning("url", value=_scalar)),
}
_MENU: Final = _words(
    "children submenu submenus links pages entries dropdown menu sub", Meaning("items", value=_none)
)
_NESTED: Final = _words(
    "items children submenu",
    Meaning("", value=_none, advice="move the links one level up: menus have two levels"),
)
_SITE: Final = {
    **_words(
        "baseurl siteurl url homepage site address domain", Meaning("base_url", value=_scalar)
    ),
    **_words("name sitename sitetitle", Meaning("title", value=_scalar)),
    **_words("tagline subtitle summary sitesubtitle", Meaning("description", value=_scalar)),
    **_words(
        "languagecode defaultcontentlanguage lang locale defaultlang",
        Meaning("language", value=_scalar),
    ),
    **_words("tz", Meaning("timezone", value=_scalar)),
    **_words("menu menus nav navbar menuitems", Meaning("navigation", value=_none)),
    **_words("footermenu footernav footernavigation footerlinks", Meaning("footer", value=_none)),
    **_words("permalinks articleurl", Meaning("permalink", value=lambda _: '"/briefs/{slug}/"')),
    **_words(
        "pagination defaultpagination postsperpage paginateby perpage pagesize pagersize",
        Meaning("paginate", value=lambda value: value if value.isdecimal() else ""),
    ),
    **_words("params custom data", Meaning("extra", value=_none)),
    **_words("markup goldmark kramdown", Meaning("markdown", value=_none)),
    **_words(
        "author organisation organization institution",
        Meaning("name", value=_scalar, under="publisher"),
    ),
    **_words("logo", Meaning("logo", value=_path, under="theme")),
    **_words(
        "accent accentcolor accentcolour color colour",
        Meaning("accent", value=_scalar, under="theme"),
    ),
    **_words("fonts font", Meaning("font_body", value=_scalar, under="theme")),
    **{
        key.replace("_", ""): Meaning(key, value=_scalar, under="theme")
        for key in (
            *("look", "accent_dark", "font_body", "font_heading", "font_ui"),
            *("heading_weight", "logo_dark"),
        )
    },
    **_words(
        "plugins gems modules extensions buildfilters exclude include ignorefiles keepfiles"
        " destination publishdir outputdir source contentdir defaults collections sass"
        " themedir themesdir",
        _out("briefgen has no such setting"),
    ),
}
_HEADERS: Final = _words("headers", Meaning("enabled", value=_scalar))
_THEME: Final = _words(
    "color colour primary primarycolor maincolor linkcolor accentcolor accentcolour",
    Meaning("accent", value=_scalar),
)

_DATA_BLOCK: Final = {
    **_words("file csv src path url datafile", Meaning("data", value=_scalar)),
    **_words("sortby orderby order", Meaning("sort", value=_scalar)),
    **_words("notes footnote remark", Meaning("note", value=_scalar)),
    **_words("credit attribution sources", Meaning("source", value=_scalar)),
}
_TABLE: Final = {
    **_DATA_BLOCK,
    **_words("title heading headline name", Meaning("caption", value=_scalar)),
    **_words(
        "format numberformat decimals unit",
        Meaning(advice="write it for a column: `columns: [{name: share, format: percent}]`"),
    ),
    **_words("rows maximum max", Meaning("limit", value=_scalar)),
    **_words("totals sum", Meaning("total", value=_scalar)),
}
_CHART: Final = {
    **_DATA_BLOCK,
    **_words("kind charttype chart mark", Meaning("type", value=_scalar)),
    **_words("caption heading headline name", Meaning("title", value=_scalar)),
    **_words("description alttext alternative", Meaning("alt", value=_scalar)),
    **_words("xaxis labels category categories", Meaning("x", value=_scalar)),
    **_words("yaxis values value", Meaning("y", value=_scalar)),
    **_words("decimals numberformat", Meaning("format", value=_scalar)),
    **_words("unit units", Meaning(advice="remove the line, and write the unit in `subtitle`")),
    **_words(
        "color colors colour colours palette",
        _out("the colours are those of the site; `highlight` names what stands out"),
    ),
    **_words("width height size", _out("charts are as wide as the text")),
}

# Keys whose values are lists, to which entries can be added.
LISTS: Final = frozenset(
    {"aliases", "authors", "categories", "corrections", "links", "navigation", "sources", "tags"}
)
# By name of the dataclass that has the keys.
_MEANINGS: Final[Mapping[str, Mapping[str, Meaning]]] = MappingProxyType(
    {
        "BriefFrontMatter": _BRIEF,
        "PageFrontMatter": _PAGE,
        "AuthorFrontMatter": _AUTHOR,
        "WrittenSource": _SOURCE,
        "WrittenImage": _IMAGE,
        "WrittenCorrection": _CORRECTION,
        "WrittenSeo": _SEO,
        "WrittenLink": _LINK,
        "MenuItem": {**_LINK, **_MENU},
        "MenuLink": {**_LINK, **_NESTED},
        "SiteSettings": _SITE,
        "HeadersConfig": _HEADERS,
        "ThemeConfig": _THEME,
        "TableSettings": _TABLE,
        "ChartSettings": _CHART,
    }
)
# Other names for choices.
CHOICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "twitter": "x", "mail": "email", "e-mail": "email", "fb": "facebook", "bsky": "bluesky",
        "hacker-news": "hackernews", "hn": "hackernews", "clipboard": "copy", "link": "copy",
        "jpg": "webp", "jpeg": "webp", "png": "webp",
        "staticman": "static", "off": "none",
        "pdf/ua": "ua-1", "pdf/ua-1": "ua-1", "ua": "ua-1", "pdfua": "ua-1", "accessible": "ua-1",
        "pdf/a": "a-2a", "pdf/a-2a": "a-2a", "pdf/a-2u": "a-2u", "pdf/a-2b": "a-2b", "pdfa": "a-2a",
        "pdf/a-3a": "a-3a", "pdf/a-3u": "a-3u", "pdf/a-3b": "a-3b", "pdf/a-4": "a-4",
        "us-letter": "letter", "us letter": "letter", "us": "letter", "din a4": "a4",
        "years": "year", "archive": "year",
        "asc": "ascending", "desc": "descending",
        **dict.fromkeys(
            ("column", "columns", "bars", "barchart", "bar chart", "columnchart", "histogram",
             "pie", "piechart", "pie chart", "donut", "doughnut"), "bar"
        ),
        **dict.fromkeys(
            ("lines", "linechart", "line chart", "timeseries", "time series", "time-series"), "line"
        ),
        **dict.fromkeys(("areachart", "area chart", "stacked area", "stacked-area"), "area"),
        **dict.fromkeys(("stackedbar", "stacked bar", "stacked-bar", "stacked bars"), "stacked"),
        **dict.fromkeys(("groupedbar", "grouped bar", "grouped-bar", "clustered"), "grouped"),
        **dict.fromkeys(("dots", "dotplot", "dot plot", "lollipop", "dumbbell"), "dot"),
        **dict.fromkeys(("slopegraph", "slopechart", "slope chart"), "slope"),
    }
)  # fmt: skip
# Well-known choices that have no counterpart here.
UNSUPPORTED: Final = frozenset(
    {
        "disqus", "utterances", "utteranc", "commento", "hyvor", "facebook", "discourse",
        "remark42",
        "mla", "harvard", "vancouver", "ieee", "ama", "bibtex",
        "scatter", "scatterplot", "bubble", "map", "radar", "treemap",
    }
)  # fmt: skip


def meaning_of(kind: str, word: str) -> Meaning | None:
    """Return the meaning of another generator's key in a kind of settings, if there is one."""
    return _MEANINGS.get(kind, {}).get(re.sub(r"[-_. ]", "", word).casefold())
