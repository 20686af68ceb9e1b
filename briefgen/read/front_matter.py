"""Front matter: where it is in a file, and what its keys mean.

The dataclasses here are what authors may write; their JSON Schemas are made from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, TypeAdapter, WithJsonSchema

from briefgen.model.characters import with_characters
from briefgen.model.config import COLOUR_OR_NONE
from briefgen.model.content import AuthorKind
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.model.identity import with_doi
from briefgen.read.dates import NoDate, WrittenDate, parse_date, parse_partial_date
from briefgen.read.quoting import as_yaml, quoted, yaml_list
from briefgen.read.repairs import repaired
from briefgen.read.yaml_document import Document, Lines, compose

_FENCE: Final = re.compile(r"---[ \t]*")
_CLOSE: Final = re.compile(r"\n(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_SKIPPED: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
_SHORTEST: Final = "begin the file with:\n---\ntitle: The title\n---"
_BULLET: Final = re.compile(r"([-*•◦▪‣·–—])\s*\S")
_ALMOST_FENCE: Final = re.compile(r"[ \t\xa0]*[-‐‑‒–—―−]+[ \t\xa0]*")
_KEY_LINE: Final = re.compile(r"(?P<key>[A-Za-z_]\w*):(?:[ \t].*)?")
_KEYS: Final = r"(?:[A-Za-z_]\w*:[^\n]*\n|[ \t-]+[^\s-][^\n]*\n)+"
_KEYS_AND_FENCE: Final = re.compile(rf"{_KEYS}---[ \t]*(?:\n|\Z)")
_KEYS_AND_ALMOST_FENCE: Final = re.compile(rf"\n{_KEYS}({_ALMOST_FENCE.pattern})(?:\n|\Z)")
_ORCID: Final = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


class WrongValue(ValueError):
    """A value that the author has to correct, with the diagnostic's code and hint."""

    def __init__(self, message: str, hint: str, code: str = "wrong-value") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


def _date(value: object) -> WrittenDate:
    return _read_date(value, parse_date)


def _partial_date(value: object) -> WrittenDate:
    return _read_date(value, parse_partial_date)


def _read_date(value: object, parse: Callable[[object], WrittenDate]) -> WrittenDate:
    try:
        return parse(value)
    except NoDate as problem:
        if isinstance(value, str) and not value.strip():
            raise WrongValue(
                "the value is empty", f"{problem.hint}, or remove the line", "wrong-date"
            ) from None
        quoted_value = f"`{value}`" if isinstance(value, str) else "this"
        raise WrongValue(f"{quoted_value} {problem}", problem.hint, "wrong-date") from None


def _names(value: object) -> object:
    if isinstance(value, str):
        _refuse_bullets(value)
        if "," in value or "\n" in value:
            items = "\n".join(f"  - {as_yaml(item)}" for item in _items(value))
            raise WrongValue("must be a list, not a single text", f"write:\n{items}")
        return [value]
    if isinstance(value, list):
        return [item for item in value if item is not None and item != ""]
    return value


def _items(value: str) -> list[str]:
    items = (item.strip(" -\t") for item in re.split("[,\n]", value))
    return [item for item in items if item]


def _refuse_bullets(value: str) -> None:
    """Refuse list items that YAML reads as one text because of the sign before each."""
    match = _BULLET.match(value.strip())
    if match:
        parts = re.split(rf"(?:^|\s){re.escape(match[1])}\s*", value.strip())
        items = "\n".join(f"  - {as_yaml(item.strip())}" for item in parts if item.strip())
        raise WrongValue(
            "must be a list, not a single text",
            f"begin each item with a hyphen and a space:\n{items}",
        )


def _authors(value: object) -> object:
    """Read names like :func:`_names`, but allow a comma between family and given name."""
    if isinstance(value, str) and value.count(",") == 1 and "\n" not in value:
        several = yaml_list(_items(value))
        hint = f"write [{quoted(value.strip())}] for one person, or {several} for two"
        raise WrongValue("must be a list, not a single text", hint)
    return _names(value)


