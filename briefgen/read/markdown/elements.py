"""The HTML that a text may contain: elements, their attributes, and how they may be nested."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

VOID: Final = frozenset("br col hr img input source track wbr".split())
HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
# A browser ends an open paragraph where one of these begins.
BLOCKS: Final = HEADINGS | frozenset(
    """
    address article aside blockquote center dd details div dl dt figcaption figure footer header
    hr li nav ol p pre section summary table ul
    """.split()
)
TABLE_PARTS: Final = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
PHRASES: Final = frozenset(
    """
    a abbr audio b bdi bdo big br cite code data del dfn em font i iframe img input ins kbd mark
    picture q rp rt ruby s samp small source span strike strong sub sup time track tt u var video
    wbr
    """.split()
)
ALLOWED: Final = BLOCKS | TABLE_PARTS | PHRASES
# Elements that may contain words, but no blocks.
HOLDS_PHRASES: Final = HEADINGS | {"p"}
# Blocks are allowed in these, whatever is around them.
CELLS: Final = frozenset({"td", "th", "caption"})
_ROWS: Final = frozenset({"thead", "tbody", "tfoot"})
_TABLE: Final = frozenset({"table"})
PARENTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "li": frozenset({"ul", "ol"}),
        "dt": frozenset({"dl"}),
        "dd": frozenset({"dl"}),
        "rt": frozenset({"ruby"}),
        "rp": frozenset({"ruby"}),
        "tr": _ROWS,
        "td": frozenset({"tr"}),
        "th": frozenset({"tr"}),
        "col": frozenset({"colgroup"}),
        **dict.fromkeys(("thead", "tbody", "tfoot", "caption", "colgroup"), _TABLE),
    }
)
# These may contain only some elements, and no words.
CHILDREN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot"}),
        **dict.fromkeys(_ROWS, frozenset({"tr"})),
        "tr": frozenset({"td", "th"}),
        "colgroup": frozenset({"col"}),
        "picture": frozenset({"source", "img"}),
        "iframe": frozenset(),
    }
)
MAX_DEPTH: Final = 150  # browsers allow 512 levels, including those of the page

# The elements whose words are not part of the text.
REMOVED_WITH_CONTENT: Final = frozenset(
    """
    script style svg math object applet template noscript textarea select title xmp noembed
    noframes
    """.split()
)

_GENERAL: Final = frozenset(
    """
    class id lang dir title role tabindex aria-label aria-labelledby aria-describedby
    aria-hidden translate hidden
    """.split()
)
_SIZE: Final = frozenset({"width", "height"})
_NUMBER: Final = frozenset({"data-figure", "data-table"})
SLOT: Final = "data-slot"
# The attributes that only this program writes: for source links, callouts, headings, captions and
# charts, and in place of slots that are finished already.
RESERVED: Final = _NUMBER | {
    "data-source", "data-callout", "data-title", "data-former", SLOT
}  # fmt: skip
_SPECIFIC: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "a": _NUMBER | {"href", "target", "rel", "hreflang", "data-source"},
        "aside": frozenset({"data-callout", "data-title"}),
        "audio": frozenset({"src", "controls", "preload", "loop"}),
        "blockquote": frozenset({"cite"}),
        "col": frozenset({"span"}),
        "colgroup": frozenset({"span"}),
        "data": frozenset({"value"}),
        "del": frozenset({"cite", "datetime"}),
        "details": frozenset({"open"}),
        "figcaption": _NUMBER,
        **dict.fromkeys(HEADINGS, frozenset({"data-former"})),
        "hr": frozenset({SLOT}),
        "iframe": _SIZE | {"src", "allow", "allowfullscreen", "loading"},
        "img": _SIZE | {"src", "srcset", "sizes", "alt", "loading", "decoding"},
        "input": frozenset({"type", "checked", "disabled"}),
        "ins": frozenset({"cite", "datetime"}),
        "li": frozenset({"value"}),
        "ol": frozenset({"start", "reversed", "type"}),
        "q": frozenset({"cite"}),
        "source": _SIZE | {"src", "srcset", "sizes", "type", "media"},
        "td": frozenset({"colspan", "rowspan", "headers", "align"}),
        "th": frozenset({"colspan", "rowspan", "headers", "scope", "align", "abbr"}),
        "time": frozenset({"datetime"}),
        "track": frozenset({"src", "kind", "srclang", "label", "default"}),
        "wbr": frozenset({SLOT}),
        "video": _SIZE | {"src", "controls", "poster", "preload", "muted", "loop", "playsinline"},
    }
)
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {name: _GENERAL | _SPECIFIC.get(name, frozenset()) for name in ALLOWED}
)
ADDRESSES: Final = frozenset({"href", "src", "poster", "cite"})
# The attributes that name the files that an element shows.
SHOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "audio": ("src",),
        "img": ("src", "srcset"),
        "source": ("src", "srcset"),
        "track": ("src",),
        "video": ("src", "poster"),
    }
)
