"""Terms of taxonomies, and authors: their names, slugs, spellings and texts."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache, partial
from typing import Any, Final, TypeVar

from briefgen.assemble.names import cited_author, several_people
from briefgen.assemble.term_names import LanguageFile, Names, Spoken, add_files, apart, stem_of
from briefgen.model.addresses import is_clean, slugify
from briefgen.model.characters import without_invisible
from briefgen.model.collation import SortKey, sort_key
from briefgen.model.config import TaxonomyConfig
from briefgen.model.content import Author, Brief, Page
from briefgen.model.data import nearest_name
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.identity import name_key, normal, term_slug
from briefgen.model.languages import is_known, split_tag, tongue
from briefgen.model.site import Taxonomy, Term, TermWords

T = TypeVar("T")

# Looks like an id, not like a name: `jane-smith`.
_ID: Final = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+")


def taxonomy(
    key: str,
    config: TaxonomyConfig,
    briefs: Sequence[Brief],
    pages: Iterable[Page],
    language: str,
    spoken: Spoken,
    waiting: Iterable[Brief] = (),
) -> Checked[Taxonomy]:
    """Group briefs by their terms under `key`; `pages` are the files of content/KEY/.

    `language` is the site's language, and `spoken` the languages that it uses. Names in site.yaml
    that only `waiting` briefs use are not reported.
    """

    def slug_of(name: str) -> str:
        return term_slug(name, language)

    used = {slug_of(name) for brief in briefs for name in brief.terms.get(key, ())}
    own_pages, further = apart(pages, slug_of, used, spoken)
    by_slug = _by_slug(
        key, ((slug_of(stem_of(page)), page, page.location_of()) for page in own_pages)
    )
    words = by_slug.value
    diagnostics = [*by_slug.diagnostics]
    slugs = _Slugs(words, language)
    names = Names()
    for tag, name, other in spoken.names(key):
        names.add(tag, slugs[name], TermWords(other))
    diagnostics += add_files(names, key, further)
    aliases = _aliases(names)
    spellings, members = _grouped(key, briefs, slugs, aliases, language)
    for brief_index, index, name in members.unnamed:
        diagnostics.append(_empty(briefs[brief_index], f"{key}.{index}", name))
    terms = []
    for slug, indexes in members.by_slug.items():
        names_used = spellings[slug]
        if len(names_used) > 1:
            diagnostics += _spellings(key, slug, names_used, briefs)
        own = words.get(slug)
        name = own.title if own else _usual(names_used) if names_used else _first_name(names, slug)
        ordered = in_order(key, sorted(indexes))
        text_language = (own.language or language) if own else ""
        url = f"/{key}/{slug}/"
        terms.append(Term(slug, name, url, ordered, own, text_language=text_language))
    diagnostics += _unused(key, words, members.by_slug)
    diagnostics += _unused_names(key, spoken, slugs, members.by_slug, waiting)
    diagnostics += _unused_files(key, further, members.by_slug, briefs, language)
    grouped = Taxonomy(key, config, by_name(terms, language), dict(slugs), aliases, names.words)
    return Checked(grouped, tuple(diagnostics))


@dataclass(slots=True)
class _Members:
    """The briefs of each term, by slug, and the names that have no slug, with their places."""

    by_slug: dict[str, set[int]] = field(default_factory=dict)
    unnamed: list[tuple[int, int, str]] = field(default_factory=list)


def _grouped(
    key: str,
    briefs: Sequence[Brief],
    slugs: Mapping[str, str],
    aliases: Mapping[str, Mapping[str, str]],
    language: str,
) -> tuple[Mapping[str, Mapping[str, Sequence[int]]], _Members]:
    """Return the spellings of each term with the briefs that use them, and its members.

    The name of a term in the language of a brief is not one of its spellings.
    """
    spellings: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    members = _Members()
    for brief_index, brief in enumerate(briefs):
        brief_names = brief.terms.get(key, ())
        own = aliases.get(tongue(brief.language or language), {}) if brief_names and aliases else {}
        for index, name in enumerate(brief_names):
            alias = own.get(name_key(name)) if own else None
            slug = alias or slugs[name]
            if not slug:
                members.unnamed.append((brief_index, index, name))
                continue
            if alias is None and brief_index not in members.by_slug.get(slug, ()):
                spellings[slug][name].append(brief_index)
            members.by_slug.setdefault(slug, set()).add(brief_index)
    return spellings, members


def _aliases(names: Names) -> dict[str, dict[str, str]]:
    """Return the slugs of terms by the names that they have in a language."""
    aliases: dict[str, dict[str, str]] = {}
    for tag, terms in names.words.items():
        for slug, words in terms.items():
            aliases.setdefault(tongue(tag), {}).setdefault(name_key(words.name), slug)
    return aliases


def _first_name(names: Names, slug: str) -> str:
    """Return the name of a term that only briefs in other languages use."""
    return next(words[slug].name for words in names.words.values() if slug in words)


def in_order(key: str, places: Sequence[int]) -> tuple[int, ...]:
    """Return the sorted members of a term in the order of its list.

    A series is in reading order, the oldest first.
    """
    return tuple(reversed(places)) if key == "series" else tuple(places)


class _Slugs(dict[str, str]):
    """The slug of each name of a term.

    The title of a term's file is a name of the term. So `European Union` can have the slug `eu`,
    and two names that differ only by a sign, such as `A` and `A*`, can be two terms.
    """

    def __init__(self, words: Mapping[str, Page], language: str) -> None:
        super().__init__()
        self._language = language
        self._words = words
        self._titled: dict[str, list[str]] = defaultdict(list)
        for slug, page in words.items():
            self._titled[name_key(page.title)].append(slug)

    def __missing__(self, name: str) -> str:
        slug = term_slug(name, self._language)
        titled = self._titled.get(name_key(name), [slug])
        has_own = slug in titled or (slug in self._words and not _signs(name))
        self[name] = slug if has_own else titled[0]
        return self[name]


def authors(
    briefs: Sequence[Brief],
    profiles: Iterable[Author],
    withheld: Iterable[Author],
    language: str,
    spoken: Spoken,
) -> Checked[tuple[Taxonomy, dict[str, str]]]:
    """Group briefs by author; also return the author's slug for each name in a brief.

    A brief names an author by the id of a file in content/authors/, by the name in that file, or by
    any other name. The id of a `withheld` author is an error, because there is no name to show.
    `language` is the site's language, and `spoken` the languages that it uses.
    """
    waiting = {author.id: author for author in withheld}
    used = {author_slug(name) for brief in briefs for name in brief.authors}
    own_profiles, further = apart(profiles, author_slug, used, spoken)
    by_slug = _by_slug(
        "authors", ((author_slug(each.id), each, Location(each.path)) for each in own_profiles)
    )
    names = Names()
    people = _People(by_slug.value.values())
    terms = {
        slug: Term(slug, author.name, f"/authors/{slug}/", author=author, text_language=language)
        for slug, author in by_slug.value.items()
    }
    signed: dict[str, str] = {}
    diagnostics = [*by_slug.diagnostics, *add_files(names, "authors", further)]
    translated = {name_key(each.file.name): each.slug for each in further}
    members: dict[str, list[int]] = defaultdict(list)
    nearest_id = cache(partial(_nearest_id, people=people.by_id))
    for brief_index, brief in enumerate(briefs):
        for index, name in enumerate(brief.authors):
            if name in waiting and name not in people.by_id:
                diagnostics.append(_unpublished(brief, f"authors.{index}", waiting[name]))
                continue
            person = people.named(name)
            other = translated.get(name_key(name), "")
            slug = author_slug(person.id) if person else other or slugify(name)
            if not slug:
                diagnostics.append(_empty(brief, f"authors.{index}", name))
                continue
            if person is None and not (other and slug in terms):
                if slug not in by_slug.value:
                    diagnostics += _near_miss(brief, index, name, nearest_id(name))
                diagnostics += _several(brief, index, name)
                terms.setdefault(slug, Term(slug, name, f"/authors/{slug}/"))
            signed[name] = slug
            if not members[slug] or members[slug][-1] != brief_index:
                members[slug].append(brief_index)
    filled = [replace(term, members=tuple(members[slug])) for slug, term in terms.items()]
    members_by_slug = {term.slug: term.members for term in filled}
    diagnostics += _unused_files("authors", further, members_by_slug, briefs, language)
    settings = TaxonomyConfig(title="Authors")
    grouped = Taxonomy("authors", settings, by_family(filled, language), words=names.words)
    return Checked((grouped, signed), tuple(diagnostics))


class _People:
    """The authors with a file, whom a brief names by id or by name."""

    def __init__(self, authors: Iterable[Author]) -> None:
        self.by_id = {author.id: author for author in authors}
        self._by_name = {name_key(author.name): author for author in self.by_id.values()}
        self._by_id_key = {name_key(author.id): author for author in self.by_id.values()}

    def named(self, name: str) -> Author | None:
        """Return the author whom a brief means by a name, if there is a file."""
        key = name_key(name)
        return self.by_id.get(name) or self._by_name.get(key) or self._by_id_key.get(key)


def _by_slug(key: str, files: Iterable[tuple[str, T, Location]]) -> Checked[dict[str, T]]:
    """Return the files of terms or authors by slug; two files with one slug are an error."""
    by_slug: dict[str, tuple[T, Location]] = {}
    diagnostics = []
    for slug, value, location in files:
        _, other = by_slug.setdefault(slug, (value, location))
        if other != location:
            diagnostics.append(
                Diagnostic(
                    "url-collision",
                    f"{location.path} and {other.path}:{other.span.line} would both be published"
                    f" at /{key}/{slug}/",
                    location,
                    "rename one of the two files, or merge them",
                )
            )
    return Checked({slug: value for slug, (value, _) in by_slug.items()}, tuple(diagnostics))


def author_slug(author_id: str) -> str:
    """Return the last part of an author's URL."""
    return author_id if is_clean(author_id) else slugify(author_id)


