"""Layouts: those of the built-in theme, the site's replacements, and the errors in them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol

import jinja2
import jinja2.meta
from jinja2.bccache import Bucket

from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.model.documents import size_path
from briefgen.model.html import Html
from briefgen.model.outputs import Rendered
from briefgen.model.text import Text
from briefgen.model.views import BriefPage, ChartPage, ChartView, FileLink
from briefgen.render import source_links
from briefgen.render.compiling import compiler_digest, environment_for, rendered
from briefgen.render.encodings import not_utf8
from briefgen.render.filters import FILTERS, TESTS
from briefgen.render.robust_links import robust
from briefgen.render.source_links import SourceLinks, WrongMarkup
from briefgen.render.sources import (
    BUILT_IN,
    CATALOGUES,
    IMAGE_SIZES,
    LAYOUTS,
    THEME,
    WrongCatalogue,
    built_in,
    theme_path,
)
from briefgen.render.text import Words
from briefgen.render.text.for_page import AfterChart, Page, for_page
from briefgen.render.text.in_views import with_html
from briefgen.render.translations import Catalogues, install
from briefgen.render.typesetting.sources import SUFFIX, for_texts, names_in

if TYPE_CHECKING:
    from briefgen.render.typesetting.compiler import Typesetter

_NO_ATTRIBUTE: Final = re.compile(
    r"'(?P<kind>[\w.]+)(?: object)?' has no attribute '(?P<name>\w+)'"
)
LAYOUT_SYNTAX: Final = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
_NO_FILTER: Final = re.compile(r"No (filter|test) named '(\w+)'")
_NO_TAG: Final = re.compile(r"unknown tag '(\w+)'")
_TAGS: Final = (
    "block", "endblock", "extends", "include", "import", "from", "for", "endfor", "if", "elif",
    "else", "endif", "macro", "endmacro", "set", "endset", "call", "endcall", "filter",
    "endfilter", "trans", "endtrans", "with", "endwith", "raw", "endraw",
)  # fmt: skip
_FORMER_FILTERS: Final = {"furnished": "write {{ body }}; it needs no filter any more"}
_KINDS: Final = {
    "dict": "a mapping", "list": "a list", "tuple": "a list", "str": "a text", "int": "a number",
    "NoneType": "an empty value", "None": "an empty value", "SiteView": "the site",
    "PageView": "the page", "Html": "a text", "bool": "true or false",
}  # fmt: skip
# Names that were others once, by the type that has them.
_FORMER: Final = {
    ("CitedAuthor", "is_body"): "is_organisation",
    ("Source", "citations"): "mentions",
}
BASE: Final = "base.html"
REVIEW_MARK: Final = 'class="review-mark"'  # in partials/review.html
AFTER_CHART: Final = "partials/chart-data.html"
# Layouts that pages with a text use, whichever layout they have.
_FOR_TEXTS: Final = (source_links.LAYOUT, IMAGE_SIZES, AFTER_CHART)
_NO_NAME: Final = re.compile(r"'(?P<name>\w+)' is undefined")


class Bytecode(Protocol):
    """A trusted store of compiled layouts."""

    def get(self, key: bytes, /) -> bytes | None:
        """Return the bytes stored under a key, or None."""

    def put(self, key: bytes, data: bytes, /) -> None:
        """Store bytes under a key."""


class Layouts:
    """The layouts of one site, compiled once.

    A file of the site's `layouts/` replaces the built-in one of the same name, and can extend
    it as `theme/NAME`.
    """

    def __init__(self, root: Path, bytecode: Bytecode | None = None) -> None:
        self._root = root
        self._own = root / LAYOUTS
        theme = _ThemeLoader()
        self._environment = environment_for(
            loader=jinja2.ChoiceLoader(
                [
                    _Loader(self._own),
                    theme,
                    jinja2.PrefixLoader({BUILT_IN: theme}),
                ]
            ),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_BytecodeCache(bytecode) if bytecode else None,
            cache_size=-1,
            auto_reload=False,
        )
        self._environment.filters.update(FILTERS)
        self._environment.tests.update(TESTS)
        self._catalogues = Catalogues(self._own / CATALOGUES)
        install(self._environment, self._catalogues)
        self._source_links: dict[tuple[bool, str], SourceLinks] = {}

    def render(
        self,
        output: Rendered,
        texts: Sequence[Text] = (),
        used: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Checked[bytes]:
        """Render a page with its texts, and the bytes of the files that it uses, by path.

        An error in a layout is reported at the layout's line.
        """
        variables: dict[str, Any] = {"site": output.site, "page": output.view.page}
        try:
            variables |= self._variables(output, texts, used)
            html = self._text(output.layout, variables)
            if output.site.review and REVIEW_MARK not in html:
                return Checked(b"", (self._unmarked(output),))
            return Checked(html.encode())
        except WrongMarkup as error:
            details = str(error), error.hint, output.origin, "text"
            return Checked(b"", (self.blamed(source_links.LAYOUT, *details),))
        except Exception as error:
            return Checked(b"", (self._explain(error, output.layout, variables, output.origin),))

    def _variables(
        self, output: Rendered, texts: Sequence[Text], used: Mapping[str, bytes]
    ) -> dict[str, Any]:
        """Return the variables of a page's layout: its view and body, with all texts as HTML."""
        page = output.view.page

        def html(text: Text, language: str) -> Html:
            return for_page(text, self._page(output, language or page.language, used))

        def measured(link: FileLink) -> FileLink:
            return dataclasses.replace(link, size=int(used.get(size_path(link.path), b"0") or 0))

        view = with_html(output.view, html, measured)
        if isinstance(output.view, ChartPage):
            from briefgen.render.text.charts import figure_of  # noqa: PLC0415 - seldom needed

            texts = [figure_of(text, output.view.number) for text in texts]
        body = html(texts[0], page.language) if texts else Html("")
        return {"body": body, **{name: getattr(view, name) for name in view.__dataclass_fields__}}

    def _page(self, output: Rendered, language: str, used: Mapping[str, bytes]) -> Page:
        """Return what a page adds to its texts in a language."""
        links = self._links(output, language)
        view = output.view
        sources = view.brief.sources if isinstance(view, BriefPage) else ()
        charts = {each.number: each for each in view.page.charts}
        return Page(
            words=self.words(language),
            source_link=lambda link: links.markup(robust(link, sources)),
            images=output.view.page.pictures,
            used=used,
            sizes=self._sizes,
            language=language,
            charts=charts,
            after_chart=self._after_chart(output, language) if charts else None,
        )

    def _after_chart(self, output: Rendered, language: str) -> AfterChart:
        """Return the function for what follows a chart."""
        from briefgen.render.text.charts import frame_code  # noqa: PLC0415 - seldom needed

        variables = {"site": output.site, "page": output.view.page, "language": language}
        is_alone = isinstance(output.view, ChartPage)

        def after(chart: ChartView, table: Html, height: float) -> str:
            code = frame_code(chart, height) if chart.page and height and not is_alone else ""
            own = {"chart": chart, "table": table, "code": code, "is_drawn": bool(height)}
            return self._text(AFTER_CHART, {**variables, **own, "is_alone": is_alone})

        return after

    @cached_property
    def typesetter(self) -> Typesetter:
        """What sets PDF files and images with Typst layouts."""
        from briefgen.render.typesetting.compiler import (  # noqa: PLC0415 - often not needed
            Typesetter,
        )

        return Typesetter(self._root)

    def words(self, language: str) -> Words:
        """Return the function that translates the texts of the theme."""
        return self._catalogues.of(language).gettext

    def _links(self, output: Rendered, language: str) -> SourceLinks:
        """Return the markup of links to sources.

        That of the theme is the same for all pages of a language; that of a site may use the page.
        """
        key = output.site.new_tab, language
        if key not in self._source_links:
            variables = {"site": output.site, "page": output.view.page, "language": language}
            file = self._environment.get_template(source_links.LAYOUT).filename or ""
            is_uniform = Path(file).is_relative_to(THEME)
            links = SourceLinks(
                lambda link: self._text(source_links.LAYOUT, {**variables, **link}),
                uniform=is_uniform,
            )
            if not is_uniform:
                return links
            self._source_links[key] = links
        return self._source_links[key]

    @cached_property
    def _sizes(self) -> str:
        return self._text(IMAGE_SIZES, {}).strip()

    def render_text(
        self, layout: str, variables: Mapping[str, Any], origin: Location
    ) -> Checked[str]:
        """Return the output of a layout for the variables it sees."""
        try:
            return Checked(self._text(layout, variables))
        except Exception as error:
            return Checked("", (self._explain(error, layout, variables, origin),))

    def _text(self, name: str, variables: Mapping[str, Any]) -> str:
        return rendered(self._environment.get_template(name), variables)

    def blamed(
        self, layout: str, message: str, hint: str, origin: Location, word: str
    ) -> Diagnostic:
        """Return a diagnostic for a layout's output, at the layout's first line with `word`."""
        file = self._environment.get_template(layout).filename or layout
        lines = Path(file).read_text(encoding="utf-8").split("\n")
        line = next((number for number, text in enumerate(lines, 1) if word in text), 1)
        location = self._location(file, line, word)
        return Diagnostic("layout", f"{message} (while rendering {origin.path})", location, hint)

    def _unmarked(self, output: Rendered) -> Diagnostic:
        """Report a page for reviewers that does not say so."""
        message = f"pages from `{output.layout}` are not marked as drafts for review"
        hint = (
            'put {% include "partials/review.html" %} below <body> in the site\'s own base.html,'
            " or extend theme/base.html"
        )
        own = next((name for name in (BASE, output.layout) if (self._own / name).is_file()), "")
        return self.blamed(own or output.layout, message, hint, output.origin, "<body")

    def _explain(
        self, error: Exception, layout: str, variables: Mapping[str, Any], origin: Location
    ) -> Diagnostic:
        rendering = f"while rendering {origin.path}"
        if isinstance(error, WrongCatalogue):
            return error.diagnostic
        if isinstance(error, _NotUtf8):
            path = f"{LAYOUTS}/{error.name}"
            return not_utf8(path, error.data, error.offset, rendering)
        if isinstance(error, jinja2.TemplateSyntaxError):
            location = self._location(error.filename, error.lineno, "")
            return Diagnostic(
                "layout", f"{error.message} ({rendering})", location, self._syntax_hint(error)
            )
        location = self._location(*_frame(error.__traceback__), _word(error))
        if isinstance(error, jinja2.TemplateNotFound):
            name = str(error.name or layout)
            message = f"layout `{name}` not found ({rendering})"
            return Diagnostic("layout-missing", message, location, self._nearest(name))
        if isinstance(error, RecursionError):
            message = f"the layout includes itself endlessly ({rendering})"
            hint = "remove the include, or put it inside an {% if %}"
            return Diagnostic("layout", message, location, hint)
        message = in_plain_words(str(error)) or type(error).__name__
        return Diagnostic("layout", f"{message} ({rendering})", location, _hint(error, variables))

    def _syntax_hint(self, error: jinja2.TemplateSyntaxError) -> str:
        """Say what to do about a line that Jinja cannot read."""
        message = error.message or ""
        match = _NO_FILTER.search(message)
        if match:
            options = self._environment.filters if match[1] == "filter" else self._environment.tests
            if match[2] in _FORMER_FILTERS:
                return _FORMER_FILTERS[match[2]]
            similar = get_close_matches(match[2], sorted(options), n=1)
            if similar:
                return f"did you mean `{similar[0]}`?"
        if match := _NO_TAG.search(message):
            similar = get_close_matches(match[1], _TAGS, n=1)
            if similar:
                return f"did you mean `{similar[0]}`?"
        return "fix the Jinja syntax: https://jinja.palletsprojects.com/templates/"

    def _location(self, file: str | None, line: int, word: str) -> Location:
        if file is None:
            return Location(LAYOUTS)
        path = Path(file)
        own = path.is_relative_to(self._own)
        name = f"{LAYOUTS}/{path.relative_to(self._own).as_posix()}" if own else theme_path(path)
        with suppress(OSError, UnicodeDecodeError, IndexError):
            text = path.read_text(encoding="utf-8").split("\n")[line - 1]
            column = text.find(word) if word else -1
            if column >= 0:
                return Location(name, Span(line, column + 1, len(word)))
            stripped = text.strip()
            return Location(name, Span(line, text.find(stripped) + 1, max(len(stripped), 1)))
        return Location(name, Span(line))

    def _nearest(self, name: str) -> str:
        similar = get_close_matches(name, self._environment.list_templates(), n=1)
        return f"did you mean `{similar[0]}`?" if similar else f"add the file to {LAYOUTS}/"


