"""What a file name says about the file: a text, a copy of one, or a program's leftover."""

from __future__ import annotations

import re
from typing import Final

_MARKDOWN: Final = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)

# Extensions of Markdown and related formats, with or without something appended.
_LIKE_MARKDOWN: Final = re.compile(
    r"\.(?:md|markdown|mdown|mkdn?|mkdown|mdwn|mdtxt|mdtext|mdx|mdoc|mdc|mmd|qmd|rmd|rmarkdown"
    r"|livemd|svx|myst)(?!5$)(?:$|[^a-z].*$)",
    re.IGNORECASE | re.DOTALL,
)
_MANUSCRIPT: Final = re.compile(
    r"\.(?:docx?|docm|dotx?|odt|ott|fodt|rtf|tex|ltx|lyx|typ|pages|gdoc|wpd|wps|abw|scriv"
    r"|rst|adoc|asciidoc|textile|org|wiki|mediawiki|ipynb)$",
    re.IGNORECASE,
)

_ENDS: Final = (
    "~", ".bak", ".orig", ".tmp", ".crdownload", ".part", ".partial", ".filepart", "-swp",
    "___jb_tmp___", "___jb_old___",
)  # fmt: skip
_SWAP: Final = re.compile(r"\.sw[a-p]$|\.tmp\.[\d.]+$|^4913$")
_SYSTEM: Final = frozenset(
    ("thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r", "@eadir",
     "@recycle", "#recycle", "#snapshot", "$recycle.bin", "system volume information",
     "lost+found")
)  # fmt: skip

# Conflict copies made by sync programs and merges. Authors do not choose such names.
_CONFLICT: Final = re.compile(
    r"conflicted copy|\.sync-conflict-\d|[\[(]\W*(?:case |name )?conflict|konfliktkopie"
    r"|in konflikt stehende kopie|copie en conflit|copia en conflicto|冲突|نسخة متعارضة"
    r"|_(?:backup|base|local|remote)_\d+$",
    re.IGNORECASE,
)
# Copies made by file managers and browsers, in the languages that briefgen supports.
_COPY: Final = re.compile(
    r"^(?:copy (?:\(\d+\) )?of|kopie von|copie de|copia de|نسخة من) "
    r"|(?: - |[ _])(?:copy|kopie|copie|copia|副本|نسخة)(?: ?\(?\d+\)?)?$"
    r"|(?:副本|拷贝|のコピー)(?: ?\(?\d+\)?)?$"
    r"| ?\(\d{1,2}\)$",
    re.IGNORECASE,
)
# Names that authors give to texts that they set aside.
_ASIDE: Final = re.compile(
    r"\.(?:draft|wip|old|bak|backup|orig|save|tmp)$"
    r"| ?[(\[](?:draft|wip|old|backup|entwurf|brouillon|borrador|草稿|مسودة)[)\]]$",
    re.IGNORECASE,
)


def is_markdown(path: str) -> bool:
    """Whether a file is read as Markdown: `.md` or `.markdown`, ignoring case."""
    return _MARKDOWN.search(path) is not None


def markdown_stem(path: str) -> str:
    """Return a path without its Markdown extension."""
    return _MARKDOWN.sub("", path)


def is_leftover(name: str) -> bool:
    """Whether a name is that of a file which a program leaves next to others.

    Editors (`a.md~`, `#a.md#`), office programs (`~$a.docx`) and operating systems (`Thumbs.db`)
    do so. These files are not published, because they may be copies of unpublished texts.
    """
    folded = name.lower()
    return (
        folded.endswith(_ENDS)
        or name.startswith("~$")
        or (name.startswith("#") and name.endswith("#"))
        or folded in _SYSTEM
        or _SWAP.search(folded) is not None
    )


def is_like_markdown(name: str) -> bool:
    """Whether a name is almost that of a Markdown file: `a.mdx`, `a.md.txt` or `a.md_`."""
    return not is_markdown(name) and _LIKE_MARKDOWN.search(name) is not None


def is_manuscript(path: str) -> bool:
    """Whether a file is a word processor document or similar source of a text."""
    return _MANUSCRIPT.search(path) is not None


def is_conflict(name: str) -> bool:
    """Whether a name is that of a conflict copy made by a sync program or a merge."""
    return _CONFLICT.search(_stem(name)) is not None or _CONFLICT.search(name) is not None


def is_copy(name: str) -> bool:
    """Whether a name is that of a copy, or of a text that was set aside."""
    stem = _stem(name)
    return any(each.search(stem) for each in (_CONFLICT, _COPY, _ASIDE))


def original_name(path: str) -> str:
    """Return the path of the original if a name is that of a copy, else the path itself."""
    folder, slash, name = path.rpartition("/")
    stem = _stem(name)
    return folder + slash + _COPY.sub("", stem) + name.removeprefix(stem)


def _stem(name: str) -> str:
    stem, dot, _ = name.rpartition(".")
    return markdown_stem(name) if is_markdown(name) or not dot else stem