def _highlights(value: object) -> object:
    if isinstance(value, str):
        _refuse_bullets(value)
        raise WrongValue(
            "must be a list, not a single text",
            f"write each takeaway on its own line:\n  - {as_yaml(value.strip())}",
        )
    return _names(value)


def _source(value: object) -> object:
    return {"url": value} if isinstance(value, str) else value


def _image(value: object) -> object:
    return {"src": value} if isinstance(value, str) else value


def _http(value: object) -> object:
    if isinstance(value, str):
        value = with_doi(value.strip()).replace("&amp;", "&")
    if isinstance(value, str) and not re.match(r"https?://[^\s/]", value.strip(), re.IGNORECASE):
        raise WrongValue(f"`{value}` is not a URL", _full_url_hint(value.strip()))
    return value


def _full_url_hint(url: str) -> str:
    """Say how to complete a URL that lacks its beginning."""
    bare = re.sub(r"^(?:https?:/*|//)", "", url, flags=re.IGNORECASE)
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$", bare):
        return f"write https://{bare}"
    return "write the full URL, for example https://example.org/report"


def _orcid(value: object) -> object:
    match = _ORCID.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise WrongValue(f"`{value}` is not an ORCID iD", "it looks like 0000-0002-1825-0097")
    total = 0
    for digit in match[1].replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if match[1][-1] != ("X" if check == 10 else str(check)):
        raise WrongValue(f"`{value}` has a wrong check digit", "copy the iD from orcid.org")
    return match[1]


def _download(value: object) -> object:
    return {"file": value} if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
FullText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# Plain text. Character references such as `&#8217;` are decoded, as in Markdown.
Words = Annotated[Text, AfterValidator(with_characters)]
Title = Annotated[FullText, AfterValidator(with_characters)]
Date = Annotated[
    WrittenDate,
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-04"]}),
]
PartialDate = Annotated[
    WrittenDate,
    BeforeValidator(_partial_date),
    WithJsonSchema({"type": "string", "examples": ["2026", "2026-03", "2026-03-04"]}),
]
_LIST_OF_TEXTS: Final = WithJsonSchema({"type": "array", "items": {"type": "string"}})
Names = Annotated[tuple[Title, ...], BeforeValidator(_names), _LIST_OF_TEXTS]
Authors = Annotated[tuple[Title, ...], BeforeValidator(_authors), _LIST_OF_TEXTS]
Texts = Annotated[tuple[FullText, ...], BeforeValidator(_names), _LIST_OF_TEXTS]
Url = Annotated[Text, BeforeValidator(_http), WithJsonSchema({"type": "string", "format": "uri"})]


