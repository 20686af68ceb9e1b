"""Multilingual sites: which briefs are translations of each other, and the home pages."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from briefgen.assemble.dates import translated_earlier
from briefgen.assemble.term_names import words_in
from briefgen.assemble.terms import by_family, by_name, in_order
from briefgen.assemble.works import Works
from briefgen.model.config import SiteConfig
from briefgen.model.content import Brief, Page
from briefgen.model.diagnostics import Checked, Diagnostic, Nearest
from briefgen.model.identity import path_key
from briefgen.model.languages import tongue
from briefgen.model.site import Home, PublishedPage, Site, Taxonomy, Term, TermWords
from briefgen.model.site_folder import CONTENT

_FACTS = ("email", "orcid", "kind", "family_name", "links", "extra")


def translations(
    briefs: Sequence[Brief], all_briefs: Sequence[Brief], language: str
) -> Checked[Mapping[int, tuple[int, ...]]]:
    """Return for each translated brief the indexes of its versions in other languages.

    A brief, its original and all other translations of that are one work. A brief that is not
    published yet can connect the others, but is not listed.
    """
    paths = {path_key(brief.path): brief.path for brief in all_briefs}
    origins = {
        brief.path: original_of(brief, paths) or brief.path
        for brief in all_briefs
        if brief.translation_of
    }
    works: dict[str, list[int]] = defaultdict(list)
    for index, brief in enumerate(briefs):
        works[_root(brief.path, origins)].append(index)
    others = {
        index: tuple(sorted((each for each in work if each != index),
                            key=lambda each: _rank(briefs[each], language)))
        for work in works.values() if len(work) > 1
        for index in work
    }  # fmt: skip
    by_path = {brief.path: brief for brief in all_briefs}
    problems = (
        *_problems(briefs, all_briefs, origins, language),
        *translated_earlier(briefs, by_path, origins),
    )
    return Checked(others, problems)


def homes(
    works: Works,
    pages: Iterable[PublishedPage],
    words: Page | None,
    groups: Sequence[Taxonomy],
    config: SiteConfig,
) -> tuple[Home, ...]:
    """Return the home page of the site's language, then those of all other languages.

    The main home page and its lists show each work once: in the site's language or, without such a
    version, in the language of the original. A page at the URL of another language's home page
    provides the text of that home page. `groups` are the taxonomies and the authors.
    """
    own, all_indexes = tongue(works.language), range(len(works.tags))
    texts = {page.url: page.page for page in pages}
    lists = {group.key: _own_list(group, works) for group in groups}
    fronts = [Home(works.language, "/", works.once(all_indexes, works.language), words, lists)]
    for each in sorted({*works.tongues} - {own}):
        url = home_url(each)
        text = texts.get(url)
        tag = _tag(each, works, text)
        titles = config.words_in(tag)[1].taxonomies
        lists = {group.key: _further_list(group, works, tag, url, titles) for group in groups}
        fronts.append(Home(tag, url, works.spoken(all_indexes, tag), text, lists))
    return tuple(fronts)


def _own_list(group: Taxonomy, works: Works) -> Taxonomy:
    """Return a taxonomy whose terms have each work once, in the language of the term's page."""
    names = words_in(group, works.language)
    if not works.others and not names:
        return group
    terms = []
    for term in group.terms.values():
        localized = _localized(term, names.get(term.slug), works.language)
        language = (localized.words.language if localized.words else "") or works.language
        members = in_order(group.key, works.once(term.members, language))
        terms.append(replace(localized, members=members))
    return replace(group, terms=_sorted(group.key, terms, works.language))


def _further_list(
    group: Taxonomy, works: Works, language: str, home: str, titles: Mapping[str, str]
) -> Taxonomy:
    """Return a taxonomy with the terms of the briefs in a further language."""
    names, terms = words_in(group, language), []
    for term in group.terms.values():
        members = in_order(group.key, works.spoken(term.members, language))
        if members:
            localized = _localized(term, names.get(term.slug), language)
            url = f"{home}{group.key}/{term.slug}/"
            terms.append(replace(localized, url=url, members=members))
    config = replace(group.config, title=titles.get(group.key) or group.config.title)
    sorted_terms = _sorted(group.key, terms, language)
    return replace(group, config=config, terms=sorted_terms, home=home)


def _sorted(key: str, terms: Iterable[Term], language: str) -> dict[str, Term]:
    return by_family(terms, language) if key == "authors" else by_name(terms, language)


