"""The data that texts show: the files that it is in, and whether these have the columns."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.model.content import Author, Brief, Page
from briefgen.model.data import no_column
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.site import Addresses
from briefgen.model.targets import target_path
from briefgen.model.text import Reference


def data_files(text: Brief | Page | Author, addresses: Addresses) -> Checked[tuple[str, ...]]:
    """Return the files whose data a text shows, in its order, and report columns they do not have.

    A file that is missing or cannot be read is "", and its problem is reported elsewhere.
    """
    if not text.body.data:
        return Checked(())
    files = (file_of(each, text, addresses) for each in text.body.references if each.is_data)
    return Checked(tuple(files), tuple(_problems(text, addresses)))


def file_of(reference: Reference | str, text: Brief | Page | Author, addresses: Addresses) -> str:
    """Return the file with the data of a block, or "" if the data is in the block."""
    if isinstance(reference, str):
        return ""
    file = addresses.data.get(target_path(reference.destination, text.path))
    return file.path if file and file.columns is not None else ""


def _problems(text: Brief | Page | Author, addresses: Addresses) -> Iterator[Diagnostic]:
    for use in text.body.data:
        file = addresses.data.get(target_path(use.file.destination, text.path))
        if file is None or file.columns is None:
            continue
        for name, span in use.columns:
            if name not in file.columns:
                yield no_column(name, file.columns, Location(text.path, span))
