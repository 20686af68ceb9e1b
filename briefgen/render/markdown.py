"""A brief's index.md: its own Markdown, clean, with front matter for whoever reads it alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from operator import add
from typing import Any, Final
from urllib.parse import unquote

from briefgen.model.characters import printable
from briefgen.model.diagnostics import Checked
from briefgen.model.documents import MarkdownBrief
from briefgen.render.exports import facts, plain
from briefgen.render.json_files import json_lines
from briefgen.render.writers import WriterInput

_FRONT: Final = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\n)*---[ \t]*\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_HEADING: Final = re.compile(r"\s*# +(?P<text>[^\n]*?)(?: +#+)?[ \t]*(?:\n|\Z)")
# What YAML takes in quotes only as an escape, unlike JSON.
_UNPRINTED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

# A destination without brackets around it, which may have pairs of parentheses in it.
_BARE: Final = r"(?:[^\s<>()]++|\([^\s<>()]*\))+"
# Elements that are left out with their content.
_DROPPED: Final = (
    "script|style|svg|math|object|embed|applet|template|noscript|textarea|select|title|xmp|iframe"
)
# A comment, or the start of such an element.
_DROPPED_START: Final = rf"<(?:!--|(?:{_DROPPED})\b[^<>]*>)"
_DROPPED_WHOLE: Final = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<name>{_DROPPED})\b[^<>]*>(?:.*?</(?P=name)\s*>|.*\Z)",
    re.DOTALL | re.IGNORECASE,
)
# Link definitions with these labels are comments by convention, unless a link uses them.
_NOTE_LABEL: Final = r"[ \t]*(?://|comment)[ \t]*"
_NOTE_USED: Final = re.compile(rf"\[({_NOTE_LABEL})\](?![:(])", re.IGNORECASE)
# What a text is cut into. Code comes first, so that nothing within it is touched. What is bound
# to a line's beginning takes the end of the line before: so each piece begins with one of six
# characters, which are quickly found, and the rest looks back at which one it was.
_PIECES: Final = re.compile(
    r"""
    (?P<first>[\n`<\\\]{]) (?:
    (?P<code>
        (?<=\n)[ >\t]*(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*)\n
            (?: .*?^[ >\t]*(?P=fence)[`~]*[ \t]*$ | .*\Z )
      | (?<=`)(?<!``)(?P<ticks>`*)(?!`)
            (?: [^\n]+? | (?:(?!\n[ \t]*\n|"""
    + _DROPPED_START
    + r""").)+? ) (?<!`)`(?P=ticks)(?!`)
      | (?<=<)(?:[a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>   # an address in brackets
      | (?<=\\)[<`\\{]
    )
  | (?P<doubtful>  # whether this is code depends on what the lines are
        (?<=`)(?<!``)(?=(?P<marks>`*)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)`(?P=marks)(?!`))
        (?: (?!\n[ \t]*\n) (?: <!--.*?(?:-->|\Z)
          | <(?P<inner>"""
    + _DROPPED
    + r""")\b[^<>]*>(?:.*?</(?P=inner)\s*>|.*\Z) | . ) )*
    )
  | (?P<note>
        (?<=\n)(?P<prefix>(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t]))*[ \t]*+)
        \[(?P<label>"""
    + _NOTE_LABEL
    + r""")\]:[ \t]*\n?[ \t]*(?P<target><[^<>\n]*>|[^\s<]\S*)
        (?P<caption> [ \t]*\n?[ \t]* (?:
            "(?:\\.|(?!\n[ \t]*\n)[^"\\])*+" | '(?:\\.|(?!\n[ \t]*\n)[^'\\])*+'
          | \((?:\\.|(?!\n[ \t]*\n)[^()\\])*+\)
        ) )? [ \t]*(?=\n|\Z)
    )
  | (?<={) (?P<attributes> [^{}\n]*=[^{}\n]*\} )
  | (?<=<) (?:
        (?P<comment> !--.*?(?:-->|\Z) )
      | (?P<whole>
            (?P<name>"""
    + _DROPPED
    + r""")\b[^<>]*> (?: .*?</(?P=name)\s*> | .*\Z )
        )
      | (?P<close>/?)(?P<tag>[a-z][\w-]*)(?P<rest>(?:\s[^<>]*)?)/?>
      | (?P<bracket> (?=[a-z/!?]) )
    )
  | (?P<before> (?<=\])\([ \t]* | (?<=\n)[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]* )
    (?: <(?P<angled>[^<>\n]*)> | (?P<bare>"""
    + _BARE
    + r""") )
    )
    """,
    re.DOTALL | re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
# All pieces of a text without these signs, as most are.
_LINK: Final = re.compile(rf"(\]\([ \t]*+)({_BARE})")
# Where no link is to be replaced, those to web addresses stay as they are.
_LINK_WITHIN: Final = re.compile(rf"(\]\([ \t]*+)(?!http)({_BARE})")
_SIGNS: Final = ("`", "<", "\\", "~", "]:", "{")
# Of raw HTML, what says something without a style or a script.
_TAGS: Final = frozenset(
    """
    a abbr article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn
    div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby
    s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var
    """.split()
)
_ATTRIBUTE: Final = re.compile(
    r"\s(?P<name>href|src|alt|title|lang|dir|cite|datetime|colspan|rowspan)"
    r"\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s\"'>]+))",
    re.IGNORECASE,
)
# Of attributes in braces, those that a text of briefgen's may give.
_GIVEN: Final = re.compile(
    r"(?:[ \t:]|[#.][^\s{}#.=]+|(?:id|class|lang|dir|title|width|height)="
    r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'}]*))*+\}"
)
_LANGUAGE: Final = re.compile(r"[ \t]*[\w+#.-]*")
_IGNORED: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")
_DANGEROUS: Final = re.compile(
    r"(?!data:image/(?:png|gif|jpeg|webp|avif);)(?:javascript|vbscript|data|file|blob):",
    re.IGNORECASE,
)


def markdown(brief: MarkdownBrief, inputs: WriterInput) -> Checked[bytes]:
    """Return index.md: what its author wrote, save comments and HTML that could run code."""
    text = inputs.source.decode().removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = printable(text)
    body = _FRONT.sub("", text, count=1).strip("\n")
    title = brief.record.title
    heading = _HEADING.match(body)
    if heading and _folded(heading["text"]) == _folded(title):
        body = body[heading.end() :].strip("\n")
    parts = [_front_matter(brief), f"# {plain(title)}"]
    parts += [_clean(body, brief.links)] if body else []
    return Checked(("\n\n".join(parts) + "\n").encode())


def _front_matter(brief: MarkdownBrief) -> str:
    """Return the front matter: its values are JSON, which YAML takes save some characters."""
    record = brief.record
    place = {"title": record.title, "url": record.url, "publisher": brief.publisher}
    values: list[Any] = []
    before: list[str] = []
    for key, value in (place | facts(record)).items():
        if isinstance(value, list | tuple):
            values += value
            before += [f"{key}:\n  - ", *["  - "] * (len(value) - 1)]
        elif value:
            values.append(value)
            before.append(f"{key}: ")
    text = "\n".join(["---", *map(add, before, json_lines(values)), "---"])
    is_usual = text.isascii() and "\x7f" not in text  # JSON has no other such sign in ASCII
    if is_usual or text.replace("\n", "").isprintable():
        return text
    return _UNPRINTED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _clean(text: str, links: Mapping[str, str]) -> str:
    """Return a text with absolute URLs for `links`, and without anything that could run code.

    Other programs read Markdown by other rules, so they still have to clean the HTML they make.
    """
    whole = _whole(links)
    if any(sign in text for sign in _SIGNS):
        return _cleaned(text, whole)

    def link(match: re.Match[str]) -> str:
        url = whole(match[2])
        return match[0] if url == match[2] else f"{match[1]}<{url}>"

    return (_LINK if links else _LINK_WITHIN).sub(link, text)


def _whole(links: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function that gives the whole and harmless URL of a destination."""
    known_links = {unquote(destination): url for destination, url in links.items()}

    def whole(destination: str) -> str:
        if not known_links and destination.startswith("http"):
            return destination
        plain_url = unescape(destination)
        if not plain_url.startswith("http") and _DANGEROUS.match(_IGNORED.sub("", plain_url)):
            return "#"
        return known_links.get(unquote(plain_url), destination)

    return whole


def _cleaned(text: str, whole: Callable[[str], str]) -> str:
    used_labels = {label.strip().lower() for label in _NOTE_USED.findall(text)}

    def note(match: re.Match[str]) -> str:
        label = match["label"].strip().lower()
        if label not in used_labels:
            return f"\n{match['prefix']}" if match["prefix"].strip() else ""
        used_labels.remove(label)  # a second definition has no effect
        written = match["target"].removeprefix("<").removesuffix(">")
        url = whole(written)
        target = match["target"] if url == written else f"<{url}>"
        caption = _PIECES.sub(piece, match["caption"] or "")
        return f"\n{match['prefix']}[{match['label']}]: {target}{caption}"

    def piece(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return _code(match)
        if match["doubtful"] is not None:
            return _PIECES.sub(piece, _without_dropped(match[0]))
        if match["note"] is not None:
            return note(match)
        if match["attributes"] is not None:
            return match[0] if _GIVEN.fullmatch(match["attributes"]) else f"\\{match[0]}"
        if match["tag"]:
            return _tag(match, whole)
        if match["bracket"] is not None:
            return "\\<"
        if match["before"] is not None:
            written = match["bare"] if match["angled"] is None else match["angled"]
            url = whole(written)
            return match[0] if url == written else f"{match['first']}{match['before']}<{url}>"
        return ""  # a comment, or an element that is left out with all that it holds

    return _PIECES.sub(piece, f"\n{text}")[1:]


def _tag(tag: re.Match[str], whole: Callable[[str], str]) -> str:
    """Return a tag with its harmless attributes, or "" if it is not one to keep."""

    def attribute(match: re.Match[str]) -> str:
        name = match["name"].lower()
        value = printable(unescape(match["double"] or match["single"] or match["plain"] or ""))
        return f' {name}="{escape(whole(value) if name in ("href", "src", "cite") else value)}"'

    if tag["tag"].lower() not in _TAGS:
        return ""
    attributes = "".join(map(attribute, _ATTRIBUTE.finditer(tag["rest"])))
    return f"<{tag['close']}{tag['tag']}{attributes}>"


def _without_dropped(text: str) -> str:
    """Remove comments and dropped elements, also those that a removal puts together."""
    while (shorter := _DROPPED_WHOLE.sub("", text)) != text:
        text = shorter
    return text


def _code(match: re.Match[str]) -> str:
    """Return code unchanged, except where other programs would not treat it as code."""
    if match["first"] == "<" and _DANGEROUS.match(match["code"]):
        return f"\\{match[0]}"
    if not match["info"]:
        return match[0]
    begin, end = (index - match.start() for index in match.span("info"))
    language = _LANGUAGE.match(match["info"])
    return f"{match[0][:begin]}{language[0] if language else ''}{match[0][end:]}"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
