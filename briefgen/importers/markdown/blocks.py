"""Blocks that other generators write in another way: admonitions, attributes, raw HTML."""

from __future__ import annotations

import re
from typing import Final

from briefgen.importers.markdown.code import outside_code
from briefgen.importers.markdown.tags import Noted, opening_of_callout
from briefgen.model.embeds import embed_at
from briefgen.read.html_tree import elements_in, tree_of

# `!!! note "Title"` and `??? note`, with four spaces before the lines below (Python-Markdown).
_ADMONITION: Final = re.compile(
    r"""^(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)"""
    r"""(?:[ \t]+(?:inline|end|annotate))*"""
    r"""(?:[ \t]+(?P<quote>["'])(?P<title>.*?)(?P=quote))?[ \t]*$"""
)
_TAB: Final = re.compile(r"""^(?P<indent>[ \t]*)===[!+]?[ \t]+["'](?P<title>.*?)["'][ \t]*$""")
_FENCE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,})")
# `::: {.callout-note title="…"}` of Quarto, and other divs of Pandoc.
_DIV: Final = re.compile(r"^(?P<indent>[ \t]*):{3,}[ \t]*\{(?P<marks>[^}\n]*)\}[ \t]*$")
_NAMED_DIV: Final = re.compile(r"^[ \t]*:{3,}[ \t]*(?P<name>[\w-]+)[ \t]*$")
_END_OF_DIV: Final = re.compile(r"^[ \t]*:{3,}[ \t]*$")
_QUARTO: Final = re.compile(r"\.callout-(\w+)")
_TITLE: Final = re.compile(r"""title=(?:"([^"]*)"|'([^']*)')""")
_HEADING: Final = re.compile(r"^[ \t]*#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
# Attributes of kramdown: after a phrase, or on a line of their own after the block.
_ATTRIBUTES: Final = re.compile(r"\{::?\s*(?P<marks>[^{}\n]*)\}")
_ID: Final = re.compile(r"#([A-Za-z][\w-]*)")
_LINE_OF_ATTRIBUTES: Final = re.compile(r"^[ \t]*\{:(?!:)\s*(?P<marks>[^{}\n]*)\}[ \t]*$")
_TOC: Final = re.compile(
    r"^[ \t]*(?:(?:[-*+]|1\.)[ \t]+.*\n[ \t]*\{:\s*toc\b[^}\n]*\}|\[TOC\]|\[\[_TOC_\]\])[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_MORE: Final = re.compile(r"(?mi)^[ \t]*<!--\s*(?:more|excerpt|summary)\s*-->[ \t]*\n?")
_SCRIPT: Final = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>[ \t]*", re.DOTALL | re.IGNORECASE)
_FRAME: Final = re.compile(r"<iframe\b[^>]*>.*?</iframe\s*>", re.DOTALL | re.IGNORECASE)
_CELL: Final = re.compile(r"^([ \t]*(?:`{3,}|~{3,}))[ \t]*\{\.?([\w-]+)[^}\n]*\}", re.MULTILINE)
_EMPTY_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_RUN: Final = frozenset({"r", "python", "julia", "ojs", "bash", "sql"})


def converted(text: str, notes: Noted) -> str:
    """Return a text with our blocks; add notes of what was left out or stays unchanged."""
    text = outside_code(_TOC, lambda _: "", text)
    text = _MORE.sub("", text)
    text = outside_code(_SCRIPT, lambda match: _without_script(match, notes), text)
    text = outside_code(_FRAME, lambda match: _linked(match, notes), text)
    text = _CELL.sub(lambda match: _plain_cell(match, notes), text)
    text = "\n".join(_with_callouts(text.split("\n"), notes))
    return outside_code(_EMPTY_LINES, lambda _: "\n\n", _with_attributes(text, notes))


# Raw HTML


def _without_script(match: re.Match[str], notes: Noted) -> str:
    notes.append((f"<{match[1].lower()}> was left out, as pages have none", match[0]))
    return ""


def _linked(match: re.Match[str], notes: Noted) -> str:
    """Return an embed or a link in place of a frame."""
    frames = [each for each in elements_in(tree_of(match[0])) if each.name == "iframe"]
    url = frames[0].get("src") or frames[0].get("data-src") if frames else ""
    url = f"https:{url}" if url.startswith("//") else url
    if not url.startswith(("http://", "https://")):
        notes.append(("this frame has no URL", match[0]))
        return match[0]
    embed = embed_at(url)
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    if embed and not line.strip():
        return f"\n\n::: {embed.service} {embed.id}\n:::\n\n"
    if not embed:
        notes.append(("a frame became a link", url))
    title = frames[0].get("title").strip() or url.partition("//")[2].rstrip("/")
    return f'<a href="{(embed.page if embed else url).replace("&", "&amp;")}">{title}</a>'


def _plain_cell(match: re.Match[str], notes: Noted) -> str:
    if match[2].casefold() in _RUN and "." not in match[0]:
        notes.append(("this code is shown, but not run", match[0].strip()))
    return f"{match[1]}{match[2]}"


# Callouts


def _with_callouts(lines: list[str], notes: Noted) -> list[str]:
    """Return lines with our callouts, from the outside in."""
    out: list[str] = []
    divs: list[bool] = []  # whether each open div is a callout
    fence = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if match := _FENCE.match(line):
            sign = match[1]
            if not fence:
                fence = sign
            elif sign.startswith(fence) and not line.strip(" \t>`~"):
                fence = ""
        elif not fence and ((match := _ADMONITION.match(line)) or (match := _TAB.match(line))):
            inner, at = _indented(lines, at, len(match["indent"].expandtabs(4)) + 4)
            out += _callout(match, _with_callouts(inner, notes), notes)
            continue
        elif not fence and (match := _DIV.match(line)):
            opening, at = _div(match, lines, at, notes)
            divs.append(bool(opening))
            out += opening
            continue
        elif not fence and divs and _END_OF_DIV.match(line):
            out += [":::"] if divs.pop() else []
            continue
        elif not fence and _NAMED_DIV.match(line):
            divs.append(True)
        out.append(line)
    return out


def _indented(lines: list[str], at: int, width: int) -> tuple[list[str], int]:
    """Return the lines that are indented, without that, and the index after them."""
    inner: list[str] = []
    while at < len(lines):
        line = lines[at].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip()) < width:
            break
        inner.append(line[width:])
        at += 1
    while inner and not inner[-1].strip():
        inner.pop()
        at -= 1
    return inner, at


def _callout(match: re.Match[str], inner: list[str], notes: Noted) -> list[str]:
    indent, title = match["indent"], (match["title"] or "").strip()
    if "kind" not in match.groupdict():
        notes.append(("the tabs are one below the other", match[0].strip()))
        block = [f"**{title}**", "", *inner]
    else:
        block = [opening_of_callout(match["kind"], title), *inner, ":::"]
    return ["", *(f"{indent}{line}" if line else "" for line in block), ""]


def _div(match: re.Match[str], lines: list[str], at: int, notes: Noted) -> tuple[list[str], int]:
    """Return the lines that begin a div, which are none if it is no callout."""
    marks = match["marks"]
    kind = _QUARTO.search(marks)
    if kind is None:
        notes.append(("the attributes of this block were left out", match[0].strip()))
        return [], at
    title_match = _TITLE.search(marks)
    title = (title_match[1] or title_match[2] or "") if title_match else ""
    following = at
    while following < len(lines) and not lines[following].strip():
        following += 1
    heading = _HEADING.match(lines[following]) if following < len(lines) else None
    if heading and not title:
        title, at = heading[1], following + 1
    return ["", f"{match['indent']}{opening_of_callout(kind[1], title)}"], at


# Attributes of kramdown


def _with_attributes(text: str, notes: Noted) -> str:
    if "{:" not in text:
        return text

    def phrase(match: re.Match[str]) -> str:
        line_begin = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[line_begin : line_end if line_end >= 0 else len(text)]
        if _LINE_OF_ATTRIBUTES.match(line):
            return match[0]
        anchor = _ID.search(match["marks"])
        _note_attributes(match, anchor, notes)
        return f"{{#{anchor[1]}}}" if anchor else ""

    text = outside_code(_ATTRIBUTES, phrase, text)
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        if fenced := _FENCE.match(line):
            fence = "" if fence and fenced[1].startswith(fence) else fence or fenced[1]
        match = _LINE_OF_ATTRIBUTES.match(line) if not fence else None
        if match is None:
            lines.append(line)
            continue
        anchor = _ID.search(match["marks"])
        _note_attributes(match, anchor, notes)
        if anchor:
            _attach(lines, anchor[1])
    return "\n".join(lines)


def _attach(lines: list[str], anchor: str) -> None:
    """Give the block above an anchor: after a heading, or else on a line before the block."""
    if lines and _HEADING.match(lines[-1]):
        lines[-1] = f"{lines[-1]} {{#{anchor}}}"
        return
    begin = len(lines)
    while begin and lines[begin - 1].strip():
        begin -= 1
    lines.insert(begin, f"{{#{anchor}}}")


def _note_attributes(match: re.Match[str], anchor: re.Match[str] | None, notes: Noted) -> None:
    rest = _ID.sub("", match["marks"], count=1) if anchor else match["marks"]
    if re.sub(r"""target=["']?_blank["']?|rel=["'][^"']*["']|[\s:]""", "", rest):
        notes.append(("attributes for the old theme were left out", match[0].strip()))