def by_name(terms: Iterable[Term], language: str) -> dict[str, Term]:
    """Sort terms by name."""
    ordered = sorted(terms, key=lambda term: (sort_key(term.name, language), term.slug))
    return {term.slug: term for term in ordered}


def by_family(terms: Iterable[Term], language: str) -> dict[str, Term]:
    """Sort authors by family name, and organisations by name."""

    def key(term: Term) -> tuple[SortKey, SortKey, str]:
        author = term.author
        name = cited_author(
            term.name,
            kind=author.kind if author else None,
            family_name=author.family_name if author else "",
        )
        family = sort_key(name.family or name.name, language)
        return family, sort_key(f"{name.given} {name.particle}", language), term.slug

    return {term.slug: term for term in sorted(terms, key=key)}


def _usual(names: Mapping[str, Sequence[int]]) -> str:
    counts = Counter({name: len(places) for name, places in names.items()})
    return min(counts, key=lambda name: (-counts[name], name))


def _empty(brief: Brief, key: str, name: str) -> Diagnostic:
    return Diagnostic(
        "empty-term",
        f"`{name}` has no letter or digit, so its page cannot have a URL",
        brief.location_of(key),
        "use a name with letters or digits, or remove it",
    )


def _unpublished(brief: Brief, key: str, author: Author) -> Diagnostic:
    return Diagnostic(
        "unpublished-link",
        f"the author `{author.id}` is not published yet",
        brief.location_of(key),
        f"write the full name, `{author.name}`, or publish {author.path} with the brief",
    )


