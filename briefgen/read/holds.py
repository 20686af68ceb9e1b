"""Keys meant to hold a text back that do not: misspellings, and keys of other systems.

What is published cannot be taken back, so each of them is an error.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.read.dates import NoDate, parse_date
from briefgen.read.yaml_document import Document

CODE: Final = "not-held-back"
_EXAMPLE: Final = "2099-12-31"  # holds the text back even if it is copied unchanged
_Path = tuple[str | int, ...]


class Sense(Enum):
    """What a key says about a text, and so which of its values hold the text back."""

    DRAFT = auto()  # true holds it back
    PUBLISHED = auto()  # false does
    STATUS = auto()  # a word does, such as `draft` or `private`
    EMBARGO = auto()  # a date does
    PUBLICATION = auto()  # a date does: the date of publication
    EXPIRY = auto()  # a date takes it down
    UNLISTED = auto()  # true keeps it out of lists
    LISTED = auto()  # false does
    PLACE = auto()  # false or a word as in STATUS does; other values are harmless


def _words(sense: Sense, names: str) -> dict[str, Sense]:
    return dict.fromkeys(names.split(), sense)


# Names in lowercase, without spaces and punctuation: those of WordPress, Ghost, Hugo, Jekyll,
# Eleventy, Quarto, Pelican, Hexo, Zola, Docusaurus, Grav, Drupal and TYPO3, and likely inventions.
_SENSES: Final[Mapping[str, Sense]] = {
    **_words(
        Sense.DRAFT,
        """draft drafts isdraft draftmode wip workinprogress hidden hide ishidden private isprivate
        unpublished unpublish notpublished notready donotpublish dontpublish nopublish
        secret confidential internal disabled locked protected restricted password postpassword
        membersonly headless skip ignore ignored hold onhold heldback withheld
        spam isspam deleted isdeleted trash trashed awaitingmoderation unapproved withdrawn
        retracted inprogress entwurf brouillon borrador rascunho bozza klad utkast kladde szkic
        черновик 草稿 مسودة""",
    ),
    **_words(
        Sense.PUBLISHED,
        """published publish ispublished public ispublic visible isvisible ready isready approved
        released live islive online enabled active publishable available final finished done
        publizieren veröffentlicht veröffentlichen publié publier publicado publicar 发布""",
    ),
    **_words(
        Sense.STATUS,
        "status poststatus pagestatus articlestatus visibility workflowstate moderationstate "
        "editorialstatus publicationstatus",
    ),
    **_words(
        Sense.PLACE,
        "permalink url render output routable state stage access workflow type layout review "
        "moderation",
    ),
    **_words(
        Sense.EMBARGO,
        """embargo embargoed publishon publishat publishafter publishfrom publishdate publishtime
        publishup postdate releasedate releaseon releaseat release scheduled schedule scheduledat
        scheduledfor scheduleddate golive golivedate livedate liveon availablefrom
        availableon visiblefrom visibleafter onlinefrom goeslive launch launchdate until bis
        validfrom notbefore starttime hiddenuntil hideuntil
        holduntil privateuntil sperrfrist sousembargo""",
    ),
    **_words(
        Sense.PUBLICATION,
        "date datum fecha "
        "publishedat publishedon publisheddate publishedtime datepublished pubdate "
        "publicationdate dateofpublication",
    ),
    **_words(
        Sense.EXPIRY,
        """expirydate expiry expires expireson expiresat expire expiration expirationdate
        unpublishdate unpublishon unpublishat publishdown publishuntil publisheduntil endtime
        validuntil availableuntil visibleuntil removeon removeafter deleteon deleteafter""",
    ),
    **_words(
        Sense.UNLISTED,
        """unlisted isunlisted noindex nofollow nolist nosearch nositemap sitemapexclude
        sitemapignore excludefromsitemap excludefromsearch excludefromfeed
        excludefromlists excludefromcollections eleventyexcludefromcollections searchexclude
        searchhidden hidefromsearch hidefromlists hideinlist hideinlists tochide""",
    ),
    **_words(Sense.LISTED, "sitemap insitemap search searchable indexable listed inlist list"),
}
_DATED: Final = (Sense.PUBLISHED, Sense.PUBLICATION)
# Names that resemble one of those but mean something else.
_HARMLESS: Final = frozenset({"publisher", "publishers", "draftedby", "drafter", "drafters"})

_TRUE: Final = frozenset({"true", "yes", "y", "on", "1", "t", "always"})
_FALSE: Final = frozenset({"false", "no", "n", "off", "0", "f", "never", "none"})
_BOOLEANS: Final = frozenset("true yes y on 1 t false no n off 0 f".split())
_OURS: Final = ("draft", "embargo")
_NO_INDEX: Final = ("seo", "noindex")  # a key that does what it says
_FOR_SEARCH_ENGINES: Final = (
    "to ask only search engines not to list it, write `seo: {noindex: true}`"
)
_OUT: Final = frozenset(
    """published publish public live final released ready approved active open everyone all visible
    listed done complete completed featured current""".split()
)
_HOLD_WORDS: Final = frozenset(
    """draft drafts private pending future scheduled hidden wip unpublished embargo embargoed
    unlisted secret confidential internal protected password inreview review trash autodraft
    members paid""".split()
)
_LOOSE_DATES: Final = re.compile("embargo|publish|schedul|sperrfrist")
_MENTION: Final = re.compile("draft|embargo|publish", re.IGNORECASE)
_TEXT_LINE: Final = re.compile(r"^[ \t]*(\w[\w -]{1,30}):[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
# A body that may begin with more front matter, or with what may precede it.
_LIKE_FRONT_MATTER: Final = re.compile(
    r"[\s\ufeff]*(?:[-*+_~`#]|[\"']?\w[\w -]{1,30}[\"']?[ \t]*:)"
)
_KEY_LINE: Final = re.compile(r"[\ufeff \t]*[\"']?(\w[\w -]{1,30})[\"']?[ \t]*:(?:[ \t]+(\S.*))?")
_OTHER_LINE: Final = re.compile(
    r"[\ufeff \t]*(?:-{2,}|\*{3,}|\+{3,}|_{3,}|[~`]{3,}[ \t]*\w*|#.*|-[ \t].*)?[ \t]*"
)
_COMMENT: Final = re.compile(r"\s#.*")
_LOOKED_AT: Final = 50  # lines


@dataclass(frozen=True, slots=True)
class _Line:
    """A key of the front matter with its path and value."""

    path: _Path
    value: Any

    @property
    def key(self) -> str:
        return str(self.path[-1])

    @property
    def word(self) -> str:
        """The value as a word, in lowercase."""
        return str("" if self.value is None else self.value).strip().casefold()

    @property
    def date(self) -> str:
        """The value if it is a date, or ""."""
        return "" if self.no_date else str(self.value).strip()

    @property
    def no_date(self) -> NoDate | None:
        """Why the value is not a date, or None if it is one."""
        try:
            parse_date(self.value)
        except NoDate as problem:
            return problem
        return None


def held_back(document: Document, keys: Collection[str]) -> Checked[frozenset[str]]:
    """Report keys of the front matter that look meant to hold the text back, but do not.

    `keys` are the keys that have a meaning in this kind of file. Returns the top-level keys that
    were reported.
    """
    data: Mapping[str, Any] = document.data
    diagnostics = []
    reported = set()
    for key in document.top_keys():
        line = _Line((key,), data.get(key))
        # `permalink: false` is how another generator holds a text back.
        if key not in keys or (key == "permalink" and "/" not in str(data.get(key))):
            problem = _problem(document, line)
            if problem and "seo" in keys and sense_of(key) is Sense.UNLISTED:
                problem = replace(problem, hint=f"{problem.hint}; {_FOR_SEARCH_ENGINES}")
        else:
            problem = _unclear(document, line) if key in _OURS else None
        if problem:
            diagnostics.append(problem)
            reported.add(key)
    for key, value in data.items():
        if key in reported:
            continue
        if isinstance(value, dict | list):
            diagnostics += _nested(document, (key,), value)
        elif isinstance(value, str) and _MENTION.search(value):
            diagnostics += _in_text(document, key)
    return Checked(frozenset(reported), tuple(diagnostics))


def has_date(document: Document, reported: Collection[str]) -> bool:
    """Return whether one of the keys that were reported has the date of publication."""
    lines = (_Line((key,), document.data.get(key)) for key in reported)
    return any(line.date and sense_of(line.key) in _DATED for line in lines)


def below_front_matter(body: str, path: str, first_line: int) -> Iterator[Diagnostic]:
    """Report a `draft` or `embargo` line at the start of a body, below the closing `---`."""
    if not _LIKE_FRONT_MATTER.match(body):
        return
    for number, line in enumerate(islice(io.StringIO(body), _LOOKED_AT), first_line):
        stripped = line.strip(" \t\r\n\ufeff")
        match = _KEY_LINE.fullmatch(stripped)
        if match and _is_hold(match[1], match[2] or ""):
            yield Diagnostic(
                CODE,
                f"`{stripped}` is below the front matter, so it does not hold the text back",
                Location(path, Span(number, line.index(stripped) + 1, len(stripped))),
                "move the line up, above the --- that ends the front matter",
            )
            return
        if not match and not _OTHER_LINE.fullmatch(stripped):
            return


def _is_hold(key: str, value: str) -> bool:
    """Whether a line of a text looks like front matter that holds the text back."""
    sense = sense_of(key)
    value = _COMMENT.sub("", value).strip("\"' ")
    return sense is not None and _is_plain(sense, _Line((key,), value))


def _unclear(document: Document, line: _Line) -> Diagnostic | None:
    """Report a `draft` or `embargo` whose value is unclear."""
    if line.date if line.key == "embargo" else line.word in _BOOLEANS:
        return None
    draft, embargo = "`draft: true`", f"`embargo: {line.date or _EXAMPLE}`"
    if line.key == "draft":
        hint = f"write {embargo if line.date else draft}, or remove the line"
    elif line.word in _TRUE:
        hint = f"write {draft}, or {embargo} with the day on which the embargo ends"
    else:
        hint = f"write {embargo} with the day on which the embargo ends, or remove the line"
    if line.value is None:
        message = f"`{line.key}` is empty, so it does not hold the text back"
        return Diagnostic(CODE, message, document.key_at(line.path), hint)
    quoted_value = f"`{line.value}`" if isinstance(line.value, str) else "this"
    location = document.value_at(line.path)
    if line.key == "embargo" and not line.word:
        return Diagnostic("wrong-date", "`embargo` is empty", location, hint)
    if line.key == "embargo":
        if line.no_date and line.no_date.suggestion:
            hint = f"write `embargo: {line.no_date.suggestion}`"
        return Diagnostic("wrong-date", f"`embargo`: {quoted_value} {line.no_date}", location, hint)
    message = f"`draft` must be true or false, not {quoted_value}"
    return Diagnostic("wrong-value", message, location, hint)


def _problem(document: Document, line: _Line) -> Diagnostic | None:
    """Report a top-level key, unless it says that the text is public."""
    sense = sense_of(line.key)
    if sense is None or _is_harmless(sense, line):
        return None
    return Diagnostic(CODE, _message(sense, line), document.key_at(line.path), _hint(
        sense, line, document.data))  # fmt: skip


def _nested(document: Document, path: _Path, value: Any) -> Iterator[Diagnostic]:
    """Report nested keys that were clearly meant to hold the text back."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict | list):
                yield from _nested(document, (*path, index), item)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            line = _Line((*path, key), inner)
            sense = None if _is_no_index(line.path) else sense_of(key)
            if sense is not None and _is_plain(sense, line):
                yield Diagnostic(
                    CODE,
                    f"`{key}` does not hold the text back within `{path[0]}`",
                    document.key_at(line.path),
                    f"{_hint(sense, line, document.data)}, at the beginning of a line",
                )
            else:
                yield from _nested(document, line.path, inner)


