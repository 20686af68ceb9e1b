"""Splits author names into their parts, for citations and initials.

Authors write names as they are spoken. These rules find the family name in most of them; an
author's file can state it where they do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from briefgen.model.citation import CitedAuthor
from briefgen.model.content import AuthorKind

# Words that occur in the names of organisations but not of people.
_ORGANISATION_WORDS: Final = frozenset(
    """of for and the & für und des pour et para
    inc. inc ltd ltd. llc gmbh ag e.v. plc corp. corporation company foundation institute institut
    university universität université universidad ministry ministerium ministère ministerio
    department agency commission committee council centre center association society bank
    observatory authority secretariat office group network""".split()
)
_SUFFIX: Final = re.compile(r"(?:jr|sr)\.?|II|III|IV", re.IGNORECASE)
# Particles that belong to the family name if they are capitalised: Van Dyke.
_PARTICLES: Final = frozenset(
    "van von vom de der den del della di da das dos du la le les el ter ten te zu zum zur af av"
    .split()
)  # fmt: skip
_PARTICLE: Final = re.compile(r"['’]?[^\W\d_]+['’]?")
_JOINS: Final = frozenset({"y", "e", "i"})  # Ortega y Gasset, Costa e Silva, Puig i Cadafalch


# Words of job titles, which follow a name and are not part of it.
_ROLE_WORDS: Final = frozenset(
    """analyst director fellow professor prof. editor editor-in-chief minister secretary head chief
    officer manager economist researcher scholar associate assistant senior junior president
    chair chairman chairwoman lead adviser advisor correspondent reporter writer designer developer
    engineer strategist consultant coordinator scientist ambassador lecturer intern ceo cto cfo
    direktor direktorin leiter leiterin referent referentin directeur
    directrice chercheur chercheuse directora investigador investigadora""".split()
)
_TITLES: Final = frozenset(
    """dr dr. drs. prof prof. professor professeur profesor profesora dra dra. pr. ing. dipl.-ing.
    mag. mr mr. mrs mrs. ms ms. miss mx mme mlle sir dame lord lady h.e. hon. rev. amb. ambassador
    sen. senator gen. col. herr frau sr. sra. doña sheikh""".split()
)
_DEGREES: Final = frozenset(
    """phd dphil md mba msc bsc ma llm jd esq obe cbe mbe kc qc frs cpa""".split()
)
_JOINED: Final = re.compile(r"\s+(?:and|und|et|y|og|och|en|и)\s+|\s+&\s+|\s*;\s*")
_LISTED: Final = re.compile(rf"\s*,\s*(?:(?:and|und|et|y|og|och|en|и|&)\s+)?|{_JOINED.pattern}")
_JOINING: Final = frozenset({"and", "&", "und", "et", "the", "y"})


def initials(author: CitedAuthor) -> str:
    """Return the letters shown in place of a portrait: `JS`, or one in scripts without capitals."""
    words = author.name.split()
    capitalised = [word for word in words if not word[0].islower()]
    parts = (author.given, author.family) if author.given else capitalised or words
    first = [each for part in parts for each in part if each.isalpha()][:1]
    letters = [next(filter(str.isalpha, part), "") for part in parts]
    if first and first[0].lower() == first[0].upper():
        return first[0]
    return "".join(letters)[:2].upper()


def several_people(name: str) -> tuple[str, ...]:
    """Return the names in one that seems to contain several people or a role, else ()."""
    words = {word.lower().rstrip(",;") for word in name.split()}
    if words & (_ORGANISATION_WORDS - _JOINING - _PARTICLES) and ";" not in name:
        return ()
    parts = [part for part in _LISTED.split(name) if part and not _is_degree(part)]
    people = tuple(part for part in parts if not _is_role(part))
    if len(parts) == 1 or not people:
        return ()
    has_roles = len(people) < len(parts)
    full = [part for part in people if len(part.split()) > 1]
    if name.count(",") == 1 and not _JOINED.search(name):
        return people if has_roles else ()  # García Márquez, Gabriel
    if ";" in name or (len(full) > 1 and ("," in name or len(full) == len(people))):
        return people
    return people if has_roles and full else ()


def _is_role(part: str) -> bool:
    return not _ROLE_WORDS.isdisjoint(word.lower() for word in part.split())


def cited_author(
    name: str,
    *,
    kind: AuthorKind | None = None,
    family_name: str = "",
    organisations: Sequence[str] = (),
    url: str = "",
    orcid: str = "",
    role: str = "",
) -> CitedAuthor:
    """Return an author with the parts of the name.

    `kind` and `family_name` come from the author's file, if it has them. `organisations` are names
    that are known to be organisations.
    """
    name = " ".join(name.split())
    bare = _without_titles(name)
    if is_organisation(name, organisations) if kind is None else kind == "organisation":
        parts = CitedAuthor(name=name, is_organisation=True)
    elif family_name:
        parts = replace(_with_family(bare, family_name), name=name)
    elif bare.count(",") == 1 and all(part.strip() for part in bare.split(",")):
        parts = replace(_inverted(bare), name=name)
    else:
        parts = replace(_spoken(bare), name=name)
    return replace(parts, url=url, orcid=orcid, role=role)


def _without_titles(name: str) -> str:
    """Return a name without the titles before it and the degrees after it: `Dr. Jane Roe, PhD`.

    Citations include neither, and would treat them as names.
    """
    words = name.split()
    while len(words) > 2 and words[0].lower() in _TITLES:
        del words[0]
    while len(words) > 1 and _is_degree(words[-1]):
        words.pop()
    return " ".join(words).rstrip(",")


def _is_degree(word: str) -> bool:
    """Whether a word is a degree or an honour: `MA`, but not the name Ma."""
    plain = word.replace(".", "").rstrip(",")
    return plain.lower() in _DEGREES and (plain[1:] != plain[1:].lower() or "." in word)


def is_organisation(name: str, organisations: Sequence[str] = ()) -> bool:
    """Whether a name is that of an organisation, judged by its words."""
    if name.casefold() in (each.casefold() for each in organisations):
        return True
    words = name.split()
    if len(words) == 1:
        return len(name) > 1 and name.isupper()  # OECD
    return any(word.lower().rstrip(",") in _ORGANISATION_WORDS for word in words[1:]) or (
        words[0].lower() in _ORGANISATION_WORDS - _PARTICLES
    )


def _with_family(name: str, family: str) -> CitedAuthor:
    """Split off a known family name from the start or end of a name."""
    if name.startswith(f"{family} "):
        return CitedAuthor(name=name, family=family, given=name.removeprefix(family).strip())
    before = name.removesuffix(family).split()
    at = _particles_from(before, len(before))
    return CitedAuthor(
        name=name, family=family, given=" ".join(before[:at]), particle=" ".join(before[at:])
    )


def _inverted(name: str) -> CitedAuthor:
    """Parse `de la Cruz, Maria`, with the family name first, or `Martin Luther King, Jr.`."""
    before, after = (part.strip() for part in name.split(","))
    if _SUFFIX.fullmatch(after):
        return _spoken(f"{before} {after}", name)
    words = before.split()
    at = 0
    while at < len(words) - 1 and _is_particle(words[at]):
        at += 1
    particle, family = " ".join(words[:at]), " ".join(words[at:])
    return CitedAuthor(name=name, family=family, given=after, particle=particle)


def _spoken(name: str, text: str = "") -> CitedAuthor:
    """Parse `Ludwig van Beethoven`; a name without spaces has no parts."""
    words = name.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2:
        return CitedAuthor(name=text or name)
    if is_east_asian(name):
        family_name, given_name = words[0], " ".join(words[1:])
        return CitedAuthor(name=text or name, family=family_name, given=given_name)
    start = len(words) - 1
    if start > 2 and words[start - 1] in _JOINS:
        start -= 2
    while start > 1 and words[start - 1][0].isupper() and words[start - 1].lower() in _PARTICLES:
        start -= 1
    at = _particles_from(words, start)
    return CitedAuthor(
        name=text or name,
        family=" ".join(words[start:]),
        given=" ".join(words[:at]),
        particle=" ".join(words[at:start]),
        suffix=suffix,
    )


def _particles_from(words: Sequence[str], end: int) -> int:
    """Return where the particles before `end` begin; at least one word is the given name.

    A name that is all in lowercase has no particle: adrienne maree brown.
    """
    at = end
    while at > 1 and not words[0][0].islower() and _is_particle(words[at - 1]):
        at -= 1
    return at


def _is_particle(word: str) -> bool:
    return word.islower() and word != "and" and _PARTICLE.fullmatch(word) is not None


def is_east_asian(name: str) -> bool:
    """Whether a name is in Chinese, Japanese or Korean script, with the family name first."""
    first = unicodedata.name(name[0], "") if name else ""
    return first.startswith(("CJK ", "HANGUL ", "HIRAGANA ", "KATAKANA "))
