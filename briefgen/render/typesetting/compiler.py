"""Sets PDF files and images with Typst.

A layout `NAME.typ` defines a function `NAME`, which receives the data of one output as a
dictionary. Texts in it are content, and nothing else in it is read as Typst. Layouts use the fonts
of this package, those of the site that the output names, and those within Typst itself. They cannot
read the clock, other files or the network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.render.encodings import not_utf8
from briefgen.render.json_files import json_text
from briefgen.render.sources import BUILT_IN, LAYOUTS, LayoutSources, layout_sources
from briefgen.render.typesetting.errors import Explained, Problem, problems_in
from briefgen.render.typesetting.sources import SUFFIX, TEXTS, files_of, packages_in

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

FONTS: Final = Path(__file__).parents[1] / "fonts"
MISSING: Final = "Briefgen Missing"  # shows a box for what no other font has
_FOR_ALL: Final = (MISSING, "Briefgen Blank")  # have every character
_MAIN: Final = "main.typ"
_FOLDER: Final = "output"  # where a layout finds the files of its output
_TEXT: Final = f"{_FOLDER}/text.typ"
# Not as `sys.inputs`, since then Typst would forget everything that it has evaluated.
_DATA: Final = f"{_FOLDER}/data.json"
_MARK: Final = "#text"  # the key of a place in the data that a text belongs in
_FILL: Final = f"""#import "/{_TEXT}": texts
#let filled(value) = {{
  if type(value) == array {{ return value.map(filled) }}
  if type(value) != dictionary {{ return value }}
  if "{_MARK}" in value {{ return texts.at(value.at("{_MARK}")) }}
  value.pairs().map(((key, each)) => (key, filled(each))).to-dict()
}}
"""
_NO_GLYPH: Final = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed with font')
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_LOCK: Final = RLock()  # a compiler makes one output at a time
_SHOW: Final = """
#let data = json(bytes(sys.inputs.data))
#set document(title: [Characters])
#set text(font: data.fonts, fallback: false)
#for each in data.words.split("\\n\\n") [ #each \\ ]
"""
_USE: Final = """
#let fonts = json(bytes(sys.inputs.data))
#for font in fonts { text(font: font.family, weight: font.weight, style: font.style)[a] }
"""


class Code(str):
    """Typst code of a text, which calls the functions of partials/text.typ."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypstInput:
    """What a layout receives for one output.

    `data` consists of mappings, lists, strings, numbers, true, false, none, and Code, which the
    layout receives as content. `settings` reach all files as `sys.inputs`; when they change, Typst
    forgets what it has evaluated. The layout finds `files` as `/output/NAME`. `fonts` are the bytes
    of a site's own fonts. `origin` is the place that a message about the output names.
    """

    data: Mapping[str, Any]
    origin: Location
    settings: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    fonts: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class _Format:
    """What is made, with the options of Typst's compiler."""

    name: Literal["pdf", "png"]
    ppi: float | None = None
    standards: tuple[PDFStandard, ...] = ()
    timestamp: int = 0
    is_tagged: bool = True