def _described(description: str) -> dict[str, str]:
    return {"description": description}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSource:
    """Details of a cited work, or further reading."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - pydantic's name, not a field

    url: Url = field(metadata=_described("URL, as linked in the text."))
    title: Words = field(default="", metadata=_described("Title of the work."))
    publisher: Words = field(default="", metadata=_described("Publisher (default: the host)."))
    author: Words = field(default="", metadata=_described("Author of the work."))
    date: PartialDate | None = field(
        default=None, metadata=_described("When it was published; a year is enough.")
    )
    accessed: Date | None = field(default=None, metadata=_described("When it was last read."))
    archive_url: Url = field(default="", metadata=_described("A copy in an archive."))
    further: bool = field(
        default=False, metadata=_described("Further reading, which the text need not cite.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenImage:
    """The image of a brief or author."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    src: FullText = field(
        metadata=_described("File beside the text, or a path from the site's root.")
    )
    alt: Words = field(default="", metadata=_described("Alt text: what the image shows."))
    caption: Text = field(default="", metadata=_described("What to say under the image."))
    credit: Text = field(default="", metadata=_described("Credit for the image."))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSeo:
    """What search engines and link previews get."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    title: Words = field(
        default="", metadata=_described("Title in search results and link previews.")
    )
    description: Words = field(
        default="", metadata=_described("Description there (default: the summary).")
    )
    image: Text = field(
        default="",
        metadata=_described("Image of link previews: a file beside the text, or a path."),
    )
    noindex: bool = field(
        default=False, metadata=_described("Ask search engines not to list the page.")
    )
    canonical: Url = field(
        default="", metadata=_described("URL where the text was published first, if elsewhere.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCorrection:
    """A correction."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    date: Date = field(metadata=_described("Date of the correction."))
    text: FullText = field(metadata=_described("What was wrong and what is right."))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDownload:
    """A file to download."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    file: FullText = field(
        metadata=_described("File beside the text, or a path from the site's root.")
    )
    title: Words = field(default="", metadata=_described("What the file is (default: its name)."))


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLink:
    """A link of an author."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    text: Title = field(metadata=_described("Text of the link."))
    url: Url = field(metadata=_described("URL of the link."))


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefFrontMatter:
    """Front matter of a brief."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    title: Title = field(metadata=_described("Title, plain text."))
    date: Date | None = field(default=None, metadata=_described("Date of publication."))
    updated: Date | None = field(default=None, metadata=_described("Date of the last change."))
    summary: Text = field(default="", metadata=_described("One or two sentences."))
    highlights: Annotated[Texts, BeforeValidator(_highlights), _LIST_OF_TEXTS] = field(
        default=(), metadata=_described("The takeaways, inline Markdown.")
    )
    authors: Authors = field(
        default=(), metadata=_described("Ids from content/authors/, or names.")
    )
    sources: tuple[Annotated[WrittenSource, BeforeValidator(_source)], ...] = field(
        default=(), metadata=_described("Details of cited works, and further reading.")
    )
    image: Annotated[WrittenImage, BeforeValidator(_image)] | None = field(
        default=None, metadata=_described("The brief's image.")
    )
    corrections: tuple[WrittenCorrection, ...] = field(
        default=(), metadata=_described("Corrections since publication.")
    )
    downloads: tuple[Annotated[WrittenDownload, BeforeValidator(_download)], ...] = field(
        default=(), metadata=_described("Files to download, shown with their type and size.")
    )
    slug: FullText | None = field(default=None, metadata=_described("Last part of the URL."))
    permalink: Text = field(
        default="", metadata=_described("URL path of the brief, such as /reports/two-bases/.")
    )
    aliases: Texts = field(default=(), metadata=_described("Old paths of this brief."))
    draft: bool = field(default=False, metadata=_described("Hold the brief back."))
    embargo: Date | None = field(
        default=None, metadata=_described("Nothing of the brief is published until then.")
    )
    language: Text = field(default="", metadata=_described("BCP 47 tag (default: the site's)."))
    translation_of: Text = field(
        default="", metadata=_described("Path of the brief it translates.")
    )
    comments: bool = field(default=True, metadata=_described("Show replies."))
    share: bool = field(default=True, metadata=_described("Show share buttons."))
    newsletter: bool = field(
        default=True, metadata=_described("Show the form to subscribe to emails.")
    )
    featured: bool = field(default=False, metadata=_described("Show it first on the home page."))
    seo: WrittenSeo = field(
        default=WrittenSeo(), metadata=_described("For search engines and link previews.")
    )
    pdf: bool = field(default=True, metadata=_described("Make a PDF, if the site has PDFs."))
    checks: Mapping[str, Literal["off"]] = field(
        default_factory=dict, metadata=_described("Problem codes to turn off here, as `CODE: off`.")
    )
    extra: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_described("Your own keys; layouts see them as `brief.extra`."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrontMatter:
    """Front matter of a plain page, a term or the home page."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    title: Title = field(metadata=_described("Title, plain text."))
    summary: Text = field(default="", metadata=_described("One or two sentences."))
    date: Date | None = field(
        default=None, metadata=_described("A date in the future holds it back until then.")
    )
    draft: bool = field(default=False, metadata=_described("Hold it back."))
    embargo: Date | None = field(
        default=None, metadata=_described("Nothing of it is published until then.")
    )
    language: Text = field(default="", metadata=_described("BCP 47 tag (default: the site's)."))
    accent: Annotated[str, StringConstraints(pattern=COLOUR_OR_NONE)] = field(
        default="", metadata=_described("Colour of a category or other term, `#rrggbb`.")
    )
    seo: WrittenSeo = field(
        default=WrittenSeo(), metadata=_described("For search engines and link previews.")
    )
    aliases: Texts = field(default=(), metadata=_described("Old paths of this page."))
    checks: Mapping[str, Literal["off"]] = field(
        default_factory=dict, metadata=_described("Problem codes to turn off here, as `CODE: off`.")
    )
    extra: Mapping[str, Any] = field(default_factory=dict, metadata=_described("Your own keys."))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorFrontMatter:
    """Front matter of an author."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    name: Title = field(metadata=_described("The name as readers see it."))
    role: Words = field(default="", metadata=_described("Position or job title."))
    email: Text = field(default="", metadata=_described("Public email address."))
    orcid: Annotated[Text, BeforeValidator(_orcid)] = field(
        default="", metadata=_described("ORCID iD, for example 0000-0002-1825-0097.")
    )
    kind: AuthorKind | None = field(
        default=None,
        metadata=_described("person or organisation (default: guessed from the name)."),
    )
    family_name: Words = field(
        default="", metadata=_described("The part of the name that lists are sorted by.")
    )
    image: Annotated[WrittenImage, BeforeValidator(_image)] | None = field(
        default=None, metadata=_described("A portrait, or the logo of an organisation.")
    )
    links: tuple[WrittenLink, ...] = field(
        default=(), metadata=_described("Web sites and profiles.")
    )
    aliases: Texts = field(default=(), metadata=_described("Old paths of this author's page."))
    date: Date | None = field(
        default=None, metadata=_described("A date in the future holds it back until then.")
    )
    draft: bool = field(default=False, metadata=_described("Hold it back."))
    embargo: Date | None = field(
        default=None, metadata=_described("Nothing of it is published until then.")
    )
    checks: Mapping[str, Literal["off"]] = field(
        default_factory=dict, metadata=_described("Problem codes to turn off here, as `CODE: off`.")
    )
    extra: Mapping[str, Any] = field(default_factory=dict, metadata=_described("Your own keys."))


@cache
def brief_adapter() -> TypeAdapter[BriefFrontMatter]:
    """Return the validator of a brief's front matter."""
    return TypeAdapter(BriefFrontMatter)