def _spellings(
    key: str, slug: str, names: Mapping[str, Sequence[int]], briefs: Sequence[Brief]
) -> Iterable[Diagnostic]:
    usual = _usual(names)
    usual_location = _where(key, usual, briefs[names[usual][0]])
    reported = {_normalized(usual)}
    for name in names:
        if _normalized(name) in reported:
            continue
        reported.add(_normalized(name))
        location = _where(key, name, briefs[names[name][0]])
        yield Diagnostic(
            "spelling",
            f"`{name}` and `{usual}` are spellings of one term; `{usual}` is in "
            f"{usual_location.path}:{usual_location.span.line}",
            location,
            f"write `{usual}` everywhere{_or_apart(key, slug, name, usual)}",
        )


def _normalized(name: str) -> str:
    return " ".join(normal(without_invisible(name)).split())


def _or_apart(key: str, slug: str, name: str, usual: str) -> str:
    """Say how to make two names different terms, if they differ by a sign."""
    if _signs(name) == _signs(usual):
        return ""
    odd = name if _signs(name) else usual
    distinct = slugify(re.sub(r"[^\w\s]", _in_words, odd))
    if distinct in ("", slug):
        return ""
    return f"; if they are different terms, add content/{key}/{distinct}.md titled `{odd}`"


def _signs(name: str) -> list[str]:
    return [each for each in name if unicodedata.category(each)[0] == "S" or each in "*!?@†‡§"]


def _in_words(sign: re.Match[str]) -> str:
    if not _signs(sign[0]):
        return sign[0]
    return f" {unicodedata.name(sign[0], '').removesuffix(' SIGN').removesuffix(' MARK')} "


def _where(key: str, name: str, brief: Brief) -> Location:
    return brief.location_of(f"{key}.{brief.terms[key].index(name)}")


