"""How other works cite a brief."""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.model.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedAuthor:
    """An author of a brief, with the parts of the name that bibliographies sort and shorten.

    An organisation has only `name`, and so has a person whose name has no parts. `url` is the
    absolute URL of the author's page; `orcid` is the bare iD.
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
        """The family name with its particle, `van Beethoven`, or the name if it has no parts."""
        return " ".join(filter(None, (self.particle, self.family))) or self.name

    @property
    def has_family_first(self) -> bool:
        """Whether the family name comes first in speech: `Wang Xiaoming`."""
        return bool(self.family) and self.name == f"{self.family} {self.given}"

    @property
    def inverted(self) -> str:
        """The name with the family name first: `van Beethoven, Ludwig`."""
        if not self.family:
            return self.name
        return ", ".join(filter(None, (self.surname, self.given, self.suffix)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The parts of a citation of a brief.

    `key` identifies the brief in a bibliography: ASCII, and the same in every build. A brief
    without authors has the publisher as its author, if the site names one.
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
