"""Rewrite an SVG file into the image that is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.read.markdown.sanitise import is_safe
from briefgen.read.svg.addresses import is_own, without_foreign
from briefgen.read.svg.names import (
    ACTIVE,
    ANIMATIONS,
    ATTRIBUTES,
    ELEMENTS,
    PREFIXES,
    QUALIFIED,
    STYLES,
    SVG,
    TARGETS,
    XHTML,
    XLINK,
)
from briefgen.read.svg.size import size_of

MAX_BYTES: Final = 20_000_000
MAX_ELEMENTS: Final = 500_000
MAX_DEPTH: Final = 500
_NAMED: Final = 10  # kinds of removed parts that a warning lists

_DECLARATION: Final = re.compile(
    rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']"
)
_ENCODINGS: Final = {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8"}
_UTF_16: Final = {
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
_GZIP: Final = b"\x1f\x8b"
_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_MAY_HOLD_URL: Final = re.compile(r"url|image|src|@|\\", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Svg:
    """An image as published, and its size in pixels if it states one."""

    data: bytes
    size: tuple[int, int] | None


def read_svg(data: bytes, path: str) -> Checked[Svg | None]:
    """Return the image to publish for an SVG file, or None if it cannot be checked."""
    if len(data) > MAX_BYTES:
        return Checked(None, (_too_large(path, f"{len(data):,} bytes", f"{MAX_BYTES:,}"),))
    rewriter = _Rewriter()
    try:
        if data.startswith(_GZIP):
            raise _Refused(
                "compressed data", "save it as .svg; web servers compress it automatically"
            )
        rewriter.parser.Parse(_text(data), True)
    except _TooLarge:
        amount = f"more than {MAX_ELEMENTS:,} elements"
        return Checked(None, (_too_large(path, amount, f"{MAX_ELEMENTS:,}"),))
    except _Refused as refusal:
        return Checked(None, (_refused(path, refusal, rewriter.span),))
    except expat.ExpatError as error:
        span = Span(error.lineno, error.offset + 1)
        return Checked(None, (_refused(path, _Refused("broken XML"), span),))
    svg = Svg(f"{_HEAD}{''.join(rewriter.out)}\n".encode(), rewriter.size)
    return Checked(svg, tuple(_removed(path, rewriter.removed)))


class _TooLarge(Exception):
    """An image has more elements than briefgen reads."""


class _Refused(Exception):
    """An image cannot be checked; the message says what it contains."""

    def __init__(self, contents: str, hint: str = "") -> None:
        super().__init__(contents)
        self.hint = hint or "open it in a drawing program and save it as plain SVG"


def _text(data: bytes) -> str:
    """Return the text of a file in UTF-8 or UTF-16; a script could hide in other encodings."""
    encoding = _UTF_16.get(data[:2])
    if encoding is None:
        declared = _DECLARATION.match(data.removeprefix(b"\xef\xbb\xbf"))
        name = declared[1].decode().lower() if declared else "utf-8"
        encoding = _ENCODINGS.get(name)
        if encoding is None:
            raise _Refused(f"the encoding {name}", "save it as UTF-8")
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        contents = f"bytes that are not {encoding[:6].upper()}"
        raise _Refused(contents, "save it as UTF-8") from None


class _Rewriter:
    """Receives the parser's events, and writes what may stay.

    `removed` has the parts that could have run code or contacted another host, each with its first
    place.
    """

    def __init__(self) -> None:
        self.out: list[str] = []
        self.size: tuple[int, int] | None = None
        self.removed: dict[str, Span] = {}
        self._namespace = SVG
        self._elements = 0
        self._depth = 0
        self._skipped = 0  # how deep the parser is in a removed element
        self._is_tag_open = False
        self._style: list[str] | None = None
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._document_type
        parser.SkippedEntityHandler = self._entity

    @property
    def span(self) -> Span:
        """Where the parser is."""
        return Span(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _document_type(
        self, _name: str, _system: str | None, _public: str | None, has_subset: bool
    ) -> None:
        if has_subset:
            raise _Refused(
                "a document type with its own declarations",
                "save it as plain SVG; in Illustrator, without editing capabilities",
            )

    def _entity(self, name: str, _is_parameter: bool) -> None:
        raise _Refused(f"the undefined entity &{name};", "write the character itself")

    def _start(self, name: str, attributes: list[str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MAX_ELEMENTS:
            raise _TooLarge
        if self._depth > MAX_DEPTH:
            raise _Refused(f"more than {MAX_DEPTH} levels of nested elements")
        if self._skipped or self._style is not None:  # a style sheet is only text
            self._skipped += 1
            return
        namespace, _, local = name.rpartition(" ")
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        if self._depth == 1:
            # An image without a namespace is read as if it had that of SVG.
            if namespace not in (SVG, "") or local != "svg":
                raise _Refused("no <svg> as its root element")
            self._namespace = namespace
            self.size = size_of(dict(pairs))
        if namespace not in (SVG, self._namespace) or local not in ELEMENTS:
            self._skipped = 1
            if namespace == XHTML or (
                local.lower() in ACTIVE and "requiredExtensions" not in attributes[::2]
            ):
                self._remove(f"<{local.lower()}>")
            return
        self._close_tag()
        markup = "".join(f" {key}={quoteattr(value)}" for key, value in self._allowed(local, pairs))
        if self._depth == 1:
            markup = f' xmlns="{SVG}" xmlns:xlink="{XLINK}"{markup}'
        self.out.append(f"<{local}{markup}")
        self._is_tag_open = True
        if local == "style":
            self._style = []

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        local = name.rpartition(" ")[2]
        if self._style is not None and local == "style":
            css = self._css("".join(self._style))
            self._style = None
            self._write(css)
        if self._is_tag_open:
            self.out.append("/>")
            self._is_tag_open = False
        else:
            self.out.append(f"</{local}>")

    def _characters(self, text: str) -> None:
        if self._skipped:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._write(text)

    def _write(self, text: str) -> None:
        if text:
            self._close_tag()
            self.out.append(escape(text))

    def _close_tag(self) -> None:
        if self._is_tag_open:
            self.out.append(">")
            self._is_tag_open = False

    def _allowed(self, element: str, pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for name, value in pairs:
            namespace, _, local = name.rpartition(" ")
            prefix, names = QUALIFIED.get(namespace, ("", ATTRIBUTES))
            if (namespace and not prefix) or not (
                local in names or (not namespace and local.startswith(PREFIXES))
            ):
                if local.lower().startswith("on"):
                    self._remove(f"the attribute {local}")
            elif not _is_harmless(element, local, value):
                self._remove(f"the attribute {local}")
            else:
                key = f"{prefix}:{local}" if prefix else local
                yield key, self._css(value) if _is_style(element, local) else value

    def _css(self, css: str) -> str:
        if not _MAY_HOLD_URL.search(css):
            return css
        cleaned, had_foreign = without_foreign(css)
        if had_foreign:
            self._remove("a URL in its style")
        return cleaned

    def _remove(self, removed: str) -> None:
        self.removed.setdefault(removed, self.span)


def _is_style(element: str, attribute: str) -> bool:
    return attribute in STYLES or (element in ANIMATIONS and attribute in TARGETS)


def _is_harmless(element: str, attribute: str, value: str) -> bool:
    """Whether an allowed attribute may have this value."""
    if attribute == "href":
        return is_safe(value) if element == "a" else is_own(value)
    if element in ANIMATIONS:
        if attribute == "attributeName":
            return not value.strip().lower().startswith("on")
        if attribute in TARGETS:
            return all(map(is_own, value.split(";")))
    return True


def _removed(path: str, removed: dict[str, Span]) -> Iterator[Diagnostic]:
    if not removed:
        return
    names = list(removed)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    yield Diagnostic(
        "removed-html",
        f"removed {', '.join(names[:_NAMED])}{more} from the image: it could run code or contact"
        " another host",
        Location(path, min(removed.values())),
        "save the image without scripts, and embed its fonts and images",
    )


def _refused(path: str, refusal: _Refused, span: Span) -> Diagnostic:
    return Diagnostic(
        "unsafe-svg",
        f"the image has {refusal}, so it cannot be checked for scripts",
        Location(path, span),
        refusal.hint,
    )


def _too_large(path: str, amount: str, limit: str) -> Diagnostic:
    return Diagnostic(
        "too-large",
        f"the image has {amount}; briefgen reads up to {limit}",
        Location(path),
        "simplify it in a drawing program, or save it as PNG",
    )