class Typesetter:
    """Typst with the layouts of one site. Thread-safe: it makes one output at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, dict[str, bytes]] = {}
        self._checked: set[str] = set()

    def png(self, layout: str, typst_input: TypstInput, ppi: float) -> Checked[list[bytes]]:
        """Return the pages of an output as PNG images."""
        return self._pages(layout, typst_input, _Format("png", ppi))

    def pdf(
        self,
        layout: str,
        typst_input: TypstInput,
        *,
        timestamp: int,
        standards: tuple[PDFStandard, ...] = (),
        is_tagged: bool = True,
    ) -> Checked[bytes]:
        """Return an output as PDF; `timestamp` is the time that it states, in seconds."""
        form = _Format("pdf", None, standards, timestamp, is_tagged)
        pages = self._pages(layout, typst_input, form)
        return Checked(b"".join(pages.value), pages.diagnostics)

    def families(self, fonts: tuple[bytes, ...] = ()) -> tuple[str, ...]:
        """Return the names of the families in a site's fonts; none if it is not a font."""
        with _LOCK:
            return _faces(fonts).own

    def is_built_in(self, layout: str) -> bool:
        """Whether the site replaces none of the files of a layout."""
        return self._sources.own.keys().isdisjoint(self._files_of(layout))

    def missing_glyphs(
        self, characters: Iterable[str], fonts: tuple[bytes, ...] = ()
    ) -> frozenset[str]:
        """Return those of some characters that only MISSING has."""
        with _LOCK:
            return _missing_glyphs("\n\n".join(sorted(characters)), fonts)

    def explained(self, layout: str, message: str, hint: str, origin: Location) -> Diagnostic:
        """Return a diagnostic for what a layout makes, at the function that makes it."""
        span = _definition(self._files_of(layout).get(layout, b""), layout)
        words = f"{message} (while rendering {origin.path})"
        return Diagnostic("layout", words, Location(self._path(layout), span), hint)

    def _pages(self, layout: str, typst_input: TypstInput, form: _Format) -> Checked[list[bytes]]:
        files = self._files_of(layout)
        if layout not in self._checked:
            problems = tuple(self._unusable(layout, files, typst_input.origin))
            if problems:
                return Checked([], problems)
            self._checked.add(layout)
        with _LOCK:
            return self._compiled(layout, files, typst_input, form)

    def _compiled(
        self, layout: str, files: Mapping[str, bytes], typst_input: TypstInput, form: _Format
    ) -> Checked[list[bytes]]:
        from typst import TypstError  # noqa: PLC0415 - an extra of the package

        faces = _faces(typst_input.fonts)
        own = {f"{_FOLDER}/{name}": data for name, data in typst_input.files.items()}
        codes: list[Code] = []
        own |= {_DATA: json_text(_marked(typst_input.data, codes))}
        own |= {_MAIN: _main(layout, has_texts=bool(codes))}
        sources = {**files, **own}
        if codes:
            sources[_TEXT] = _texts(codes)
        binary = {name: sources.pop(name) for name in list(sources) if _is_binary(sources[name])}
        with _folder_with(binary) as root:
            try:
                result, warnings = faces.compiler.compile_with_warnings(
                    cast("Any", sources),  # its type stubs lack the documented mapping of files
                    format=form.name,
                    ppi=form.ppi,
                    sys_inputs=dict(typst_input.settings),
                    pdf_standards=list(form.standards),
                    root=root,
                    timestamp=form.timestamp,
                    pdf_tags=form.is_tagged,
                )
            except TypstError as error:
                problems = tuple(problems_in(error.diagnostic, faces.folder, root)) or (
                    Problem(error.message),
                )
                result, warnings = None, []
            else:
                problems = tuple(
                    each
                    for one in warnings
                    for each in problems_in(one.diagnostic, faces.folder, root)
                )
        if problems:
            return Checked([], tuple(self._diagnostics(layout, sources, typst_input, problems)))
        return Checked(result if isinstance(result, list) else [result or b""])

    def _diagnostics(
        self,
        layout: str,
        sources: Mapping[str, bytes],
        typst_input: TypstInput,
        problems: tuple[Problem, ...],
    ) -> Iterator[Diagnostic]:
        names = [name for name in self._sources.all() if not name.startswith(f"{BUILT_IN}/")]
        faces = _faces(typst_input.fonts)
        explained = Explained(
            typst_input.origin, typst_input.data, names, faces.families, self._path
        )
        for problem in problems:
            if problem.file == _MAIN:
                yield self._uncallable(layout, problem, typst_input.origin)
            elif problem.file == _TEXT or not problem.file:
                yield Diagnostic(
                    "layout",
                    f"{problem.words} (while rendering {typst_input.origin.path})",
                    Location(self._path(layout)),
                    "; ".join(problem.hints),
                )
            else:
                text = sources.get(problem.file, b"").decode()
                yield explained.diagnostic(problem, text)

    def _uncallable(self, layout: str, problem: Problem, origin: Location) -> Diagnostic:
        """Return the diagnostic for a layout whose function is missing or has other parameters."""
        name = _function(layout)
        if "unresolved import" in problem.words:
            message = f"the layout has no function `{name}`"
            hint = f'define #let {name}(…) = …, or begin with #import "{BUILT_IN}/{layout}": {name}'
            return self.explained(layout, message, hint, origin)
        hint = "docs/layouts.md#typst-layouts shows the parameters of each layout"
        return self.explained(layout, f"`{name}` cannot be called: {problem.words}", hint, origin)

    def _unusable(
        self, layout: str, files: Mapping[str, bytes], origin: Location
    ) -> Iterator[Diagnostic]:
        """Yield what keeps Typst from reading the files of a layout."""
        if layout not in files:
            message = f"layout `{layout}` not found (while rendering {origin.path})"
            yield Diagnostic("layout-missing", message, Location(LAYOUTS), f"add it to {LAYOUTS}/")
        for name, data in files.items():
            if not name.endswith(SUFFIX):
                continue
            try:
                text = data.decode()
            except UnicodeDecodeError as error:
                rendering = f"while rendering {origin.path}"
                yield not_utf8(self._path(name), data, error.start, rendering)
                continue
            for package, span in packages_in(text):
                yield Diagnostic(
                    "layout",
                    f"the package {package} would be downloaded, and a build contacts no server"
                    f" (while rendering {origin.path})",
                    Location(self._path(name), span),
                    f"put a copy of its files into {LAYOUTS}/, and import that",
                )

    @cached_property
    def _sources(self) -> LayoutSources:
        return layout_sources(self._root)

    def _files_of(self, layout: str) -> dict[str, bytes]:
        if layout not in self._files:
            self._files[layout] = files_of(layout, self._sources.all())
        return self._files[layout]

    def _path(self, name: str) -> str:
        """Return the path of a layout file as shown in messages."""
        if name in self._sources.own:
            return f"{LAYOUTS}/{name}"
        return name if name.startswith(f"{BUILT_IN}/") else f"{BUILT_IN}/{name}"


