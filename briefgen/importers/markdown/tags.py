"""Tags of templates in texts: Liquid and Nunjucks, and the shortcodes of Hugo and Quarto.

Those with a plain meaning become Markdown. The others stay unchanged, and are noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from briefgen.importers.markdown.code import Code
from briefgen.model.embeds import SERVICES, embed_at, embed_of
from briefgen.model.text import CALLOUTS

_TAG: Final = re.compile(
    r"""
    \{\{(?P<sign>[<%])\s*(?P<close>/?)\s*(?P<shortcode>\w[\w./-]*)(?P<args>.*?)\s*/?\s*[>%]\}\}
    | \{\{(?P<sign2>[<%])/\*(?P<escaped>.*?)\*/(?P<end2>[>%])\}\}
    | \{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}
    | \{%-?\s*comment\s*-?%\}(?P<comment>.*?)\{%-?\s*endcomment\s*-?%\}
    | \{%-?\s*(?P<liquid>\w+)(?P<liquid_args>.*?)\s*-?%\}
    | \{\{-?\s*(?P<output>(?![<%/]).*?)\s*-?\}\}
    | \{\#(?P<njk>[ ].*?)\#\}
    """,
    re.VERBOSE | re.DOTALL,
)
_KEYWORD: Final = re.compile(r"""([\w-]+)\s*[=:]\s*("[^"]*"|'[^']*'|[^\s,"']+)""")
_QUOTED: Final = re.compile(r""""([^"]*)"|'([^']*)'|([^\s,]+)""")
_VALUE: Final = re.compile(r"""["']([^"']*)["']|([\w.]+)""")
# Filters that only make the absolute or root-relative URL of a path.
_URL_FILTERS: Final = re.compile(
    r"(?:\s*\|\s*(?:relative_url|absolute_url|url|htmlBaseUrl|prepend:\s*[\w.]+|asset_path"
    r"|relURL|absURL|escape|safe|strip|downcase|trim)\s*)*\Z"
)
_BASES: Final = frozenset(
    "site.baseurl site.url site.base_url site.github.url site.root baseurl base_url root base "
    "site.baseUrl SITEURL siteurl".split()
)
_CALLOUT_TAGS: Final = frozenset(
    """
    admonition alert box callout caution danger error important info note notice tip warning hint
    success highlightbox
    """.split()
)
_WARNINGS: Final = frozenset(
    "attention bug caution critical danger error failure warning fail".split()
)
_NEED_NO_TITLE: Final = frozenset(CALLOUTS)

Arguments: TypeAlias = tuple[Sequence[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Context:
    """What tags may name: settings of the old site, keys of the page, and its other files.

    `post` returns the new address of another text by the name that a tag gives it, or "".
    `included` returns the text of a file that a tag includes, or "".
    """

    site: Mapping[str, object] = field(default_factory=dict)
    page: Mapping[str, object] = field(default_factory=dict)
    post: Callable[[str], str] = lambda _: ""
    included: Callable[[str], str] = lambda _: ""


Noted: TypeAlias = list[tuple[str, str]]  # reasons, and the words


def without_tags(text: str, context: Context, notes: Noted) -> str:
    """Return a text with Markdown in place of tags; add notes of those that stay."""
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return text
    code = Code(text)

    def replace(match: re.Match[str]) -> str:
        if match["raw"] is not None:
            return match["raw"]
        if match.start() in code:
            return match[0]
        if match["escaped"] is not None:
            return f"{{{{{match['sign2']}{match['escaped']}{match['end2']}}}}}"
        if match["comment"] is not None or match["njk"] is not None:
            return ""
        new = _replaced(match, context)
        if new is None:
            notes.append((f"the tag `{_name(match)}` has no counterpart", match[0]))
            return match[0]
        return new

    return _TAG.sub(replace, text)


def _name(match: re.Match[str]) -> str:
    if match["shortcode"]:
        return match["shortcode"]
    return match["liquid"] or re.split(r"[\s|(]", match["output"] or "", maxsplit=1)[0][:40] or "{{"


def _replaced(match: re.Match[str], context: Context) -> str | None:
    if match["shortcode"]:
        name, arguments = match["shortcode"], match["args"] or ""
        return _tag(name, arguments, context, is_end=bool(match["close"]))
    if match["liquid"]:
        name, arguments = match["liquid"], match["liquid_args"] or ""
        is_end = name.startswith("end")
        return _tag(name.removeprefix("end"), arguments, context, is_end=is_end)
    return _output(match["output"] or "", context)


def _output(expression: str, context: Context) -> str | None:
    """Return the value of `{{ … }}`, if it is plain."""
    match = _VALUE.match(expression)
    if match is None or not _URL_FILTERS.match(expression, match.end()):
        return None
    if match[1] is not None:
        return match[1]
    name = match[2]
    if name in _BASES:
        return ""
    owner, _, key = name.partition(".")
    values = {"site": context.site, "page": context.page}.get(owner)
    value = (values or {}).get(key) if values is not None else context.page.get(name)
    return value if isinstance(value, str) else None


def _tag(name: str, text: str, context: Context, *, is_end: bool) -> str | None:
    name = name.casefold()
    arguments = arguments_of(text)
    if name in ("highlight", "code", "codeblock"):
        return "```" if is_end else _fence(arguments)
    if name in _CALLOUT_TAGS:
        return "\n:::\n" if is_end else _callout(name, arguments)
    if name in ("details", "collapse", "expand"):
        return "\n</details>\n" if is_end else _details(arguments)
    if is_end:
        return _PAIRED_ENDS.get(name)
    if name in ("ref", "relref", "post_url", "link"):
        return _link(arguments, context)
    if name in ("include", "include_relative"):
        return _include(text, context)
    maker = _MAKERS.get(name)
    return maker(arguments) if maker else None


def arguments_of(text: str) -> Arguments:
    """Return the arguments of a tag: those in order, and those with a name."""
    keywords = {match[1].casefold(): _unquoted(match[2]) for match in _KEYWORD.finditer(text)}
    rest = _KEYWORD.sub(" ", text)
    ordered = [next(filter(None, match.groups()), "") for match in _QUOTED.finditer(rest)]
    return ordered, keywords


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in "\"'" and value[-1:] == value[:1] else value


def _argument(arguments: Arguments, *keys: str, at: int = -1) -> str:
    """Return the argument with one of these names, or at a place among those without a name."""
    ordered, keywords = arguments
    for key in keys:
        if keywords.get(key):
            return keywords[key]
    return ordered[at] if 0 <= at < len(ordered) else ""


def _fence(arguments: Arguments) -> str:
    language = _argument(arguments, "lang", "language", at=0)
    return f"```{language}" if re.fullmatch(r"[\w+#.-]+", language) else "```"


def _callout(name: str, arguments: Arguments) -> str:
    kind = _argument(arguments, "type", "style", "kind", "class", at=0) or name
    title = _argument(arguments, "title", at=1)
    if not re.fullmatch(r"[\w-]+", kind):
        kind, title = name, title or kind
    if name in _WARNINGS | {"note", "tip", "info", "important"}:
        title = title or ("" if kind == name else kind)
        kind = name
    return f"\n{opening_of_callout(kind, title)}\n"


def opening_of_callout(kind: str, title: str) -> str:
    """Return the first line of a callout, whose kind may be that of another generator."""
    kind = kind.casefold()
    ours = kind if kind in CALLOUTS else "warning" if kind in _WARNINGS else "note"
    if not title and ours != kind:
        title = kind.capitalize() if kind not in ("alert", "notice", "callout", "box") else ""
    return f"::: {ours} {title}".rstrip()


def _details(arguments: Arguments) -> str:
    title = _argument(arguments, "title", "summary", at=0) or "Details"
    return f"\n<details><summary>{title}</summary>\n\n"


def _link(arguments: Arguments, context: Context) -> str | None:
    target = _argument(arguments, "path", at=0)
    path, sign, fragment = target.partition("#")
    address = context.post(path) if path else ""
    return f"{address}{sign}{fragment}" if address or not path else None


def _include(text: str, context: Context) -> str | None:
    words = text.split()
    if not words:
        return None
    file, rest = words[0].strip("\"'"), text.split(None, 1)[1] if len(words) > 1 else ""
    name = file.rpartition("/")[2].partition(".")[0].casefold()
    arguments: Arguments = ([], arguments_of(rest)[1])
    maker = _MAKERS.get(name)
    markup = maker(arguments) if maker else None
    if markup is not None:
        return markup
    return context.included(file) or None if not rest else None


def figure(arguments: Arguments) -> str | None:
    """Return a figure, whose caption is the title of the picture."""
    source = _argument(
        arguments, "src", "path", "url", "image_path", "image", "file", "filename", at=0
    )
    if not source or "{" in source:
        return None
    alt = _argument(arguments, "alt", "alttext", at=1)
    caption = _argument(arguments, "caption", "title", "figcaption", at=2)
    credit = _argument(arguments, "attr", "credit", "attribution")
    caption = " – ".join(filter(None, (caption, credit)))
    alt = (alt or ("" if caption else alt)).replace("[", "\\[").replace("]", "\\]")
    title = ' "{}"'.format(caption.replace('"', "'")) if caption else ""
    source = f"<{source}>" if " " in source else source
    return f"![{alt}]({source}{title})"


def _embed(service: str) -> Callable[[Arguments], str | None]:
    def make(arguments: Arguments) -> str | None:
        own = _argument(arguments, "id", "url", "src", "video", "video_id", at=0)
        embed = embed_of(service, own) if own else None
        return f"\n::: {embed.service} {embed.id}\n:::\n" if embed else None

    return make


def _video(arguments: Arguments) -> str | None:
    """Return a video: of a service, or a file."""
    service = _argument(arguments, "provider").casefold()
    own = _argument(arguments, "id", "url", "src", at=0)
    embed = embed_of(service, own) if service in SERVICES else embed_at(own)
    if embed:
        return f"\n::: {embed.service} {embed.id}\n:::\n"
    if re.search(r"\.(?:mp4|webm|ogv|m4v|mov)$", own):
        return f'\n<video src="{own}" controls></video>\n'
    return f"<{own}>" if own.startswith("http") else None


def _address(pattern: str) -> Callable[[Arguments], str | None]:
    """Return a maker of a link to what a service shows."""

    def make(arguments: Arguments) -> str | None:
        ordered, keywords = arguments
        values = [*ordered, *(keywords[key] for key in ("user", "id") if key in keywords)]
        if values and values[0].startswith("http"):
            return f"<{values[0]}>"
        if len(values) < pattern.count("{}"):
            return None
        return f"<{pattern.format(*values)}>"

    return make


def _nothing(_: Arguments) -> str:
    return ""


_MAKERS: Final[Mapping[str, Callable[[Arguments], str | None]]] = {
    **dict.fromkeys(("figure", "figure2", "img", "image", "picture", "responsive-image"), figure),
    "youtube": _embed("youtube"),
    "youtubeplayer": _embed("youtube"),
    "vimeo": _embed("vimeo"),
    "video": _video,
    "datawrapper": _embed("datawrapper"),
    "flourish": _embed("flourish"),
    "tweet": _address("https://x.com/{}/status/{}"),
    "twitter": _address("https://x.com/{}/status/{}"),
    "x": _address("https://x.com/{}/status/{}"),
    "gist": _address("https://gist.github.com/{}/{}"),
    "instagram": _address("https://www.instagram.com/p/{}/"),
    "toc": _nothing,
    "br": lambda _: "<br>",
    "pagebreak": _nothing,
}
_PAIRED_ENDS: Final = {"figure": "", "raw": ""}