@cache
def page_adapter() -> TypeAdapter[PageFrontMatter]:
    """Return the validator of a page's front matter."""
    return TypeAdapter(PageFrontMatter)


@cache
def author_adapter() -> TypeAdapter[AuthorFrontMatter]:
    """Return the validator of an author's front matter."""
    return TypeAdapter(AuthorFrontMatter)


@cache
def terms_adapter() -> TypeAdapter[dict[str, tuple[str, ...]]]:
    """Return the validator of the names that a brief gives to taxonomies."""
    return TypeAdapter(dict[str, Names])


@dataclass(frozen=True, slots=True)
class Parts:
    """The front matter and the body of a Markdown file, and the line on which the body begins."""

    document: Document
    body: str
    body_line: int


def split(text: str, path: str) -> Checked[Parts | None]:
    """Split a Markdown file into front matter and body. Blank lines and comments may come first."""
    skipped = _SKIPPED.match(text)
    start = skipped.end() if skipped else 0
    opening = _FENCE.match(text, start)
    line = text.count("\n", 0, start) + 1
    if opening is None or (opening.end() < len(text) and text[opening.end()] != "\n"):
        return Checked(None, (_absent(text, path),))
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        return Checked(None, (_unclosed(text, opening.end(), path, line),))
    yaml_text = text[opening.end() + 1 : closing.start() + 1]
    composed = compose(yaml_text, path, line + 1)
    document = composed.value
    if document is None:
        return Checked(None, composed.diagnostics)
    if document.data is None:
        document = Document(path, "", Lines(line), {}, None)
    if not isinstance(document.data, dict):
        problem = _without_keys(document, yaml_text, line + 1)
        return Checked(None, (*composed.diagnostics, problem))
    body = text[closing.end() + 1 :]
    body_line = text.count("\n", 0, closing.end()) + 2
    return Checked(Parts(document, body, body_line), composed.diagnostics)


