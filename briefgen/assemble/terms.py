"""Terms of taxonomies, and authors: their names, slugs, spellings and texts."""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, partial
from typing import Final, TypeVar

from briefgen.assemble.names import cited_author, several_people
from briefgen.model.addresses import is_clean, slugify
from briefgen.model.characters import without_invisible
from briefgen.model.collation import SortKey, sort_key
from briefgen.model.config import TaxonomyConfig
from briefgen.model.content import Author, Brief, Page
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.file_names import markdown_stem
from briefgen.model.identity import name_key, normal, term_slug
from briefgen.model.site import Taxonomy, Term

T = TypeVar("T")

# Looks like an id, not like a name: `jane-smith`.
_ID: Final = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+")


def taxonomy(
    key: str,
    config: TaxonomyConfig,
    briefs: Sequence[Brief],
    pages: Iterable[Page],
    language: str = "en",
) -> Checked[Taxonomy]:
    """Group briefs by their terms under `key`; `pages` are the files of content/KEY/.

    `language` is the site's language.
    """
    spellings: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_slug = _by_slug(
        key, ((term_slug(_stem(page.path), language), page, page.place()) for page in pages)
    )
    words = by_slug.value
    diagnostics = [*by_slug.diagnostics]
    slugs = _Slugs(words, language)
    for place, brief in enumerate(briefs):
        for index, name in enumerate(brief.terms.get(key, ())):
            slug = slugs[name]
            if not slug:
                diagnostics.append(_empty(brief, f"{key}.{index}", name))
            elif all(places[-1] != place for places in spellings[slug].values()):
                spellings[slug][name].append(place)
    terms = []
    for slug, names in spellings.items():
        if len(names) > 1:
            diagnostics += _spellings(key, slug, names, briefs)
        members = in_order(key, sorted(place for places in names.values() for place in places))
        own = words.get(slug)
        name = own.title if own else _usual(names)
        terms.append(Term(slug, name, f"/{key}/{slug}/", members, own))
    diagnostics += _unused(key, words, spellings)
    return Checked(
        Taxonomy(key, config, _by_name(terms, language), dict(slugs)), tuple(diagnostics)
    )


def in_order(key: str, places: Sequence[int]) -> tuple[int, ...]:
    """Return the sorted members of a term in the order of its list.

    A series is in reading order, the oldest first.
    """
    return tuple(reversed(places)) if key == "series" else tuple(places)


class _Slugs(dict[str, str]):
    """The slug of each name of a term.

    A name with a sign has the slug of the term's file with that title. So two names that differ
    only by a sign, such as `A` and `A*`, can be two terms.
    """

    def __init__(self, words: Mapping[str, Page], language: str) -> None:
        super().__init__()
        self._language = language
        self._titled: dict[str, list[str]] = defaultdict(list)
        for slug, page in words.items():
            if not _signs(page.title):
                continue
            self._titled[name_key(page.title)].append(slug)

    def __missing__(self, name: str) -> str:
        slug = term_slug(name, self._language)
        titled = self._titled.get(name_key(name), [])
        self[name] = titled[0] if titled and slug not in titled else slug
        return self[name]


def authors(
    briefs: Sequence[Brief],
    profiles: Iterable[Author],
    withheld: Iterable[Author] = (),
    language: str = "en",
) -> Checked[tuple[Taxonomy, dict[str, str]]]:
    """Group briefs by author; also return the author's slug for each name in a brief.

    A brief names an author by the id of a file in content/authors/, by the name in that file, or by
    any other name. The id of a `withheld` author is an error, because there is no name to show.
    `language` is the site's language.
    """
    waiting = {author.id: author for author in withheld}
    by_slug = _by_slug(
        "authors", ((author_slug(each.id), each, Location(each.path)) for each in profiles)
    )
    people = {author.id: author for author in by_slug.value.values()}
    by_name = {name_key(author.name): author for author in people.values()}
    by_id = {name_key(author.id): author for author in people.values()}
    terms = {
        slug: Term(slug, author.name, f"/authors/{slug}/", author=author)
        for slug, author in by_slug.value.items()
    }
    signed: dict[str, str] = {}
    diagnostics = [*by_slug.diagnostics]
    members: dict[str, list[int]] = defaultdict(list)
    near = cache(partial(_nearest_id, people=people))
    for place, brief in enumerate(briefs):
        for index, name in enumerate(brief.authors):
            if name in waiting and name not in people:
                diagnostics.append(_unpublished(brief, f"authors.{index}", waiting[name]))
                continue
            person = people.get(name) or by_name.get(name_key(name)) or by_id.get(name_key(name))
            slug = author_slug(person.id) if person else slugify(name)
            if not slug:
                diagnostics.append(_empty(brief, f"authors.{index}", name))
                continue
            if person is None:
                if slug not in by_slug.value:
                    diagnostics += _near_miss(brief, index, name, near(name))
                diagnostics += _several(brief, index, name)
                terms.setdefault(slug, Term(slug, name, f"/authors/{slug}/"))
            signed[name] = slug
            if not members[slug] or members[slug][-1] != place:
                members[slug].append(place)
    filled = [replace(term, members=tuple(members[slug])) for slug, term in terms.items()]
    grouped = Taxonomy("authors", TaxonomyConfig(title="Authors"), _by_family(filled, language))
    return Checked((grouped, signed), tuple(diagnostics))