def _unused(key: str, words: Mapping[str, Page], used: Collection[str]) -> Iterable[Diagnostic]:
    for slug in sorted(words.keys() - set(used)):
        similar = get_close_matches(slug, sorted(used), n=1)
        hint = (
            _for_other_language(key, words[slug], used)
            or (f"did you mean `{similar[0]}.md`?" if similar else "")
            or f"remove the file, or add the term to a brief under `{key}`"
        )
        yield Diagnostic("unused-term-file", _no_brief(key, slug), words[slug].location_of(), hint)


def _no_brief(key: str, slug: str) -> str:
    return f"no published brief has a term with the slug `{slug}` under `{key}`"


def _for_other_language(key: str, file: Page, used: Collection[str]) -> str:
    """Say what to do with a file that is named for a language that the site does not use."""
    base, _, tag = stem_of(file).rpartition(".")
    if not base or term_slug(base) not in used:
        return ""
    if not split_tag(stem_of(file))[0] or not is_known(tag):
        return (
            f"if it has the words of content/{key}/{base}.md in another language, end its name with"
            f" the tag of that language instead of `{tag}`, such as {base}.de.md"
        )
    return f"if it is the file of content/{key}/{base}.md in `{tag}`, add a brief in that language"


def _unused_files(
    key: str,
    files: Iterable[LanguageFile[Any]],
    members: Mapping[str, Collection[int]],
    briefs: Sequence[Brief],
    language: str,
) -> Iterable[Diagnostic]:
    """Report files in one language of terms that no brief in that language has."""
    for each in files:
        tongues = {
            tongue(briefs[index].language or language) for index in members.get(each.slug, ())
        }
        location = each.file.location_of()
        base, _ = split_tag(stem_of(each.file))
        if each.slug not in members:
            similar = get_close_matches(each.slug, sorted(members), n=1)
            hint = (
                f"did you mean `{similar[0]}.{each.tag}.md`?"
                if similar
                else f"rename the file to {base}.md, or remove it"
            )
            yield Diagnostic("unused-term-file", _no_brief(key, each.slug), location, hint)
        elif tongue(each.tag) not in tongues | {tongue(language)}:
            yield Diagnostic(
                "unused-term-file",
                f"no published brief in `{each.tag}` has a term with the slug `{each.slug}`"
                f" under `{key}`",
                location,
                "remove the file, or translate a brief of this term",
            )


def _unused_names(
    key: str,
    spoken: Spoken,
    slugs: Mapping[str, str],
    used: Collection[str],
    waiting: Iterable[Brief],
) -> Iterable[Diagnostic]:
    """Report names in site.yaml of terms that no brief has."""
    names_held = {name for brief in waiting for name in brief.terms.get(key, ())}
    planned = {slugs[name] for name in names_held}
    keys = set(map(name_key, names_held))
    names = {name for name, slug in slugs.items() if slug in used}
    for tag, name, other in spoken.names(key):
        if slugs[name] in planned or slugs[name] in used or name_key(other) in keys:
            continue
        similar = nearest_name(name, sorted(names))
        yield Diagnostic(
            "unused-term-file",
            f"no published brief has `{name}` under `{key}`",
            spoken.location_of(tag, key, name),
            f"did you mean `{similar}`?" if similar else "remove the line",
        )


def _nearest_id(name: str, people: Mapping[str, Author]) -> str:
    """Return the author id that a name resembles, or ""."""
    return next(iter(get_close_matches(slugify(name), people, n=1, cutoff=0.75)), "")


def _several(brief: Brief, index: int, name: str) -> Iterable[Diagnostic]:
    people = several_people(name)
    if people:
        items = "".join(f"\n  - {json.dumps(each, ensure_ascii=False)}" for each in people)
        yield Diagnostic(
            "several-authors",
            f"`{name}` is treated as one name, but looks like "
            + ("several names" if len(people) > 1 else "a name and a role"),
            brief.location_of(f"authors.{index}"),
            f"replace it with:{items}",
        )


def _near_miss(brief: Brief, index: int, name: str, similar: str) -> Iterable[Diagnostic]:
    """Warn of a name that is almost the id of an author, or that looks like an id."""
    if not similar and not _ID.fullmatch(name):
        return
    name_in_words = " ".join(part.capitalize() for part in re.split(r"[-_.]", name) if part)
    yield Diagnostic(
        "near-author",
        f"no author has the id `{name}`, so this text is shown as the author's name",
        brief.location_of(f"authors.{index}"),
        f"did you mean `{similar}`?"
        if similar
        else f"write the name that readers should see, such as {name_in_words},"
        f" or add content/authors/{name}.md",
    )
