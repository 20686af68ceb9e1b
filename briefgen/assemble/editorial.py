"""How the texts of a site could be better, as an editor would say: the editorial codes.

What concerns the words of a single text is reported where that is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from briefgen.model.content import Author, Brief, Page
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.identity import name_key, path_key
from briefgen.model.languages import tongue
from briefgen.model.site import Site, Taxonomy, Term
from briefgen.model.site_folder import CONTENT
from briefgen.model.targets import target_path
from briefgen.model.text import Reference

_LEAST_LETTERS: Final = 5  # of a term: `Iran` is not a misspelling of `Iraq`


def editorial_problems(
    site: Site, briefs: Iterable[Brief], large_images: Mapping[str, int]
) -> Iterator[Diagnostic]:
    """Yield what could be better about briefs that are published or will be, and about a site.

    `large_images` has the sizes in bytes of images that are too large, by their keys.
    """
    briefs = tuple(briefs)
    for brief in briefs:
        yield from _lacking(brief)
    yield from _same_titles(site, briefs)
    for taxonomy in site.taxonomies.values():
        yield from _near_terms(site, taxonomy)
    yield from _large_images(site, large_images)


def _lacking(brief: Brief) -> Iterator[Diagnostic]:
    """Yield what a brief does not have.

    What an author wrote in a wrong way, or under another key, has its own report.
    """
    location = brief.location_of()
    if brief.date is None and not {"date"} & {*brief.reported, *brief.spans}:
        yield Diagnostic(
            "no-date",
            "the brief has no date, so Google Scholar ignores it",
            location,
            "add the date of publication: date: 2026-03-27",
        )
    if not brief.highlights and "highlights" not in brief.reported:
        yield Diagnostic(
            "no-highlights",
            "the brief has no highlights",
            location,
            "add up to five takeaways:\nhighlights:\n  - What readers should remember.",
        )
    if not brief.has_own_summary and "summary" not in brief.reported:
        replacement = "first highlight" if brief.highlights else "beginning of its text"
        yield Diagnostic(
            "no-summary",
            f"the brief has no summary; lists and search engines show the {replacement}",
            location,
            "add one or two sentences: summary: What the brief says.",
        )
    if not brief.sources and "sources" not in brief.reported:
        yield Diagnostic(
            "no-sources",
            "the brief has no sources",
            location,
            "link to its sources in the text, or list them under `sources`",
        )


def _same_titles(site: Site, briefs: Iterable[Brief]) -> Iterator[Diagnostic]:
    """Yield the texts that have the title of another one in their language, the later one each."""
    pages = (each.page for each in site.pages)
    texts: tuple[Brief | Page, ...] = (*pages, *sorted(briefs, key=_oldest_first))
    first: dict[tuple[str, str], Brief | Page] = {}
    for text in texts:
        key = tongue(text.language or site.config.language), name_key(text.title)
        other = first.setdefault(key, text)
        if other is not text:
            yield Diagnostic(
                "duplicate-title",
                f"{other.path} has the same title",
                text.location_of("title"),
                "add what tells the two apart, such as a year or a place",
            )


def _oldest_first(brief: Brief) -> tuple[float, str]:
    return brief.date.at.timestamp() if brief.date else 0.0, brief.path


# Terms


def _near_terms(site: Site, taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """Yield the terms of only one brief that differ by one letter from a term of several."""
    common: dict[str, list[Term]] = {}
    for term in taxonomy.terms.values():
        if len(term.members) > 1:
            for variant in _variants(_letters(term)):
                common.setdefault(variant, []).append(term)
    for term in taxonomy.terms.values():
        # A term that has a file of its own is no typing error.
        if len(term.members) == 1 and term.words is None:
            others = (
                each for variant in _variants(_letters(term)) for each in common.get(variant, ())
            )
            similar = next((each for each in others if _is_slip(term, each)), None)
            if similar is not None and not {*term.members} & {*similar.members}:
                yield _near_term(site, taxonomy, term, similar)


def _near_term(site: Site, taxonomy: Taxonomy, term: Term, similar: Term) -> Diagnostic:
    brief = site.briefs[term.members[0]].brief
    language = brief.language or site.config.language
    slugs = [taxonomy.slug(name, language) for name in brief.terms.get(taxonomy.key, ())]
    index = slugs.index(term.slug) if term.slug in slugs else 0
    return Diagnostic(
        "near-term",
        f"only this brief has `{term.name}`, but {len(similar.members):,} have `{similar.name}`",
        brief.location_of(f"{taxonomy.key}.{index}"),
        f"write `{similar.name}`; if they are different, add {CONTENT}{taxonomy.key}/{term.slug}.md"
        f" titled `{term.name}`",
    )


def _letters(term: Term) -> str:
    """Return the letters to compare, or "" for a term that is too short or in another script.

    In scripts without capitals, one letter more often makes another word.
    """
    letters = term.slug.replace("-", "")
    has_case = all(each.lower() != each.upper() for each in letters if each.isalpha())
    return letters if len(letters) >= _LEAST_LETTERS and has_case else ""


def _variants(word: str) -> Iterator[str]:
    """Yield a word with and without each of its letters but the first, which is rarely wrong.

    Words that differ by one letter, or by the order of two, share such a variant.
    """
    if word:
        yield word
        yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _is_slip(term: Term, other: Term) -> bool:
    """Whether a term differs from another by one letter, or by the order of two letters."""
    one, two = _letters(term), _letters(other)
    begin = 0
    while begin < min(len(one), len(two)) and one[begin] == two[begin]:
        begin += 1
    changed, original = one[begin:], two[begin:]
    while changed and original and changed[-1] == original[-1]:
        changed, original = changed[:-1], original[:-1]
    if any(each.isdigit() for each in changed + original):
        return False  # 2025 and 2026
    is_swapped = len(changed) == 2 and changed == original[::-1]
    return is_swapped or max(len(changed), len(original)) == 1


# Images


def _large_images(site: Site, large_images: Mapping[str, int]) -> Iterator[Diagnostic]:
    """Yield the large images at the first place where a text shows them."""
    unreported = {path_key(each.path): each.path for each in site.assets}
    unreported = {key: unreported[key] for key in large_images if key in unreported}
    for text, _ in site.texts() if unreported else ():
        for reference in _images(text):
            key = target_path(reference.destination, text.path)
            if key in unreported:
                yield _large(large_images[key], Location(text.path, reference.span))
                del unreported[key]
    for key, path in unreported.items():
        yield _large(large_images[key], Location(path))


def _images(text: Brief | Page | Author) -> Iterator[Reference]:
    if not isinstance(text, Page) and text.image and isinstance(text.image.src, Reference):
        yield text.image.src
    yield from (each for each in text.body.references if each.is_image)


def _large(size: int, location: Location) -> Diagnostic:
    return Diagnostic(
        "large-image",
        f"the image has a size of {size / 1000:,.0f} kB",
        location,
        "save it smaller: at most 2,000 pixels wide, and a photo as JPEG or WebP",
    )
