"""Read one Markdown file of content/ into a brief, page or author."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Literal, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from briefgen.model.addresses import is_drawing, is_on_a_disk, is_own, is_own_slug, slugify
from briefgen.model.content import (
    Author,
    Body,
    Brief,
    Correction,
    Download,
    Entry,
    Highlight,
    Image,
    Kind,
    Page,
    Seo,
    Source,
)
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span, capped
from briefgen.model.excerpts import excerpt
from briefgen.model.file_names import markdown_stem
from briefgen.model.identity import normal
from briefgen.model.languages import is_known, split_tag
from briefgen.model.moments import Moment
from briefgen.model.placeholders import GAP, OPENING, TAKEAWAYS
from briefgen.model.snapshots import snapshot_day
from briefgen.model.text import Reference, Text
from briefgen.read import front_matter, holds
from briefgen.read.checks import level_problems
from briefgen.read.config import LANGUAGE, faint_colour, language_hint
from briefgen.read.dates import WrittenDate, parse_date
from briefgen.read.front_matter import (
    AuthorFrontMatter,
    BriefFrontMatter,
    PageFrontMatter,
    Parts,
    WrittenCorrection,
    WrittenDownload,
    WrittenImage,
    WrittenSeo,
)
from briefgen.read.markdown import (
    Dialect,
    SourceList,
    parse_body,
    parse_line,
    parse_words,
    plain_text,
    set_words,
)
from briefgen.read.markdown.budget import Budget
from briefgen.read.markdown.lookalikes import footnotes_in
from briefgen.read.markdown.sanitise import is_safe, scheme_of
from briefgen.read.markdown.source_list import repeated
from briefgen.read.repetition import is_repeated
from briefgen.read.text import decode
from briefgen.read.title import with_breaks, without_breaks
from briefgen.read.typed import read_typed

T = TypeVar("T")

DATED: Final = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(?=.)")
_FENCE: Final = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)
_HOST: Final = re.compile(r"^(?:https?:)?//[^/]*")
_PLACEHOLDER: Final = re.compile(r"/:\w|\{|\*")
_MOST_HIGHLIGHTS: Final = 5
_LONGEST_HIGHLIGHT: Final = 200  # characters
_NOT_READ: Final = ("too-large", "too-deep")  # codes of texts that are not read


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Everything that reading a file depends on, besides the file itself."""

    dialect: Dialect = Dialect()
    timezone: str = "UTC"
    taxonomies: tuple[str, ...] = ("categories", "tags", "series")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates that do not name one."""
        return ZoneInfo(self.timezone)


def parse_entry(
    entry: Entry, data: bytes, settings: ReadSettings
) -> Checked[Brief | Page | Author | None]:
    """Parse one Markdown file. Pure: the same bytes and settings give the same value."""
    path = entry.site_path
    if not data:
        problem = Diagnostic(
            "empty-file", "the file is empty", Location(path), "write the text, or remove the file"
        )
        return Checked(None, (problem,))
    text = decode(data, path)
    if text.value is None:
        return Checked(None, text.diagnostics)
    split = front_matter.split(text.value, path)
    if split.value is None:
        return Checked(None, (*text.diagnostics, *split.diagnostics))
    reading = _Reading(entry, split.value, settings)
    reading.diagnostics += (*text.diagnostics, *split.diagnostics)
    value: Brief | Page | Author | None
    if entry.kind is Kind.BRIEF:
        value = reading.brief()
    elif entry.kind is Kind.AUTHOR:
        value = reading.author()
    else:
        value = reading.page()
    return Checked(value, capped(reading.diagnostics))


class _Reading:
    """The parts of one file while they become a value, and the problems in them."""

    def __init__(self, entry: Entry, parts: Parts, settings: ReadSettings) -> None:
        self.entry = entry
        self.path = entry.site_path
        self.parts = parts
        self.document = parts.document
        self.settings = settings
        self.zone = settings.zone
        self.budget = Budget()
        self.reported: set[str] = set()
        self.diagnostics: list[Diagnostic] = []

    # The kinds

    def brief(self) -> Brief | None:
        data = self._without_holds(BriefFrontMatter, self.settings.taxonomies)
        raw_terms = {key: data.pop(key) for key in self.settings.taxonomies if key in data}
        matter = self._typed(
            data, front_matter.brief_adapter(), BriefFrontMatter, self.settings.taxonomies
        )
        terms = self._terms(raw_terms)
        if matter is None:
            self._body("", SourceList(), self.settings.dialect)  # only for its diagnostics
            return None
        language = self._language(matter.language)
        sources = SourceList()
        dialect = self._dialect(language)
        highlights = self._highlights(matter.highlights, dialect, sources)
        image = self._image(matter.image, dialect, sources)
        title = without_breaks(matter.title)
        body = self._body(title, sources, dialect)
        corrections = self._corrections(matter.corrections, dialect, sources)
        self._warn_of_empty(body)
        self._warn_of_placeholders(matter)
        self._warn_of_gaps(matter.draft)
        summary = self._summary(matter.summary, dialect)
        details = self._details(matter, dialect)
        self._warn_of_sources(sources, details)
        self._warn_of_uncited(sources, details, matter)
        self._warn_of_highlights(highlights, title)
        return Brief(
            path=self.path,
            title=title,
            heading=with_breaks(matter.title),
            slug=self._slug(matter.slug, language or self.settings.dialect.language),
            body=body,
            date=self._date(matter.date),
            updated=self._moment(matter.updated),
            summary=summary or _default_summary(highlights, body),
            has_own_summary=bool(summary),
            highlights=highlights,
            terms=terms,
            authors=matter.authors,
            sources=sources.sources(details),
            image=image,
            corrections=corrections,
            downloads=self._downloads(matter.downloads, dialect),
            permalink=self._permalink(matter, language or self.settings.dialect.language),
            aliases=self._aliases(matter.aliases),
            draft=matter.draft,
            embargo=self._moment(matter.embargo),
            language=language,
            translation_of=matter.translation_of,
            comments=matter.comments,
            pdf=matter.pdf,
            share=matter.share,
            newsletter=matter.newsletter,
            featured=matter.featured,
            seo=self._seo(matter.seo),
            off=self._off(matter.checks),
            reported=tuple(sorted({key.partition(".")[0] for key in self.reported})),
            extra=matter.extra,
            spans=self.document.spans(),
        )

    def page(self) -> Page | None:
        data = self._without_holds(PageFrontMatter)
        matter = self._typed(data, front_matter.page_adapter(), PageFrontMatter)
        title = matter.title if matter else ""
        language = self._language(matter.language) if matter else ""
        dialect = self._dialect(language or self._language_of_name())
        body = self._body(title, SourceList(), dialect)
        if matter is None:
            return None
        self._warn_of_gaps(matter.draft)
        return Page(
            path=self.path,
            title=title,
            body=body,
            date=self._moment(matter.date),
            draft=matter.draft,
            embargo=self._moment(matter.embargo),
            summary=self._summary(matter.summary, dialect) or excerpt(body.first_paragraph),
            language=language,
            accent=self._accent(matter.accent),
            seo=self._seo(matter.seo),
            aliases=self._aliases(matter.aliases),
            off=self._off(matter.checks),
            extra=matter.extra,
            spans=self.document.spans(),
        )

    def author(self) -> Author | None:
        data = self._without_holds(AuthorFrontMatter)
        matter = self._typed(data, front_matter.author_adapter(), AuthorFrontMatter)
        dialect = self._dialect(self._language_of_name())
        body = self._body(matter.name if matter else "", SourceList(), dialect)
        if matter is None:
            return None
        self._warn_of_gaps(matter.draft)
        image = self._image(matter.image, self.settings.dialect, SourceList())
        return Author(
            path=self.path,
            id=markdown_stem(posixpath.basename(self.entry.path)),
            name=matter.name,
            body=body,
            role=matter.role,
            email=matter.email,
            orcid=matter.orcid,
            kind=matter.kind,
            family_name=self._family_name(matter),
            image=image,
            links=tuple((link.text, link.url) for link in matter.links),
            aliases=self._aliases(matter.aliases),
            date=self._moment(matter.date),
            draft=matter.draft,
            embargo=self._moment(matter.embargo),
            off=self._off(matter.checks),
            extra=matter.extra,
            spans=self.document.spans(),
        )

    # The parts

    def _without_holds(self, kind: type, taxonomies: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the data without keys that look as if they held the text back, but do not."""
        misleading = holds.held_back(self.document, _keys(kind, taxonomies))
        self.diagnostics += misleading.diagnostics
        if holds.has_date(self.document, misleading.value):
            self.reported.add("date")
        self.diagnostics += holds.below_front_matter(
            self.parts.body, self.path, self.parts.body_line
        )
        data: dict[str, Any] = self.document.data
        return {key: value for key, value in data.items() if key not in misleading.value}

    def _off(self, checks: Mapping[str, Literal["off"]]) -> tuple[str, ...]:
        """Return the codes that the file turns off for itself."""
        problems = list(level_problems(self.document, checks)) if checks else []
        self.diagnostics += problems
        return () if problems else tuple(sorted(checks))

    def _family_name(self, matter: AuthorFrontMatter) -> str:
        family = " ".join(matter.family_name.split())
        name = " ".join(matter.name.split())
        if family and not (name.startswith(f"{family} ") or name.endswith(f" {family}")):
            self._report(
                "wrong-value",
                f"`{family}` is not at the beginning or the end of the name `{name}`",
                "family_name",
                f"write the family name as it is in `name`, for example {name.split()[-1]}",
            )
            return ""
        return family

    def _typed(
        self, data: Any, adapter: TypeAdapter[T], kind: type[T], extra_keys: Sequence[str] = ()
    ) -> T | None:
        checked = read_typed(
            self.document, data, adapter, kind, unknown_code="unknown-key", extra_keys=extra_keys
        )
        self.diagnostics += checked.diagnostics
        self.reported |= checked.reported
        return checked.value

    def _terms(self, raw_terms: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        terms: dict[str, tuple[str, ...]] = {}
        for key, raw in raw_terms.items():
            # A series is a single name, which may contain a comma.
            value = [raw] if key == "series" and isinstance(raw, str) else raw
            checked = read_typed(
                self.document,
                {key: value},
                front_matter.terms_adapter(),
                dict,
                unknown_code="unknown-key",
            )
            self.diagnostics += checked.diagnostics
            names = (checked.value or {}).get(key, ())
            if names:
                terms[key] = tuple(dict.fromkeys(normal(" ".join(name.split())) for name in names))
        return terms

    def _highlights(
        self, texts: Sequence[str], dialect: Dialect, sources: SourceList
    ) -> tuple[Highlight, ...]:
        highlights = []
        numbered = enumerate(self.document.data["highlights"] if texts else ())
        for text in texts:
            index = next(index for index, each in numbered if str(each).strip() == text.strip())
            highlights.append(Highlight(*self._line(text, ["highlights", index], dialect, sources)))
            if self.budget.left < 0:
                break
        return tuple(highlights)

    def _summary(self, text: str, dialect: Dialect) -> str:
        for mark in footnotes_in(text) if dialect.switches.footnotes else ():
            self._report(mark.code, mark.message, "summary", mark.hint)
        return plain_text(text, dialect)

    def _line(
        self, text: str, path: list[str | int], dialect: Dialect, sources: SourceList
    ) -> tuple[Text, str]:
        """Return the inline Markdown at a path of the front matter as HTML, and its words."""
        words = parse_words(text, dialect)
        if words:
            return words
        span, raw_text = self.document.words(path)
        line = parse_line(
            text, self.path, span, dialect, sources, raw_text=raw_text, budget=self.budget
        )
        self.diagnostics += line.diagnostics
        return line.value

    def _body(self, title: str, sources: SourceList, dialect: Dialect) -> Body:
        body = parse_body(
            self.parts.body,
            self.path,
            self.parts.body_line,
            dialect,
            title=title,
            sources=sources,
            budget=self.budget,
        )
        self.diagnostics += body.diagnostics
        return body.value

    def _dialect(self, language: str) -> Dialect:
        dialect = self.settings.dialect
        if not language or language == dialect.language:
            return dialect
        return replace(dialect, language=language)

    def _language(self, tag: str) -> str:
        if tag and not LANGUAGE.fullmatch(tag):
            self._report(
                "wrong-value",
                f"`{tag}` is not a language tag",
                "language",
                language_hint(tag),
            )
            return ""
        return tag

    def _language_of_name(self) -> str:
        """Return the language in the name of a term's or author's file: `de` for `prices.de.md`."""
        tag = split_tag(markdown_stem(posixpath.basename(self.entry.path)))[1]
        is_named = self.entry.kind in (Kind.TERM, Kind.AUTHOR) and is_known(tag)
        return tag if is_named else ""

    def _slug(self, own_slug: str | None, language: str) -> str:
        name = self._file_name()
        if own_slug is not None:
            slug = slugify(own_slug, language)
            if not slug or re.search(r"[/\\\x00-\x1f]|^\.+$", own_slug):
                self._report(
                    "wrong-slug",
                    f"the slug `{own_slug}` must be a single part of a URL",
                    "slug",
                    f"write slug: {slug or 'two-bases'}",
                )
            elif is_own_slug(own_slug, language):
                return normal(own_slug)
        else:
            # A name in ASCII may be deliberate: `Istanbul` does not become `ıstanbul`.
            slug = slugify(DATED.sub("", name, count=1), "" if name.isascii() else language)
            if not slug:
                problem = f"the file name `{name}` has no letter or digit to use in a URL"
                hint = "add a line `slug: two-bases` to the brief, or rename the file"
                self.diagnostics.append(Diagnostic("file-name", problem, Location(self.path), hint))
        return slug or name  # a name avoids a second report, that two briefs share a URL

    def _permalink(self, matter: BriefFrontMatter, language: str) -> str:
        """Return the URL path that the author chose, or "" if there is none or it is wrong."""
        path = _decoded(matter.permalink)
        if not path:
            return ""
        if matter.slug is not None:
            self._report(
                "wrong-slug",
                "the brief has both `permalink` and `slug`",
                "permalink",
                "remove `slug`: `permalink` is the path with its last part",
            )
        parts = path.strip("/").split("/")
        are_own = all(part and is_own_slug(part, language) for part in parts)
        if are_own and path == f"/{'/'.join(parts)}/":
            return path
        if _PLACEHOLDER.search(path):
            message = f"the permalink `{matter.permalink}` of a single brief has placeholders"
            hint = "write its path, such as /reports/two-bases/, or set `permalink` in site.yaml"
        else:
            message = (
                f"the permalink `{matter.permalink}` is not a path such as /reports/two-bases/"
            )
            words = _HOST.sub("", path).split("/")
            slugs = [slug for part in words if (slug := slugify(part, language))]
            hint = f"write permalink: /{'/'.join(slugs or ['reports', 'two-bases'])}/"
        self._report("wrong-slug", message, "permalink", hint)
        return ""

    def _file_name(self) -> str:
        folder, name = posixpath.split(self.entry.path)
        stem = markdown_stem(name)
        return posixpath.basename(folder) if stem == "index" else stem

    def _date(self, date: WrittenDate | None) -> Moment | None:
        if date is not None:
            return date.within(self.zone)
        match = DATED.match(self._file_name())
        if match is None:
            return None
        try:
            return parse_date(match[1]).within(self.zone)
        except ValueError:
            problem = f"the file name begins with {match[1]}, which is not a valid date"
            hint = "rename the file, or add a `date` to the brief"
            self.diagnostics.append(Diagnostic("wrong-date", problem, Location(self.path), hint))
            return None

    def _moment(self, date: WrittenDate | None) -> Moment | None:
        return date.within(self.zone) if date else None

    def _details(self, matter: BriefFrontMatter, dialect: Dialect) -> list[Source]:
        return [
            Source(
                0,
                item.url,
                set_words(item.title, dialect),
                set_words(item.publisher, dialect),
                set_words(item.author, dialect),
                self._moment(item.date),
                self._moment(item.accessed),
                item.archive_url,
                has_own_title=bool(item.title),
                archived=_archived(item.archive_url),
            )
            for item in matter.sources
        ]

    def _warn_of_sources(self, sources: SourceList, details: Sequence[Source]) -> None:
        for index, linked in sources.doubtful(details):
            self._report(
                "near-source",
                f"the text links to `{linked}`, not to `{details[index].url}`",
                f"sources.{index}.url",
                f"if both are the same work, write url: {linked}",
            )
        for index, first in repeated(details):
            self._report(
                "duplicate-source",
                f"`{details[index].url}` is the same work as entry {first + 1} of `sources`;"
                " only that entry is used",
                f"sources.{index}.url",
                "put all details into one entry and remove the other",
            )

    def _warn_of_uncited(
        self, sources: SourceList, details: Sequence[Source], matter: BriefFrontMatter
    ) -> None:
        """Report sources that the text does not cite, except further reading and in drafts."""
        doubtful = {index for index, _ in sources.doubtful(details)}
        doubtful |= {index for index, _ in repeated(details)}
        doubtful |= {n for n in range(len(details)) if f"sources.{n}.further" in self.reported}
        for index in sources.uncited(details) if details and not matter.draft else ():
            if index not in doubtful and not matter.sources[index].further:
                self._report(
                    "uncited-source",
                    "the text does not cite this source",
                    f"sources.{index}.url",
                    "link to it where the text uses it, or mark it: further: true",
                )

    def _warn_of_highlights(self, highlights: Sequence[Highlight], title: str) -> None:
        if len(highlights) > _MOST_HIGHLIGHTS:
            self._report(
                "many-highlights",
                "the brief has more than five highlights",
                f"highlights.{_MOST_HIGHLIGHTS}",
                "keep the five that matter most; the others belong into the text",
            )
        for index, highlight in enumerate(highlights):
            if len(highlight.text) > _LONGEST_HIGHLIGHT:
                self._report(
                    "long-highlight",
                    "the highlight is longer than 200 characters",
                    f"highlights.{index}",
                    "keep the one point that readers should remember",
                )
            if is_repeated(highlight.text, title):
                self._report(
                    "repeated-title",
                    "the highlight repeats the title",
                    f"highlights.{index}",
                    "say what the title does not say yet, or remove it",
                )

    def _corrections(
        self, items: Sequence[WrittenCorrection], dialect: Dialect, sources: SourceList
    ) -> tuple[Correction, ...]:
        corrections = []
        for index, item in enumerate(items):
            path: list[str | int] = ["corrections", index, "text"]
            prose, words = self._line(item.text, path, dialect, sources)
            corrections.append(Correction(item.date.within(self.zone), words, prose))
        return tuple(corrections)

    def _downloads(
        self, items: Sequence[WrittenDownload], dialect: Dialect
    ) -> tuple[Download, ...]:
        downloads = []
        raw_items = self.document.data.get("downloads", ())
        for index, item in enumerate(items):
            path: list[str | int] = ["downloads", index]
            if index < len(raw_items) and not isinstance(raw_items[index], str):
                path.append("file")
            name = item.file
            if scheme_of(name) in ("http", "https") or name.startswith("//") or is_on_a_disk(name):
                self.diagnostics.append(
                    Diagnostic(
                        "wrong-value",
                        f"`{name}` is not a file of the site",
                        self.document.value_at(path),
                        "put the file next to the text, and write its name, such as `data.csv`",
                    )
                )
                continue
            file = Reference(name, self.document.value_span(path))
            downloads.append(Download(file, set_words(item.title, dialect)))
        return tuple(downloads)

    def _image(
        self, matter: WrittenImage | None, dialect: Dialect, sources: SourceList
    ) -> Image | None:
        if matter is None:
            return None
        src = self._image_source(matter.src, ["image", "src"])
        if not src:
            return None
        if self.entry.kind is Kind.BRIEF and not self._has_alt():
            self._report(
                "missing-alt",
                "the image has no alt text",
                "image.src",
                f"describe what it shows:\nimage:\n  src: {matter.src}\n  alt: What it shows",
            )
        image = Image(src, matter.alt)
        if matter.caption:
            prose, words = self._line(matter.caption, ["image", "caption"], dialect, sources)
            image = replace(image, caption=words, caption_prose=prose)
        if matter.credit:
            prose, words = self._line(matter.credit, ["image", "credit"], dialect, sources)
            image = replace(image, credit=words, credit_prose=prose)
        return image

    def _has_alt(self) -> bool:
        """Whether the front matter says what the image shows; "" says that it only decorates."""
        image = self.document.data["image"]
        is_written = isinstance(image, Mapping) and "alt" in image
        return is_written or "image.alt" in self.reported

    def _image_source(self, src: str, path: Sequence[str | int]) -> Reference | str:
        """Return an image as a reference, or its URL on another host; "" if it is wrong."""
        span = self.document.value_span(path)
        problem = _image_problem(src)
        if problem:
            self.diagnostics.append(
                Diagnostic(
                    "wrong-value",
                    f"`{'.'.join(map(str, path))}`{problem}",
                    Location(self.path, span),
                    "put the image next to the text, and write only its name, such as `map.png`",
                )
            )
            return ""
        is_absolute = bool(scheme_of(src)) or src.startswith("//")
        is_foreign = is_absolute and not is_own(src, self.settings.dialect.site_host)
        return src if is_foreign else Reference(src, span, is_image=True)

    def _seo(self, matter: WrittenSeo) -> Seo:
        image = self._image_source(matter.image, ["seo", "image"]) if matter.image else ""
        if is_drawing(matter.image):
            self._report(
                "wrong-value",
                "link previews cannot show SVG images",
                "seo.image",
                "save the image as PNG or JPEG, about 1200 by 630 pixels",
            )
            image = ""
        return Seo(matter.title, matter.description, image, matter.noindex, matter.canonical)

    def _accent(self, colour: str) -> str:
        """Return the colour of a term; pages have none."""
        if not colour or self.entry.kind is Kind.TERM:
            self.diagnostics += faint_colour(colour, self.document.value_at(["accent"]))
            return colour
        self.diagnostics.append(
            Diagnostic(
                "setting-without-effect",
                "`accent` has no effect here: only categories and other terms have a colour",
                self.document.key_at(["accent"]),
                "remove the line; `theme.accent` in site.yaml is the colour of all pages",
            )
        )
        return ""

    def _aliases(self, aliases: Sequence[str]) -> tuple[str, ...]:
        paths = []
        for index, alias in enumerate(aliases):
            problem = alias_problem(alias)
            if problem:
                self._report(
                    "wrong-slug", f"the alias `{alias}` {problem}", f"aliases.{index}",
                    "write a path on this site, for example /old/address/",
                )  # fmt: skip
            else:
                path = _decoded(alias).strip("/")
                paths.append(f"/{path}" + ("" if path.endswith(".html") else "/"))
        return tuple(paths)

    def _warn_of_empty(self, body: Body) -> None:
        is_refused = any(each.code in _NOT_READ for each in self.diagnostics)
        if not body.prose and not is_refused:
            line = max(self.parts.body_line - 1, 1)
            self.diagnostics.append(
                Diagnostic(
                    "empty-body",
                    "the brief has no text below its front matter",
                    Location(self.path, Span(line)),
                    "write the text, or set `draft: true`",
                )
            )

    def _warn_of_placeholders(self, matter: BriefFrontMatter) -> None:
        """Warn about placeholders from `briefgen new` in a brief that is not a draft."""
        if matter.draft:
            return
        for index, text in enumerate(matter.highlights):
            if text in TAKEAWAYS:
                message = f"`{text}` is placeholder text from `briefgen new`"
                hint = "replace it with a takeaway of the brief, or remove the line"
                self._report("placeholder", message, f"highlights.{index}", hint)
        at = self.parts.body.find(OPENING)
        if at >= 0:
            line = self.parts.body_line + self.parts.body.count("\n", 0, at)
            self.diagnostics.append(
                Diagnostic(
                    "placeholder",
                    "this paragraph is placeholder text from `briefgen new`",
                    Location(self.path, Span(line, 1, len(OPENING))),
                    "replace it with the beginning of the brief, or set `draft: true`",
                )
            )

    def _warn_of_gaps(self, is_draft: bool) -> None:
        """Warn once about gaps such as [[Name]] in a text that is not a draft."""
        text = self.parts.body
        if is_draft or "[[" not in text:
            return
        gap = next(_gaps(text), None)
        if gap is None:
            return
        at = gap.start()
        line = self.parts.body_line + text.count("\n", 0, at)
        column = at - text.rfind("\n", 0, at)
        width = len(gap[0].partition("\n")[0])
        self.diagnostics.append(
            Diagnostic(
                "placeholder",
                "text in double brackets is still to be filled in",
                Location(self.path, Span(line, column, width)),
                "replace everything in [[double brackets]], or set `draft: true`",
            )
        )

    def _report(self, code: str, message: str, key: str, hint: str) -> None:
        path = [int(part) if part.isdigit() else part for part in key.split(".")]
        self.diagnostics.append(Diagnostic(code, message, self.document.value_at(path), hint))


@lru_cache(maxsize=64)
def _keys(kind: type, taxonomies: tuple[str, ...]) -> frozenset[str]:
    """Return the keys that a kind of front matter can have."""
    return frozenset((*(each.name for each in fields(kind)), *taxonomies))


def _gaps(text: str) -> Iterator[re.Match[str]]:
    """Yield the gaps in a text, except in code, where double brackets mean something else."""
    fences = [match.start() for match in _FENCE.finditer(text)]
    for gap in GAP.finditer(text):
        at = gap.start()
        is_quoted = text.count("`", text.rfind("\n", 0, at) + 1, at) % 2
        if not is_quoted and not bisect(fences, at) % 2:
            yield gap


def _image_problem(src: str) -> str:
    """Return what is wrong with the URL of an image, to be said after its key, or ""."""
    if not is_safe(src, image=True):
        return f" cannot begin with `{scheme_of(src)}:`"
    try:
        urlsplit(src)
    except ValueError:
        return f": `{src}` is not a valid URL"
    return ""


def alias_problem(alias: str) -> str:
    """Return what is wrong with an old path of a text, to be said after it, or ""."""
    if scheme_of(alias) or alias.startswith("//"):
        return "is not on this site"
    if not alias.strip("/"):
        return "is the home page"
    decoded = _decoded(alias)
    if "\ufffd" in decoded and "\ufffd" not in alias:
        return "is percent-encoded, but not as UTF-8"
    parts = decoded.strip("/").split("/")
    is_unclear = re.search(r"[?#]|%2[Ff]", alias) or re.search(r"[\\\x00-\x1f\x7f]", decoded)
    if is_unclear or any(part in ("", ".", "..") for part in parts):
        return "is not a valid path"
    return ""


def _decoded(alias: str) -> str:
    """Return the path of an old address, decoded: browsers request it percent-encoded."""
    return normal(unquote(alias))


def _default_summary(highlights: Sequence[Highlight], body: Body) -> str:
    return highlights[0].text if highlights else excerpt(body.first_paragraph)


def _archived(url: str) -> Moment | None:
    """Return the day of an archived copy, if its URL contains it."""
    day = snapshot_day(url)
    return Moment(datetime(day.year, day.month, day.day, tzinfo=UTC)) if day else None