def _unclosed(text: str, start: int, path: str, line: int) -> Diagnostic:
    hint = "add a line --- after the last key, above the text"
    if match := _KEYS_AND_ALMOST_FENCE.match(text, start):
        number = text.count("\n", 0, match.start(1)) + 1
        hint = f"write exactly three hyphens, ---, at the start of line {number}"
    message = "the front matter that begins here has no closing line ---"
    return Diagnostic("front-matter-unclosed", message, Location(path, Span(line, 1, 3)), hint)


def _without_keys(document: Document, yaml_text: str, first_line: int) -> Diagnostic:
    """Report front matter that is valid YAML but has no keys."""
    repair = repaired(yaml_text, range(3), _has_file_key)
    if repair is None:
        message = "front matter must contain lines such as `title: The title`"
        return Diagnostic("yaml", message, document.value_at([]), _SHORTEST)
    span = Span(first_line + repair.number, repair.column + 1, repair.width or 1)
    return Diagnostic("yaml", repair.message, Location(document.path, span), repair.hint)


def _has_file_key(text: str) -> bool:
    document = compose(text, "").value
    data = document.data if document else None
    return isinstance(data, dict) and not _file_keys().isdisjoint(data)


def _absent(text: str, path: str) -> Diagnostic:
    first = text.lstrip()
    if first.startswith("+++"):
        return Diagnostic(
            "front-matter-format",
            "the front matter is TOML; briefgen reads YAML",
            Location(path, Span(text[: text.index("+++")].count("\n") + 1, 1, 3)),
            'replace each +++ with ---, and each `key = "value"` with `key: value`',
        )
    if first.startswith("{") and not first.startswith(("{{", "{%", "{:")):
        return Diagnostic(
            "front-matter-format",
            "the front matter is JSON without lines --- around it",
            Location(path, Span(text[: text.index("{")].count("\n") + 1)),
            "add a line --- before and after it: JSON is also valid YAML",
        )
    line = text[: len(text) - len(first)].count("\n") + 1
    return _almost_begun(text.split("\n")[line - 1], first, path, line) or Diagnostic(
        "front-matter-missing",
        "the file does not begin with front matter, so it has no title",
        Location(path),
        _SHORTEST,
    )


def _almost_begun(first_line: str, text: str, path: str, line: int) -> Diagnostic | None:
    """Report front matter whose opening line is missing or misspelled."""
    location = Location(path, Span(line, 1, len(first_line)))
    if _ALMOST_FENCE.fullmatch(first_line):
        return Diagnostic(
            "front-matter-missing",
            "the front matter must begin with a line of exactly three hyphens",
            location,
            "write exactly three hyphens at the start of the first line",
        )
    match = _KEY_LINE.fullmatch(first_line.rstrip())
    is_closed = _KEYS_AND_FENCE.match(text) is not None
    if match is None or not (is_closed or match["key"].casefold() in _file_keys()):
        return None
    advice = "" if is_closed else ", and another below the last key"
    return Diagnostic(
        "front-matter-missing",
        "the front matter does not begin with a line ---",
        location,
        f"add a line --- above `{first_line.strip()}`{advice}",
    )


@cache
def _file_keys() -> frozenset[str]:
    """Return the keys of every kind of Markdown file."""
    kinds = (BriefFrontMatter, PageFrontMatter, AuthorFrontMatter)
    return frozenset(each.name for kind in kinds for each in fields(kind))