def _localized(term: Term, words: TermWords | None, language: str) -> Term:
    """Return a term with its name and text in a language, if it has any there.

    An author keeps the facts that the file in this language does not have, such as the ORCID iD.
    """
    if words is None:
        return term
    renamed = replace(term, name=words.name)
    if isinstance(words.text, Page):
        text = replace(words.text, accent=words.text.accent or term.accent)
        return replace(renamed, words=text, text_language=language)
    if words.text is None:
        return renamed
    author = words.text
    if term.author:
        facts = {key: getattr(author, key) or getattr(term.author, key) for key in _FACTS}
        author = replace(author, id=term.author.id, **facts)
    return replace(renamed, author=author, text_language=language)


def home_url(language: str) -> str:
    """Return the URL path of the home page of a language other than the site's."""
    return f"/{language.lower()}/"


def list_language(home: Home, words: Page | None) -> str:
    """Return the language of the list of a term: that of its text, or else that of the home page.

    Only lists of the site's own language may have a text that sets another language.
    """
    return (words.language if words and home.url == "/" else "") or home.language


def list_urls(site: Site, home: Home) -> dict[str, str]:
    """Return the URL paths of a language's home page and lists, by those in the site's language."""
    main = site.homes[0]
    urls = {main.url: home.url, archive_url(main.url): archive_url(home.url)}
    for key, group in home.lists.items():
        if group.terms:
            urls[main.lists[key].url] = group.url
        own = main.lists[key].terms
        urls |= {own[slug].url: term.url for slug, term in group.terms.items() if slug in own}
    return urls


def archive_url(home: str) -> str:
    """Return the URL path of the archive that belongs to the home page at `home`."""
    return f"{home}archive/"


def search_url(home: str) -> str:
    """Return the URL path of the search page that belongs to the home page at `home`."""
    return f"{home}search/"


def original_of(brief: Brief, paths: Mapping[str, str]) -> str:
    """Return the path of the brief that `translation_of` names, or ""."""
    name = path_key(brief.translation_of)
    relative = posixpath.normpath(posixpath.join(path_key(posixpath.dirname(brief.path)), name))
    candidates = (relative, CONTENT + name.lstrip("/"), name)
    return next((paths[path] for path in candidates if path in paths), "")


def _root(path: str, origins: Mapping[str, str]) -> str:
    """Return the first original of a chain of translations; in a cycle, the lowest path."""
    chain = [path]
    while (path := origins.get(path, path)) not in chain:
        chain.append(path)
    return min(chain[chain.index(path) :])


def _rank(brief: Brief, language: str) -> tuple[bool, str, str]:
    tag = brief.language or language
    return tongue(tag) != tongue(language), tag.lower(), brief.path


def _tag(language: str, works: Works, words: Page | None) -> str:
    """Return the tag of a home page: the tag of its text, or the one that all its briefs share."""
    if words and words.language and tongue(words.language) == language:
        return words.language
    pairs = zip(works.tags, works.tongues, strict=True)
    tags = {tag for tag, spoken in pairs if spoken == language}
    return tags.pop() if len(tags) == 1 else language


def _problems(
    briefs: Iterable[Brief], all_briefs: Iterable[Brief], origins: Mapping[str, str], language: str
) -> Iterable[Diagnostic]:
    languages = {brief.path: brief.language or language for brief in all_briefs}
    first: dict[tuple[str, str], str] = {}
    for brief in briefs:
        tag = languages[brief.path].lower()
        other = first.setdefault((_root(brief.path, origins), tag), brief.path)
        if not brief.translation_of:
            continue
        original = origins[brief.path]
        if original == brief.path:
            path = CONTENT + brief.translation_of.lstrip("/")
            is_own = original_of(brief, {path_key(brief.path): brief.path}) != ""
            yield Diagnostic(
                "unknown-translation",
                "the brief cannot be a translation of itself"
                if is_own
                else f"there is no brief `{brief.translation_of}`",
                brief.location_of("translation_of"),
                "write the path of the original, such as `briefs/two-bases.md`, or remove the line",
                None if is_own else Nearest("files", path),
            )
        elif tag == languages[original].lower():
            yield Diagnostic(
                "same-language",
                f"the brief and its original are both in `{languages[original]}`",
                brief.location_of("language" if brief.language else "translation_of"),
                "add the language of this brief, for example `language: de`",
            )
        elif other != brief.path:
            yield Diagnostic(
                "same-language",
                f"{other} is a version of the same brief in `{languages[brief.path]}` too",
                brief.location_of("language" if brief.language else "translation_of"),
                "correct the language or `translation_of` of one of them, or delete one",
            )