@dataclass(frozen=True, slots=True)
class _Faces:
    """A compiler with fonts: the families of all its fonts, and of the site's own.

    It shows paths relative to `folder`.
    """

    compiler: Compiler
    folder: str
    families: tuple[str, ...]
    own: tuple[str, ...]


@lru_cache(maxsize=4)
def _faces(fonts: tuple[bytes, ...]) -> _Faces:
    """Return a compiler with a site's own fonts. A process has one for each set of fonts."""
    import typst  # noqa: PLC0415 - an extra of the package

    folder = os.path.realpath(os.curdir)
    with TemporaryDirectory() as own_fonts:
        for number, font in enumerate(fonts):
            (Path(own_fonts) / f"{number}.{_font_suffix(font)}").write_bytes(font)
        own = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[own_fonts]
        )
        all_of_them = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS), own_fonts])
        compiler = typst.Compiler(root=str(FONTS), font_paths=all_of_them, ignore_system_fonts=True)
        # Typst reads a font when it is first used, and later the folder is gone.
        used = [
            {"family": each.family, "weight": each.weight, "style": each.style}
            for each in own.fonts()
        ]
        if used:
            compiler.compile(_USE.encode(), format="png", sys_inputs={"data": _json(used)})
    return _Faces(compiler, folder, tuple(all_of_them.families()), tuple(own.families()))


def _missing_glyphs(words: str, fonts: tuple[bytes, ...]) -> frozenset[str]:
    """Return the characters that a PDF could not show without MISSING."""
    from typst import TypstError  # noqa: PLC0415 - an extra of the package

    faces = _faces(fonts)
    families = [each for each in faces.families if each not in _FOR_ALL]
    try:
        faces.compiler.compile(
            _SHOW.encode(),
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"data": _json({"words": words, "fonts": families})},
            timestamp=0,
        )
    except TypstError as error:
        missing = "".join(map(_unescaped, _NO_GLYPH.findall(error.diagnostic)))
        return frozenset(missing) & frozenset(words) - {"\n"}
    return frozenset()


def _json(value: object) -> str:
    return json_text(value).decode()


def _font_suffix(font: bytes) -> str:
    """Return the suffix of a font file, which Typst goes by."""
    return {b"OTTO": "otf", b"ttcf": "ttc"}.get(font[:4], "ttf")


def _function(layout: str) -> str:
    return layout.rpartition("/")[2].removesuffix(SUFFIX)


def _main(layout: str, *, has_texts: bool) -> bytes:
    """Return the file that calls the function of a layout."""
    name = _function(layout)
    data = f'json("/{_DATA}")'
    fill, data = (_FILL, f"filled({data})") if has_texts else ("", data)
    return f'#import "/{layout}": {name}\n{fill}#{name}({data})\n'.encode()


def _marked(value: Any, codes: list[Code]) -> Any:
    """Return data with a mark in place of each text, which is added to `codes`."""
    if isinstance(value, Code):
        codes.append(value)
        return {_MARK: len(codes) - 1}
    if isinstance(value, Mapping):
        return {name: _marked(each, codes) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(each, codes) for each in value]
    return value


def _texts(codes: Sequence[Code]) -> bytes:
    """Return the file with the texts."""
    lines = "".join(f"[#{{{code}}}],\n" for code in codes)
    return f'#import "/{TEXTS}": *\n#let texts = (\n{lines})\n'.encode()


def _unescaped(literal: str) -> str:
    """Return a text that the compiler shows as a string literal."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], literal)


def _definition(data: bytes, layout: str) -> Span:
    """Return the place where a layout defines its function, or else its beginning."""
    name = re.escape(_function(layout))
    lines = data.decode(errors="replace").split("\n")
    for number, line in enumerate(lines, 1):
        if match := re.search(rf"(?:let|import\b.*:.*)\s+({name})\b", line):
            return Span(number, match.start(1) + 1, len(match[1]))
    return Span()


def _is_binary(data: bytes) -> bool:
    """Whether Typst has to read a file from the disk, because it is not text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def _folder_with(files: Mapping[str, bytes]) -> AbstractContextManager[Path]:
    """Return a folder with these files, which is deleted at the end."""
    return _new_folder_with(files) if files else nullcontext(FONTS)


@contextmanager
def _new_folder_with(files: Mapping[str, bytes]) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name, data in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield root