def layouts_used(sources: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """Return for each layout the names of all layouts that it may use, including itself.

    A Jinja layout that computes a name while rendering may use any layout.
    """
    everything = frozenset(sources)
    direct = {name: _named_in(name, data, everything) for name, data in sources.items()}
    used = {}
    for name in sources:
        reached: set[str] = set()
        pending = [name, *(for_texts(name) if name.endswith(SUFFIX) else _FOR_TEXTS)]
        while pending:
            drawn = direct.get(current := pending.pop(), frozenset())
            reached.add(current)
            if drawn is None:
                reached |= everything
                break
            pending += drawn - reached
        used[name] = frozenset(reached)
    return used


def _named_in(name: str, data: bytes, names: Collection[str]) -> frozenset[str] | None:
    """Return the names of the layouts that a layout names; None if any layout may be."""
    return names_in(name, data, names) if name.endswith(SUFFIX) else _drawn_upon(data)


@lru_cache(maxsize=256)  # theme layouts have two names each; a preview changes one at a time
def _drawn_upon(data: bytes) -> frozenset[str] | None:
    """Return the names in a layout's extends, include and import; None if any layout may be."""
    try:
        tree = LAYOUT_SYNTAX.parse(data.decode())
    except UnicodeDecodeError:  # an image for Typst layouts, or an error
        return frozenset()
    except (jinja2.TemplateSyntaxError, RecursionError):
        return None
    names = set(jinja2.meta.find_referenced_templates(tree))
    return None if None in names else frozenset(filter(None, names))


class _NotUtf8(Exception):
    """A layout of the site that is not UTF-8: its name, its bytes, and the first invalid byte."""

    def __init__(self, name: str, data: bytes, offset: int) -> None:
        super().__init__(name)
        self.name = name
        self.data = data
        self.offset = offset


class _ThemeLoader(jinja2.BaseLoader):
    """The layouts of the theme, of which each file is read once."""

    def get_source(
        self,
        environment: jinja2.Environment,  # noqa: ARG002 - Jinja's own signature
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        try:
            source = built_in()[template].decode()
        except KeyError:
            raise jinja2.TemplateNotFound(template) from None
        return source, str(THEME / template), lambda: True

    def list_templates(self) -> list[str]:
        return sorted(built_in())


class _Loader(jinja2.FileSystemLoader):
    """Jinja's loader, which also reports which file cannot be decoded."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise _NotUtf8(template, error.object, error.start) from error


class _BytecodeCache(jinja2.BytecodeCache):
    """Jinja's cache of compiled layouts. An entry that cannot be loaded is compiled again."""

    def __init__(self, entries: Bytecode) -> None:
        self._entries = entries

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(source + compiler_digest())

    def load_bytecode(self, bucket: Bucket) -> None:
        data = self._entries.get(_entry_key(bucket))
        if data is None:
            return
        try:
            bucket.load_bytecode(BytesIO(data))
        except Exception:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._entries.put(_entry_key(bucket), bucket.bytecode_to_string())


def _entry_key(bucket: Bucket) -> bytes:
    """Return the key of a layout's code, which is the same for all versions of the layout."""
    return sha256(bucket.key.encode()).digest()[:16]


def _frame(traceback: TracebackType | None) -> tuple[str | None, int]:
    """Return the file and line of the innermost layout in a traceback."""
    file, line = None, 1
    while traceback is not None:
        if "__jinja_template__" in traceback.tb_frame.f_globals or (
            traceback.tb_frame.f_code.co_filename.endswith(".html")
        ):
            file, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return file, line


def in_plain_words(message: str) -> str:
    """Return what Python says of a value in the words of the documentation."""
    if match := _NO_ATTRIBUTE.search(message):
        return f"{_called(match['kind'])} has no `{match['name']}`"
    if match := _NO_NAME.search(message):
        return f"nothing is called `{match['name']}` here"
    return re.sub(r"briefgen\.\w+\.\w+\.", "", message)


def _called(kind: str) -> str:
    """Return what the documentation calls a type of Python: `a brief` for BriefView."""
    name = kind.rpartition(".")[2]
    if name in _KINDS:
        return _KINDS[name]
    words = re.findall(r"[A-Z][a-z]+", name.removesuffix("View")) or [name]
    noun = " ".join(words).lower()
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _word(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return str(error.name or "")
    match = _NO_ATTRIBUTE.search(str(error)) or _NO_NAME.search(str(error))
    return match["name"] if match else ""


def _hint(error: Exception, variables: Mapping[str, Any]) -> str:
    """Suggest the right spelling of a name."""
    message = str(error)
    if match := _NO_NAME.search(message):
        return _suggest(match["name"], list(variables))
    if match := _NO_ATTRIBUTE.search(message):
        kind = match["kind"].rpartition(".")[2]
        former = _FORMER.get((kind, match["name"]))
        if former:
            return f"write `{former}`, its new name"
        return _suggest(match["name"], _attributes(tuple(variables.values()), kind))
    return "docs/layouts.md lists the variables of each layout"


def _attributes(view: Any, kind: str) -> list[str]:
    """Return the field names of the dataclass called `kind` that a view holds."""
    pending = [view]
    while pending:
        value = pending.pop()
        if dataclasses.is_dataclass(value):
            if type(value).__name__ == kind:
                return [name for name in dir(value) if not name.startswith("_")]
            pending += [getattr(value, field.name) for field in dataclasses.fields(value)]
        elif isinstance(value, tuple):
            pending += value
    return []


def _suggest(name: str, names: Sequence[str]) -> str:
    similar = get_close_matches(name, names, n=1)
    available = ", ".join(sorted(names))
    if similar:
        return f"did you mean `{similar[0]}`? Available names: {available}"
    return f"available names: {available}" if names else "docs/layouts.md lists the names"