def _is_no_index(path: _Path) -> bool:
    """Return whether a key is `seo.noindex`, perhaps with a typing error, which has its report."""
    if len(path) != 2 or sense_of(str(path[1])) is not Sense.UNLISTED:
        return False
    owner, key = (str(part).casefold() for part in path)
    return _distance(owner, _NO_INDEX[0]) <= 1 and _distance(key, _NO_INDEX[1]) <= 2


def _in_text(document: Document, key: str) -> Iterator[Diagnostic]:
    """Report an indented line that became part of the text above it."""
    span, text = document.words([key])
    start = document.lines.offset(span)
    for match in _TEXT_LINE.finditer(text):
        if "\n" in text and _is_hold(match[1], match[2]):
            line_span = document.lines.span(start + match.start(1), start + match.end(2))
            yield Diagnostic(
                CODE,
                f"`{match[0].strip()}` is part of the text of `{key}`, "
                "so it does not hold the text back",
                Location(document.path, line_span),
                "remove the spaces at the beginning of that line",
            )


def _shortened(word: str) -> set[str]:
    """Return a word and its forms without one letter: words one edit apart share one of them."""
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def _by_form(words: Iterable[str]) -> Mapping[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in words:
        for form in _shortened(word):
            index.setdefault(form, []).append(word)
    return index


_LONGEST: Final = max(map(len, _SENSES))
# Finds near words at once, since a file may have tens of thousands of unknown keys.
_BY_FORM: Final = _by_form(word for word in _SENSES if len(word) > 6)


@lru_cache(maxsize=1024)
def sense_of(key: str) -> Sense | None:
    """Return what an unknown key probably says about the publication of a text, or None."""
    name = "".join(c for c in unicodedata.normalize("NFKC", key).casefold() if c.isalnum())
    if name in _HARMLESS:
        return None
    if name in _SENSES:
        return _SENSES[name]
    if "embargo" in name or _distance(name, "embargo") <= 2:
        return Sense.EMBARGO
    if "draft" in name or _is_near_draft(name):
        return Sense.DRAFT
    if len(name) > _LONGEST + 1:
        return None
    candidates = {word for form in _shortened(name) for word in _BY_FORM.get(form, ())}
    return next(
        (_SENSES[word] for word in _SENSES if word in candidates and _distance(name, word) == 1),
        None,
    )


def _is_near_draft(name: str) -> bool:
    distance = _distance(name, "draft")
    return distance <= 1 or (distance == 2 and name.startswith("d") and len(name) > 4)


def _distance(one: str, other: str) -> int:
    """Return the edit distance: letters added, dropped, replaced or swapped with the next."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, expected in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != expected))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == expected:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _is_harmless(sense: Sense, line: _Line) -> bool:
    """Whether a top-level key clearly says that the text is public."""
    word = line.word
    if sense in (Sense.DRAFT, Sense.EMBARGO, Sense.UNLISTED):
        return word in _FALSE
    if sense is Sense.EXPIRY:
        return not word or word in _FALSE
    if sense in (Sense.LISTED, Sense.PLACE):
        return not _is_plain(sense, line)
    return sense is not Sense.PUBLICATION and (word in _TRUE or _letters(word) in _OUT)


def _is_plain(sense: Sense, line: _Line) -> bool:
    """Whether a nested key clearly says that the text is not public."""
    word = line.word
    if sense is Sense.STATUS:
        return _letters(word) in _HOLD_WORDS
    if sense is Sense.PLACE:
        return word in _FALSE or _letters(word) in _HOLD_WORDS
    if sense is Sense.LISTED:
        return word in _FALSE or word.startswith(("exclu", "hid"))
    if sense is Sense.PUBLISHED:
        return word in _FALSE
    if sense in (Sense.DRAFT, Sense.UNLISTED):
        return word in _TRUE
    name = _letters(line.key.casefold())
    is_date = bool(line.date) or (sense is Sense.EMBARGO and word in _TRUE)
    return is_date and _LOOSE_DATES.search(name) is not None


def _letters(word: str) -> str:
    return "".join(c for c in word if c.isalnum())


def _message(sense: Sense, line: _Line) -> str:
    if sense is Sense.EXPIRY:
        return f"`{line.key}` has no effect: briefgen does not support expiry dates"
    if sense in (Sense.UNLISTED, Sense.LISTED):
        return f"`{line.key}` has no effect: briefgen does not support unlisted texts"
    return f"`{line.key}` does not hold the text back"


def _hint(sense: Sense, line: _Line, data: Mapping[str, Any]) -> str:
    """Return what to write instead."""
    if sense is Sense.EXPIRY:
        return "remove the line, and on that day write `draft: true`"
    if sense in (Sense.UNLISTED, Sense.LISTED):
        return f"remove the line; to hold the text back, {_instead('draft', 'true', data)}"
    date = line.date
    if date and sense in _DATED and "date" not in data:
        return f"write `date: {date}`; a date in the future holds the text back until then"
    if date:
        return _instead("embargo", date, data)
    if sense in (Sense.EMBARGO, Sense.PUBLICATION):
        return f"{_instead('draft', 'true', data)}, or an embargo such as `embargo: {_EXAMPLE}`"
    if sense is Sense.STATUS and _letters(line.word) not in _HOLD_WORDS:
        return f"{_instead('draft', 'true', data)}, or move the line under `extra`"
    return _instead("draft", "true", data)


def _instead(key: str, value: str, data: Mapping[str, Any]) -> str:
    if key not in data:
        return f"write `{key}: {value}`"
    if key == "draft" and str(data[key]).strip().casefold() in _TRUE:
        return "remove the line: `draft: true` already holds the text back"
    return f"remove this line, and change the existing `{key}` line: write `{key}: {value}`"
