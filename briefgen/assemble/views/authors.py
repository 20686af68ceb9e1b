"""The authors of briefs, as bylines, cards and lists show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from briefgen.assemble.citations import signing
from briefgen.assemble.names import initials
from briefgen.assemble.views.homes import Homes
from briefgen.assemble.views.images import Images
from briefgen.assemble.views.links import Links
from briefgen.assemble.views.terms import Terms, filter_value
from briefgen.model.citation import CitedAuthor
from briefgen.model.content import Brief
from briefgen.model.excerpts import excerpt
from briefgen.model.languages import direction, tongue
from briefgen.model.site import Term
from briefgen.model.views import AuthorCard, AuthorLink, ImageView, TermSummary


class Authors:
    """Creates the views of authors."""

    def __init__(self, links: Links, homes: Homes, terms: Terms, images: Images) -> None:
        self._links = links
        self._site = links.site
        self._config = links.config
        self._homes = homes
        self._terms = terms
        self._images = images

    def people(self, brief: Brief) -> list[Term]:
        """Return the terms of a brief's authors, each once."""
        slugs = dict.fromkeys(
            self._site.signed[name] for name in brief.authors if name in self._site.signed
        )
        terms = self._homes.of(brief).lists["authors"].terms
        return [terms[slug] for slug in slugs]

    def links(self, brief: Brief) -> tuple[AuthorLink, ...]:
        """Return the links to a brief's authors."""
        return tuple(
            AuthorLink(
                person.name,
                self._links.href(person.url),
                person.author.role if person.author else "",
                filter_value(self._site.authors.terms[person.slug]),
            )
            for person in self.people(brief)
        )

    def cards(self, brief: Brief, links: Sequence[AuthorLink]) -> tuple[AuthorCard, ...]:
        """Return the links to a brief's authors, with what the end of its page says of them."""
        brief_language = tongue(brief.language or self._config.language)
        cards = []
        for link, person in zip(links, self.people(brief), strict=True):
            tag = person.text_language
            language = tag if tag and tongue(tag) != brief_language else ""
            cards.append(
                AuthorCard(
                    link.name,
                    link.url,
                    link.role,
                    link.filter,
                    excerpt(person.author.body.first_paragraph) if person.author else "",
                    self.portraits.get(person.slug),
                    self.signing[person.slug].is_organisation,
                    language,
                    direction(language),
                )
            )
        return tuple(cards)

    def summary(self, term: Term) -> TermSummary:
        """Return an author for the overview of authors."""
        signing = self.signing[term.slug]
        return replace(
            self._terms.summary(term, 0),
            role=term.author.role if term.author else "",
            image=self.portraits.get(term.slug),
            initials=initials(signing),
            is_organisation=signing.is_organisation,
        )

    @cached_property
    def portraits(self) -> Mapping[str, ImageView]:
        """The images of authors, by the author's slug."""
        images = {
            term.slug: self._images.view(term.author.image, term.author.path)
            for term in self._site.authors.terms.values()
            if term.author
        }
        return {slug: image for slug, image in images.items() if image}

    @cached_property
    def signing(self) -> dict[str, CitedAuthor]:
        """The authors of all briefs, by slug."""
        return signing(self._site)
