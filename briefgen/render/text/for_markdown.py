"""Texts as Markdown that stands alone: CommonMark with the tables, footnotes and alerts of GitHub.

URLs are absolute. What Markdown cannot express, such as an abbreviation or a table with lists in
its cells, is HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from briefgen.model.text import (
    Attributes,
    Callout,
    CalloutEnd,
    CodeBlock,
    Element,
    Footnote,
    FootnoteBack,
    FootnoteMark,
    Heading,
    HeadingEnd,
    Image,
    Link,
    LinkEnd,
    Slot,
    SourceLink,
    SourceLinkEnd,
    Table,
    TableEnd,
    Task,
    TaskEnd,
    Text,
)
from briefgen.render.text import escaped, pieces, start_tag
from briefgen.render.text.for_feed import MARKUP, Place, absolute, start
from briefgen.render.text.markdown_phrases import (
    Break,
    Code,
    Mark,
    Piece,
    Words,
    fence_for,
    is_plain,
    phrases,
    trimmed,
    words,
)
from briefgen.render.text.markdown_survey import BLOCKS, HEADINGS, VOID, Survey, name_of

_MARKS: Final[Mapping[str, str]] = {
    "b": "strong", "del": "del", "em": "em", "i": "em", "s": "del", "strike": "del",
    "strong": "strong",
}  # fmt: skip
# Phrases that Markdown has no signs for, and that mean something without a style.
_HTML: Final = frozenset(
    "abbr bdi bdo cite dfn ins kbd mark q rp rt ruby samp small sub sup time u var wbr".split()
)
_ALERTS: Final[Mapping[str, str]] = {
    "note": "NOTE",
    "warning": "WARNING",
    "key-finding": "IMPORTANT",
}
_ALIGNED: Final[Mapping[str, str]] = {
    "align-left": ":---",
    "align-center": ":---:",
    "align-right": "---:",
}
# Lists and quotations within each other; those that are deeper are written as HTML.
_DEEPEST: Final = 12
_NESTED: Final = frozenset({"aside", "blockquote", "ol", "ul"})
_PARTS: Final = frozenset({"li", "tbody", "td", "th", "thead", "tr"})
_EMPTY_LINES: Final = re.compile(r"\n\s*\n")
_LANGUAGE: Final = re.compile(r"[\w+#.-]*")
_NOT_IN_URLS: Final = re.compile(r"[\s<>\\`]")
_ENTITY: Final = re.compile(r"&(?=#?\w{1,40};)")
_CLOSING: Final = re.compile(r"(?<![^ ])#+$")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def for_markdown(text: Text, url: str) -> str:
    """Return a text as Markdown; `url` is that of its page."""
    return _Writer(text, url).written()


@dataclass(slots=True)
class _List:
    """An open list: its sign, the number of its next item if it has numbers, and its spacing."""

    sign: str
    number: int | None
    is_loose: bool

    def marker(self) -> str:
        """Return what comes before the next item."""
        if self.number is None:
            return f"{self.sign} "
        self.number += 1
        return f"{self.number - 1}{self.sign} "


class _Writer:
    """Writes lines, each once, after what its quotations and lists need before it."""

    def __init__(self, text: Text, url: str) -> None:
        self._parts = tuple(pieces(text))
        self._survey = Survey(self._parts)
        self._place = Place(url, str)
        notes = (part.anchor for part in self._parts if isinstance(part, Footnote))
        self._notes = {anchor: number for number, anchor in enumerate(notes, 1)}
        # The notes to which Markdown refers, and those to which HTML does.
        self._marked: set[str] = set()
        self._marked_in_html: set[str] = set()
        self._at = 0  # the next part
        self._ends: list[Callable[[], None]] = []  # of the open elements
        self._lines: list[str] = []
        self._first = self._prefix = ""  # of the next line, and of those after it
        self._has_gap = False  # before the next block
        self._is_tight = False
        self._frames: list[tuple[str, bool, int]] = []
        self._lists: list[_List] = []
        self._last_sign = ""  # of a list that has just ended
        self._phrases: list[Piece] = []
        self._in_link = False
        self._code: list[str] | None = None
        self._row: list[str] = []
        self._columns: list[str] = []

    def written(self) -> str:
        """Return the text."""
        while self._at < len(self._parts):
            part = self._parts[self._at]
            self._at += 1
            if not isinstance(part, tuple):
                _SLOTS[type(part)](self, part)
            elif not part[0]:
                self._words(part[1])
            elif part[0][0] == "/":
                self._ends.pop()()
            else:
                self._start(part[0], ())
        self._flush()
        return "\n".join(self._lines)

    def _words(self, text: str) -> None:
        if self._code is not None:
            self._code.append(text)
        elif self._phrases or not text.isspace():  # not the white space between blocks
            before = self._phrases[-1] if self._phrases else None
            is_within = isinstance(before, str | Mark) or (before is None and text[0].isalpha())
            is_safe = is_within and is_plain(text)
            self._phrases.append(text if is_safe else Words(text, self._in_link))

    def _start(self, name: str, attributes: Attributes) -> None:
        """Begin an element. Its end is added to `_ends` unless it is void, or written at once."""
        at = self._at - 1
        is_deep = name in _NESTED and len(self._frames) >= _DEEPEST
        if is_deep or at in self._survey.html:
            self._as_html(name, at)
        elif begin := _STARTS.get(name):
            begin(self, name, attributes)
        elif name in BLOCKS:
            self._flush()
            self._ends.append(self._flush)
        elif name in _HTML:
            self._tag(name, attributes)
        elif name not in VOID:
            self._ends.append(_nothing)

    def _element(self, slot: Element) -> None:
        """Begin an element with attributes, of which those for the language are kept."""
        name = slot.name
        language = tuple(each for each in slot.attributes if each[0] in ("lang", "dir"))
        if name in BLOCKS and name not in _PARTS and language:
            self._html_line(start_tag("div", language))
            opened = len(self._ends)
            self._start(name, slot.attributes)
            end = self._ends.pop() if len(self._ends) > opened else _nothing
            if end is _nothing:
                self._html_line("</div>")
            else:
                self._ends.append(partial(self._end_both, end))
        elif name not in BLOCKS and language and name not in VOID:
            self._tag(name, slot.attributes)
        else:
            self._start(name, slot.attributes)

    def _end_both(self, end: Callable[[], None]) -> None:
        end()
        self._html_line("</div>")

    # Lines

    def _line(self, text: str) -> None:
        if self._has_gap:
            self._lines.append(self._prefix.rstrip())
            self._has_gap = False
        self._lines.append(f"{self._first}{text}" if text else self._first.rstrip())
        self._first = self._prefix
        self._last_sign = ""

    def _flush(self) -> None:
        """End a paragraph, if one is open."""
        if not self._phrases:
            return
        text = phrases(self._phrases)
        self._phrases = []
        if text:
            for line in text.split("\n") if "\n" in text else (text,):
                self._line(line)
            self._has_gap = not self._is_tight

    def _enter(self, first: str, rest: str, *, is_tight: bool = False) -> None:
        """Begin a container, whose lines have something before them."""
        self._flush()
        if self._has_gap:
            self._lines.append(self._prefix.rstrip())
            self._has_gap = False
        self._frames.append((self._prefix, self._is_tight, len(self._lines)))
        self._first += first
        self._prefix += rest
        self._is_tight = is_tight
        self._last_sign = ""

    def _leave(self) -> None:
        self._flush()
        prefix, is_tight, begun = self._frames.pop()
        if len(self._lines) == begun:
            self._line("")
        self._prefix, self._is_tight = prefix, is_tight
        self._first = self._prefix
        self._has_gap = not self._is_tight

    # HTML

    def _html_line(self, html: str) -> None:
        self._flush()
        self._line(html)
        self._has_gap = True

    def _tag(self, name: str, attributes: Attributes) -> None:
        """Begin a phrase that is written as HTML."""
        self._phrases.append(start(name, attributes, self._place).replace("\n", " "))
        if name not in VOID:
            self._ends.append(lambda: self._phrases.append(f"</{name}>"))

    def _as_html(self, name: str, begin: int) -> None:
        """Write a whole element as HTML, without empty lines, which would end it."""
        self._flush()
        end = self._survey.ends[begin] + 1
        html = _EMPTY_LINES.sub("\n", "".join(self._html(begin, end))).strip()
        if name not in BLOCKS or name == "pre":
            html = f"<div>{html}</div>"
        for line in html.split("\n"):
            self._line(line)
        self._has_gap = True
        self._at = end

    def _html(self, begin: int, end: int) -> Iterator[str]:
        depth = 0  # of preformatted text
        for part in self._parts[begin:end]:
            name = name_of(part)
            depth += (name == "pre") - (name == "/pre")
            if isinstance(part, FootnoteMark):
                self._marked_in_html.add(part.note)
            if not isinstance(part, tuple):
                yield MARKUP[type(part)](part, self._place)
            elif name:
                yield f"<{name}>"
            else:
                text = escaped(part[1])
                yield text.replace("\n", "&#10;") if depth else text

    # Phrases

    def _mark(self, name: str, _: Attributes) -> None:
        mark = Mark(_MARKS[name])
        self._phrases.append(mark)
        self._ends.append(lambda: self._phrases.append(Mark(mark.html, mark)))

    def _break(self, *_: object) -> None:
        self._phrases.append(Break())

    def _begin_code(self, name: str, attributes: Attributes) -> None:
        if self._code is not None:  # a block of code
            self._ends.append(_nothing)
        elif self._at - 1 in self._survey.tagged:
            self._tag(name, attributes)
        else:
            self._code = []
            self._ends.append(self._end_code)

    def _end_code(self) -> None:
        self._phrases.append(Code("".join(self._code or ())))
        self._code = None

    def _link(self, slot: SourceLink | Link) -> None:
        if self._at - 1 in self._survey.html:
            self._as_html("a", self._at - 1)
            return
        self._phrases.append("[")
        self._in_link = True
        begin = len(self._phrases)
        title = str(dict(slot.attributes).get("title", ""))
        self._ends.append(partial(self._end_link, begin, str(slot.url), title))

    def _end_link(self, begin: int, written: str, title: str) -> None:
        self._in_link = False
        url = absolute(self._place.url, written)
        match self._phrases[begin:]:
            case [Words(text) | str(text)] if not title and _is_automatic(url, text):
                self._phrases[begin - 1 :] = [f"<{text}>"]
            case _:
                self._phrases.append(f"]({_destination(url)}{_title(title)})")

    def _image(self, slot: Image) -> None:
        given = dict(slot.attributes)
        if not slot.src:  # the file was not safe to show
            self._phrases.append(Words(slot.alt, self._in_link))
            return
        alt = words(slot.alt, " ", in_link=True).replace("\n", " ")
        url = _destination(absolute(self._place.url, str(slot.src)))
        self._phrases.append(f"![{alt}]({url}{_title(str(given.get('title', '')))})")

    def _media(self, name: str, attributes: Attributes) -> None:
        """Write a link to what is embedded."""
        given = dict(attributes)
        if "src" in given and not self._in_link:
            url = absolute(self._place.url, str(given["src"]))
            label = words(str(given.get("title") or given.get("aria-label") or ""), in_link=True)
            label = label.replace("\n", " ")
            self._phrases.append(f"[{label or escaped(url)}]({_destination(url)})")
        if name not in VOID:
            self._ends.append(_nothing)

    def _task(self, slot: Task) -> None:
        if self._first != self._prefix and not self._phrases:
            self._first += "[x] " if slot.is_done else "[ ] "
        else:  # no list item begins here
            self._phrases.append(MARKUP[Task](slot, self._place))

    def _footnote_mark(self, slot: FootnoteMark) -> None:
        number = self._notes.get(slot.note)
        self._marked.add(slot.note)
        self._phrases.append(f"[^{number}]" if number else Words(slot.label, self._in_link))

    # Blocks

    def _begin_heading(self, name: str, _: Attributes) -> None:
        self._flush()
        self._ends.append(partial(self._end_heading, int(name[1])))

    def _end_heading(self, level: int) -> None:
        text = phrases(self._phrases, one_line=True)
        self._phrases = []
        text = _CLOSING.sub(lambda match: f"\\{match[0]}", text)
        self._line(f"{'#' * level} {text}".rstrip())
        self._has_gap = not self._is_tight

    def _begin_quotation(self, *_: object) -> None:
        self._enter("> ", "> ")
        self._ends.append(self._leave)

    def _callout(self, slot: Callout) -> None:
        if len(self._frames) >= _DEEPEST:
            self._as_html("aside", self._at - 1)
            return
        self._begin_quotation()
        self._line(f"[!{_ALERTS[slot.kind]}]")
        if slot.title:
            mark = Mark("strong")
            self._line(phrases([mark, Words(slot.title), Mark("strong", mark)], one_line=True))
        self._has_gap = bool(slot.title) or self._next() != "p"

    def _next(self) -> str:
        """Return the name of the next element."""
        following = self._parts[self._at : self._at + 2]
        names = [name_of(part) for part in following if part != ("", "\n")]
        return names[0] if names else ""

    def _begin_list(self, name: str, attributes: Attributes) -> None:
        self._flush()
        number = None
        if name == "ol":
            written = str(dict(attributes).get("start", "1"))
            number = int(written) if _NUMBER.fullmatch(written) else 1
        # Another sign keeps two lists apart, and `- - -` from being a rule.
        signs = "-*" if number is None else ".)"
        before = self._last_sign
        if self._first != self._prefix and self._lists:
            before = self._lists[-1].sign
        sign = signs[1] if before == signs[0] else signs[0]
        is_loose = self._at - 1 in self._survey.loose
        self._lists.append(_List(sign, number, is_loose))
        self._ends.append(self._end_list)

    def _end_list(self) -> None:
        self._last_sign = self._lists.pop().sign
        self._has_gap = not self._is_tight

    def _begin_item(self, *_: object) -> None:
        marker = self._lists[-1].marker()
        self._enter(marker, " " * len(marker), is_tight=not self._lists[-1].is_loose)
        self._ends.append(self._end_item)

    def _end_item(self) -> None:
        self._leave()
        self._has_gap = self._lists[-1].is_loose

    def _footnote(self, slot: Footnote) -> None:
        number = self._notes[slot.anchor]
        is_marked = slot.anchor in self._marked or slot.anchor not in self._marked_in_html
        self._enter(f"[^{number}]: " if is_marked else f"{number}. ", "    ")
        self._ends.append(self._leave)

    def _code_block(self, slot: CodeBlock) -> None:
        if self._at - 1 in self._survey.html:
            self._as_html("pre", self._at - 1)
            return
        self._flush()
        self._code = []
        self._ends.append(partial(self._end_code_block, slot.language))

    def _end_code_block(self, written: str) -> None:
        code = "".join(self._code or ()).removesuffix("\n")
        self._code = None
        fence = fence_for(code, 3)
        language = _LANGUAGE.match(written)
        self._line(f"{fence}{language[0] if language else ''}")
        for line in code.split("\n") if code else ():
            self._line(line)
        self._line(fence)
        self._has_gap = not self._is_tight

    def _rule(self, _: str, attributes: Attributes) -> None:
        self._flush()
        if ("class", "footnotes-sep") not in attributes:
            self._line("___" if self._frames else "---")  # "- ---" would be a rule without a list
            self._has_gap = True

    def _begin_details(self, _: str, attributes: Attributes) -> None:
        is_open = tuple(each for each in attributes if each[0] == "open")
        self._html_line(start_tag("details", is_open))
        self._has_gap = self._next() != "summary"
        self._ends.append(lambda: self._html_line("</details>"))

    def _begin_caption(self, *_: object) -> None:
        image = self._phrases
        self._ends.append(partial(self._end_caption, image, len(image)))

    def _end_caption(self, image: list[Piece], begin: int) -> None:
        """Write the caption of a figure: as the title of its image if that is all there is."""
        if self._phrases is not image:  # a block in it has ended it
            self._flush()
            return
        shown, caption = trimmed(image[:begin]), trimmed(image[begin:])
        match shown, caption:
            case [str(only)], [Words(text) | str(text)] if (
                only[-1:] == ")" and '"' not in text + only
            ):
                plain = " ".join(text.split())
                if words(plain) == plain:
                    self._phrases = [f'{only[:-1]} "{plain}")']
                    self._flush()
                    return
        self._phrases = shown
        self._flush()
        mark = Mark("em")
        self._phrases = [mark, *caption, Mark("em", mark)] if caption else []
        self._flush()

    # Tables

    def _begin_table(self, *_: object) -> None:
        self._flush()
        self._ends.append(self._end_table)

    def _end_table(self) -> None:
        self._has_gap = True

    def _begin_head(self, *_: object) -> None:
        self._columns = []
        self._ends.append(lambda: self._line(_row(self._columns)))

    def _begin_row(self, *_: object) -> None:
        self._row = []
        self._ends.append(lambda: self._line(_row(self._row)))

    def _begin_cell(self, name: str, attributes: Attributes) -> None:
        if name == "th":
            self._columns.append(_ALIGNED.get(str(dict(attributes).get("class", "")), "---"))
        self._ends.append(self._end_cell)

    def _end_cell(self) -> None:
        self._row.append(phrases(self._phrases, one_line=True).replace("|", "\\|"))
        self._phrases = []


def _nothing() -> None:
    """End an element that is not written."""


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _is_automatic(url: str, text: str) -> bool:
    """Whether a link can be a URL in angle brackets."""
    if text == url:
        return url.startswith(("https://", "http://")) and not _NOT_IN_URLS.search(url)
    return url == f"mailto:{text}" and text.isascii() and "@" in text


def _destination(url: str) -> str:
    url = _NOT_IN_URLS.sub(lambda match: quote(match[0], safe=""), url)
    url = _ENTITY.sub("&amp;", url)
    return f"<{url}>" if "(" in url or ")" in url or not url else url


def _title(text: str) -> str:
    if not text:
        return ""
    text = _ENTITY.sub("&amp;", " ".join(text.split()).replace("\\", "\\\\"))
    return ' "{}"'.format(text.replace('"', '\\"'))


def _end(writer: _Writer, _: Slot) -> None:
    writer._ends.pop()()


def _skip(_: _Writer, __: Slot) -> None:
    """Leave out what a reader of Markdown adds."""


_SLOTS: Final[Mapping[type[Slot], Callable[[_Writer, Any], None]]] = MappingProxyType(
    {
        Element: _Writer._element,
        SourceLink: _Writer._link,
        SourceLinkEnd: _end,
        Link: _Writer._link,
        LinkEnd: _end,
        Image: _Writer._image,
        Heading: lambda writer, slot: writer._start(f"h{slot.level}", slot.attributes),
        HeadingEnd: _end,
        Table: lambda writer, slot: writer._element(Element("table", slot.attributes)),
        TableEnd: _end,
        Callout: _Writer._callout,
        CalloutEnd: _end,
        Task: _Writer._task,
        TaskEnd: _skip,
        FootnoteMark: _Writer._footnote_mark,
        Footnote: _Writer._footnote,
        FootnoteBack: _skip,
        CodeBlock: _Writer._code_block,
    }
)
_Start: TypeAlias = Callable[[_Writer, str, Attributes], None]
_STARTS: Final[Mapping[str, _Start]] = MappingProxyType(
    {
        **dict.fromkeys(_MARKS, _Writer._mark),
        **dict.fromkeys(HEADINGS, _Writer._begin_heading),
        **dict.fromkeys(("audio", "iframe", "source", "video"), _Writer._media),
        **dict.fromkeys(("ol", "ul"), _Writer._begin_list),
        **dict.fromkeys(("td", "th"), _Writer._begin_cell),
        "blockquote": _Writer._begin_quotation,
        "br": _Writer._break,
        "code": _Writer._begin_code,
        "details": _Writer._begin_details,
        "figcaption": _Writer._begin_caption,
        "hr": _Writer._rule,
        "li": _Writer._begin_item,
        "table": _Writer._begin_table,
        "thead": _Writer._begin_head,
        "tr": _Writer._begin_row,
    }
)
