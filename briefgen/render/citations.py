"""How to cite a brief: as text in a citation style, and as files for reference managers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Final

from briefgen.model.citation import Citation, CitedAuthor
from briefgen.model.diagnostics import Checked
from briefgen.model.html import Html
from briefgen.model.moments import Moment, Precision
from briefgen.render.json_files import Object, json_file
from briefgen.render.writers import WriterInput

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_APA_NAMES: Final = 20
_CHICAGO_NAMES: Final = 6
_END: Final = tuple(".?!。？！؟…")


# As text


@dataclass(frozen=True, slots=True)
class Cited:
    """How to cite a brief, as plain text: its title, and the words before and after it."""

    before: str
    title: str
    after: str


def cite(citation: Citation, style: str = "apa") -> Html:
    """Return how to cite a brief, in the `citation` style of site.yaml."""
    cited = cited_as(citation, style)
    title = f'<cite dir="auto">{escape(cited.title)}</cite>'
    return Html(f"{escape(cited.before)}{title}{escape(cited.after)}")


def cited_as(citation: Citation, style: str) -> Cited:
    """Return how to cite a brief in a style."""
    return STYLES[style](citation)


def _apa(citation: Citation) -> Cited:
    """APA, 7th edition: the format for a policy brief (example 59 of its manual)."""
    author = _apa_names(citation.authors)
    year = f"({citation.date.at.year})." if citation.date else "(n.d.)."
    genre = f" [{citation.genre}]" if citation.genre else ""
    # An organisation that is also the author is named only once.
    mine = {each.name for each in citation.authors}
    publisher = "" if citation.publisher in mine else _stopped(citation.publisher)
    rest = _joined(publisher, citation.url)
    ending = f"{genre}{_stop(']' if genre else citation.title)}"
    if author:
        return Cited(f"{_stopped(author)} {year} ", citation.title, f"{ending} {rest}")
    return Cited("", citation.title, f"{ending} {year} {rest}")


def _chicago(citation: Citation) -> Cited:
    """Chicago, 18th edition: a bibliography entry."""
    facts = ", ".join(filter(None, (citation.publisher, _in_words(citation.date))))
    author = _stopped(_chicago_names(citation.authors))
    rest = _joined(_stopped(citation.genre), _stopped(facts), f"{citation.url}.")
    after = f"{_stop(citation.title)} {rest}"
    return Cited(f"{author} " if author else "", citation.title, after)


STYLES: Final[Mapping[str, Callable[[Citation], Cited]]] = MappingProxyType(
    {"apa": _apa, "chicago": _chicago}
)


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _stopped(text: str) -> str:
    """End a part with a full stop, unless it already ends a sentence."""
    return f"{text}{_stop(text)}" if text else ""


def _stop(text: str) -> str:
    return "" if text.endswith(_END) else "."


def _apa_names(authors: Sequence[CitedAuthor]) -> str:
    names = [_apa_name(author) for author in authors]
    if len(names) > _APA_NAMES:
        return f"{', '.join(names[: _APA_NAMES - 1])}, . . . {names[-1]}"
    return ", & ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _apa_name(author: CitedAuthor) -> str:
    has_initials = author.given[:1].lower() != author.given[:1].upper()
    if not author.family or (author.has_family_first and not has_initials):
        return author.name
    initials = " ".join(_initials(word) for word in author.given.split())
    return ", ".join(filter(None, (author.surname, initials, author.suffix)))


def _initials(word: str) -> str:
    """Shorten a given name: `Jean-Paul` to `J.-P.`; scripts without capitals have no initials."""
    parts = [part for part in word.split("-") if part]
    short = [
        f"{part[0].upper()}." if part[0].lower() != part[0].upper() else part for part in parts
    ]
    return "-".join(short)


def _chicago_names(authors: Sequence[CitedAuthor]) -> str:
    listed = authors if len(authors) <= _CHICAGO_NAMES else authors[:3]
    names = [_chicago_first(each) for each in listed[:1]] + [each.name for each in listed[1:]]
    if len(listed) < len(authors):
        return f"{', '.join(names)}, et al."
    return ", and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _chicago_first(author: CitedAuthor) -> str:
    if not author.family or author.has_family_first:
        return author.name
    given_names = " ".join(filter(None, (author.given, author.particle)))
    return ", ".join(filter(None, (author.family, given_names, author.suffix)))


def _in_words(moment: Moment | None) -> str:
    if moment is None:
        return "n.d."
    day, month, year = moment.at.day, MONTHS[moment.at.month - 1], moment.at.year
    if moment.precision is Precision.YEAR:
        return str(year)
    return f"{month} {year}" if moment.precision is Precision.MONTH else f"{month} {day}, {year}"


def date_parts(moment: Moment) -> tuple[int, ...]:
    """Return the year, month and day, as far as they are known."""
    parts = (moment.at.year, moment.at.month, moment.at.day)
    return parts[: {Precision.YEAR: 1, Precision.MONTH: 2}.get(moment.precision, 3)]


# For reference managers


class _CslItem(Object):
    id: str = ""
    type: str = ""
    title: str = ""
    author: Sequence[_CslName] = ()
    issued: Mapping[str, Sequence[Sequence[int]]] | None = None
    genre: str = ""
    publisher: str = ""
    language: str = ""
    abstract: str = ""
    URL: str = ""


class _CslName(Object, rename="kebab"):
    literal: str = ""
    family: str = ""
    given: str = ""
    non_dropping_particle: str = ""
    suffix: str = ""
    static_ordering: bool = False


def csl_json(citation: Citation, _: WriterInput) -> Checked[bytes]:
    """Write CSL-JSON, the format of citeproc and Zotero."""
    item = _CslItem(
        id=citation.key,
        type="report",
        title=citation.title,
        author=tuple(map(_csl_name, citation.authors)),
        issued={"date-parts": [date_parts(citation.date)]} if citation.date else None,
        genre=citation.genre,
        publisher=citation.publisher,
        language=citation.language,
        abstract=citation.abstract,
        URL=citation.url,
    )
    return Checked(json_file([item]))


def _csl_name(author: CitedAuthor) -> _CslName:
    if not author.family:
        return _CslName(literal=author.name)
    return _CslName(
        family=author.family,
        given=author.given,
        non_dropping_particle=author.particle,
        suffix=author.suffix,
        static_ordering=author.has_family_first,
    )


def ris(citation: Citation, _: WriterInput) -> Checked[bytes]:
    """Write RIS, the format of EndNote and RefMan: one tag and value per line."""
    lines = [("TY", "RPRT"), ("ID", citation.key), ("TI", citation.title)]
    lines += [("AU", author.inverted) for author in citation.authors]
    if citation.date:
        year, *rest = (f"{part:02}" for part in date_parts(citation.date))
        lines += [("PY", year.zfill(4)), ("DA", "/".join([year.zfill(4), *rest, "", ""][:3]) + "/")]
    lines += [
        ("PB", citation.publisher),
        ("M3", citation.genre),
        ("LA", citation.language),
        ("AB", citation.abstract),
        ("UR", citation.url),
    ]
    text = "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value)
    return Checked(f"{text}ER  - \r\n".encode())


_LATEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts bare braces, even after a backslash.
        "{": r"\ensuremath{\lbrace}",
        "}": r"\ensuremath{\rbrace}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{each: f"\\{each}" for each in "$&#_%"},
    }
)
_SPECIAL: Final = re.compile(f"[{re.escape(''.join(map(chr, _LATEX)))}]")
# Characters that TeX joins when they are adjacent: -- to a dash, '' to a quotation mark.
_LIGATURE: Final = re.compile(r"[-'`,<>?!](?:(?<=([^?!]))(?=\1)|(?<=[?!])(?=`))")
_MONTH_MACROS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_BARE_WORD: Final = re.compile(r"(?!and$)[^\W\d_](?:[^\W\d_]|['’.-])*", re.IGNORECASE)


def bibtex(citation: Citation, _: WriterInput) -> Checked[bytes]:
    """Write BibTeX, in UTF-8, which biber and current BibTeX read."""
    fields = {
        "author": " and ".join(_bibtex_name(author) for author in citation.authors),
        "title": _with_protected_capitals(citation.title),
        "institution": _latex(citation.publisher),
        "type": _latex(citation.genre),
        "language": _latex(citation.language),
        "abstract": _latex(citation.abstract),
        "url": citation.url,  # LaTeX's url accepts % and _ unescaped; braces are percent-encoded
    }
    lines = [f"  {key} = {{{value}}},\n" for key, value in fields.items() if value]
    if citation.date:
        names = zip(("year", "month", "day"), date_parts(citation.date), strict=False)
        lines += [
            f"  {name} = {_MONTH_MACROS[part - 1] if name == 'month' else f'{{{part}}}'},\n"
            for name, part in names
        ]
    return Checked(f"@techreport{{{citation.key},\n{''.join(lines)}}}\n".encode())


def _latex(text: str) -> str:
    """Escape characters special to LaTeX; letters of every script stay unchanged."""
    if text.isalnum():
        return text
    special_escaped = text.translate(_LATEX) if _SPECIAL.search(text) else text
    return _LIGATURE.sub(r"\g<0>{}", special_escaped)


def _with_protected_capitals(title: str) -> str:
    """Put braces around words with capitals, which styles would otherwise lowercase."""
    words = title.split(" ")
    tail = words[0][1:]
    first = _latex(words[0]) if tail == tail.lower() else _protected(words[0])
    return " ".join([first, *(_protected(word) for word in words[1:])])


def _protected(word: str) -> str:
    latex = _latex(word)
    if word == word.lower():
        return latex
    # `{\` would start what BibTeX calls a special character, whose case it does change.
    return f"{{{{}}{latex}}}" if latex.startswith("\\") else f"{{{latex}}}"


def _bibtex_name(author: CitedAuthor) -> str:
    if not author.family:
        return f"{{{_latex(author.name)}}}"
    surname = " ".join(filter(None, (author.particle, _braced(author.family))))
    return ", ".join(filter(None, (surname, author.suffix, _braced(author.given))))


def _braced(part: str) -> str:
    """Keep a name together: BibTeX treats a lowercase word as a particle such as `van`."""
    words = part.split(" ")
    is_plain = all(_BARE_WORD.fullmatch(word) and not word[0].islower() for word in words)
    return part if is_plain else f"{{{_latex(part)}}}"