def _by_slug(key: str, files: Iterable[tuple[str, T, Location]]) -> Checked[dict[str, T]]:
    """Return the files of terms or authors by slug; two files with one slug are an error."""
    by_slug: dict[str, tuple[T, Location]] = {}
    diagnostics = []
    for slug, value, place in files:
        _, other = by_slug.setdefault(slug, (value, place))
        if other != place:
            diagnostics.append(
                Diagnostic(
                    "url-collision",
                    f"{place.path} and {other.path}:{other.span.line} would both be published at "
                    f"/{key}/{slug}/",
                    place,
                    "rename one of the two files, or merge them",
                )
            )
    return Checked({slug: value for slug, (value, _) in by_slug.items()}, tuple(diagnostics))


def _stem(path: str) -> str:
    return markdown_stem(posixpath.basename(path))


def author_slug(author_id: str) -> str:
    """Return the last part of an author's URL."""
    return author_id if is_clean(author_id) else slugify(author_id)


def _by_name(terms: Iterable[Term], language: str) -> dict[str, Term]:
    ordered = sorted(terms, key=lambda term: (sort_key(term.name, language), term.slug))
    return {term.slug: term for term in ordered}


def _by_family(terms: Iterable[Term], language: str) -> dict[str, Term]:
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
        brief.place(key),
        "use a name with letters or digits, or remove it",
    )


def _unpublished(brief: Brief, key: str, author: Author) -> Diagnostic:
    return Diagnostic(
        "unpublished-link",
        f"the author `{author.id}` is not published yet",
        brief.place(key),
        f"write the full name, `{author.name}`, or publish {author.path} with the brief",
    )


def _spellings(
    key: str, slug: str, names: Mapping[str, Sequence[int]], briefs: Sequence[Brief]
) -> Iterable[Diagnostic]:
    usual = _usual(names)
    usual_place = _where(key, usual, briefs[names[usual][0]])
    shown = {_as_seen(usual)}
    for name in names:
        if _as_seen(name) in shown:
            continue
        shown.add(_as_seen(name))
        place = _where(key, name, briefs[names[name][0]])
        yield Diagnostic(
            "spelling",
            f"`{name}` and `{usual}` are spellings of one term; `{usual}` is in "
            f"{usual_place.path}:{usual_place.span.line}",
            place,
            f"write `{usual}` everywhere{_or_apart(key, slug, name, usual)}",
        )


def _as_seen(name: str) -> str:
    return " ".join(normal(without_invisible(name)).split())


def _or_apart(key: str, slug: str, name: str, usual: str) -> str:
    """Say how to make two names different terms, if they differ by a sign."""
    if _signs(name) == _signs(usual):
        return ""
    odd = name if _signs(name) else usual
    spelled = slugify(re.sub(r"[^\w\s]", _in_words, odd))
    if spelled in ("", slug):
        return ""
    return f"; if they are different terms, add content/{key}/{spelled}.md titled `{odd}`"


def _signs(name: str) -> list[str]:
    return [each for each in name if unicodedata.category(each)[0] == "S" or each in "*!?@†‡§"]


def _in_words(sign: re.Match[str]) -> str:
    if not _signs(sign[0]):
        return sign[0]
    return f" {unicodedata.name(sign[0], '').removesuffix(' SIGN').removesuffix(' MARK')} "


def _where(key: str, name: str, brief: Brief) -> Location:
    return brief.place(f"{key}.{brief.terms[key].index(name)}")


def _unused(key: str, words: Mapping[str, Page], used: Iterable[str]) -> Iterable[Diagnostic]:
    for slug in sorted(words.keys() - set(used)):
        near = get_close_matches(slug, sorted(used), n=1)
        hint = (
            f"did you mean `{near[0]}.md`?"
            if near
            else f"remove the file, or add the term to a brief under `{key}`"
        )
        message = f"no published brief has a term with the slug `{slug}` under `{key}`"
        yield Diagnostic("unused-term-file", message, words[slug].place(), hint)


def _nearest_id(name: str, people: Mapping[str, Author]) -> str:
    """Return the author id that a name resembles, or ""."""
    return next(iter(get_close_matches(slugify(name), people, n=1, cutoff=0.75)), "")


def _several(brief: Brief, index: int, name: str) -> Iterable[Diagnostic]:
    people = several_people(name)
    if people:
        listed = "".join(f"\n  - {json.dumps(each, ensure_ascii=False)}" for each in people)
        yield Diagnostic(
            "several-authors",
            f"`{name}` is treated as one name, but looks like "
            + ("several names" if len(people) > 1 else "a name and a role"),
            brief.place(f"authors.{index}"),
            f"replace it with:{listed}",
        )


def _near_miss(brief: Brief, index: int, name: str, near: str) -> Iterable[Diagnostic]:
    """Warn of a name that is almost the id of an author, or that looks like an id."""
    if not near and not _ID.fullmatch(name):
        return
    name_in_words = " ".join(part.capitalize() for part in re.split(r"[-_.]", name) if part)
    yield Diagnostic(
        "near-author",
        f"no author has the id `{name}`, so this text is shown as the author's name",
        brief.place(f"authors.{index}"),
        f"did you mean `{near}`?"
        if near
        else f"write the name that readers should see, such as {name_in_words},"
        f" or add content/authors/{name}.md",
    )
