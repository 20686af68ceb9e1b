"""A brief as other works cite it."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.model.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedAuthor:
    """Who signs a brief, with the parts of the name that catalogues sort and shorten.

    A body (a ministry, an institute) has `name` alone, and so has a name that has no parts.
    `url` is the whole address of its page, `orcid` the bare iD.
    """

    name: str
    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    is_organisation: bool = False
    url: str = ""
    orcid: str = ""
    role: str = ""

    @property
    def surname(self) -> str:
        """The family name with its particle, `van Beethoven`; the whole name if it has no parts."""
        return " ".join(filter(None, (self.particle, self.family))) or self.name

    @property
    def has_family_first(self) -> bool:
        """Whether the name is spoken with the family name first: `Wang Xiaoming`."""
        return bool(self.family) and self.name == f"{self.family} {self.given}"

    @property
    def inverted(self) -> str:
        """The name as catalogues have it: `van Beethoven, Ludwig`."""
        if not self.family:
            return self.name
        return ", ".join(filter(None, (self.surname, self.given, self.suffix)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a citation of a brief is made of.

    `key` is the brief's name in a bibliography: ASCII, and the same at each build. A brief that
    nobody signs has its organisation as author, if the site names one.
    """

    key: str
    title: str
    url: str
    genre: str
    publisher: str
    language: str
    authors: tuple[CitedAuthor, ...] = ()
    date: Moment | None = None
    abstract: str = ""
