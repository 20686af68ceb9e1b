"""The index that the search page reads: Pagefind makes it from the finished pages of briefs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

# Where the index stands in the output: beside the search page.
FOLDER: Final = "search/"
SEARCHED: Final = "BriefPage"

# Words of the page that are for screen readers, or marks of notes: no part of a text.
_LEFT_OUT: Final = ".visually-hidden, .footnote-ref, .footnote-backref"
# What Pagefind says where no page has a part to be searched: layouts of the site's own may not.
_NOTHING: Final = b"not able to build an index"
# The interfaces that Pagefind brings along; the theme has its own.
_UNUSED: Final = (
    "pagefind-component-ui",
    "pagefind-modular-ui",
    "pagefind-ui",
    "pagefind-highlight",
)


class NoIndex(OSError):
    """Pagefind could not make an index; the words are its own."""


def index_stamp() -> bytes:
    """Return what an index depends on beside the pages."""
    from importlib.metadata import version  # noqa: PLC0415 - heavy

    return f"pagefind {version('pagefind')} {_LEFT_OUT}".encode()


def index_files(pages: Path) -> dict[str, bytes]:
    """Return the files of the index of a folder of pages, by their paths in the output.

    The pages stand in the folder as they stand in the output. Raises NoIndex.
    """
    import subprocess  # noqa: PLC0415 - most builds make no index
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from pagefind.service import get_executable  # noqa: PLC0415 - an extra of the package

    from briefgen.pipeline.steady import steady  # noqa: PLC0415

    program = get_executable()
    if program is None:
        raise NoIndex("no search index: Pagefind is not installed")
    with TemporaryDirectory(dir=pages.parent) as folder:
        made = Path(folder) / "index"
        command = [str(program), "--quiet", "--site", str(pages), "--output-path", str(made)]
        command += ["--exclude-selectors", _LEFT_OUT]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our words
        if _NOTHING in done.stdout + done.stderr:
            return {}
        if done.returncode:
            words = done.stderr.decode(errors="replace").strip().splitlines()
            raise NoIndex(f"no search index: {words[-1] if words else done.returncode}")
        files = {
            FOLDER + file.relative_to(made).as_posix(): file.read_bytes()
            for file in sorted(made.rglob("*"))
            if file.is_file() and not file.name.startswith(_UNUSED)
        }
    return steady(files, FOLDER)


def index_of(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the index of pages that are not on disk. Raises NoIndex."""
    if not pages:
        return {}
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - most builds make no index

    with TemporaryDirectory() as folder:
        for path, data in pages.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        return index_files(Path(folder))
