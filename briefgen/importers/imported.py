"""What an importer returns: files, the media that they show, and what was left unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final, Literal, TypeAlias

from briefgen.model.file_names import is_markdown
from briefgen.model.site_folder import CONTENT
from briefgen.read.yaml_writing import front_matter, yaml_of

Kind: TypeAlias = Literal["brief", "page", "author", "term", "reply"]
_MARK: Final = "medium-"


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its path in the site, its front matter in our keys, and its text.

    `origin` says where it comes from, as the author knows it: a file, or a URL. A file that is not
    Markdown, such as a reply, has only values. `document` is the name of the file, if each
    text has its own, such as a Word document.
    """

    kind: Kind
    path: str
    values: Mapping[str, Any]
    body: str = ""
    origin: str = ""
    document: str = ""

    @property
    def text(self) -> str:
        """The text of the file to write."""
        if not is_markdown(self.path):
            return yaml_of(self.values)
        body = self.body.strip("\n")
        return front_matter(self.values) + (f"\n{body}\n" if body else "")


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or other file: where it is (a URL, or a path on this machine), and its new path.

    `data` has its bytes if it is in the file that is imported; then `origin` only names it.

    Texts name it by its mark, because only the writer knows whether the file is available: if it
    is, the path replaces the mark, or else `instead`, by default the URL.
    """

    origin: str
    path: str
    instead: str = ""
    data: bytes | None = None

    @property
    def mark(self) -> str:
        """The placeholder for its address in front matter and texts."""
        return f"{_MARK}{blake2b(self.origin.encode(errors='replace'), digest_size=12).hexdigest()}"

    @property
    def is_on_the_web(self) -> bool:
        """Whether it has to be downloaded."""
        return self.origin.startswith(("http://", "https://"))

    @property
    def address(self) -> str:
        """Its address on the new site, from the folder content/."""
        return f"/{self.path.removeprefix(CONTENT)}"


@dataclass(frozen=True, slots=True)
class Note:
    """What was not carried over: where it is, why, and the words, which stay in the text.

    `origin` is the same as that of the file, and `line` the line there, or 0 if there are no lines.
    """

    origin: str
    reason: str
    words: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What comes from one text of the export."""

    files: tuple[File, ...] = ()
    media: tuple[Medium, ...] = ()
    notes: tuple[Note, ...] = field(default=())
