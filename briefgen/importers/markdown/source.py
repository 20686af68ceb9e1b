"""The folder of another generator: its settings, its texts, and the names of its other files."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from briefgen.importers.markdown.matter import Matter, matter_of, settings_of
from briefgen.importers.reading import read_file

TOOLS: Final = ("eleventy", "hugo", "jekyll", "mkdocs", "pelican", "quarto")
_TEXT: Final = re.compile(r"\.(?:md|markdown|mdown|mkdn?|qmd|rmd|html?)$", re.IGNORECASE)
_DATA: Final = re.compile(r"\.(?:ya?ml|json|toml)$", re.IGNORECASE)
_OTHER_TEXT: Final = re.compile(
    r"\.(?:rst|adoc|asciidoc|textile|org|ipynb|njk|mdx)$", re.IGNORECASE
)
# What generators write, or install.
_NOT_READ: Final = frozenset(
    """
    _site _book _freeze _includes _layouts _sass node_modules vendor themes layouts archetypes
    resources output __pycache__ site_libs _extensions overrides
    """.split()
)
_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "jekyll": ("_config.yml", "_config.yaml", "_config.toml"),
    "hugo": (
        *("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),
        *("config.toml", "config.yaml", "config.yml", "config.json"),
        *("config/_default/hugo.toml", "config/_default/hugo.yaml"),
        *("config/_default/config.toml", "config/_default/config.yaml"),
    ),
    "mkdocs": ("mkdocs.yml", "mkdocs.yaml"),
    "pelican": ("pelicanconf.py", "publishconf.py"),
    "quarto": ("_quarto.yml", "_quarto.yaml"),
    "eleventy": (
        *(".eleventy.js", "eleventy.config.js", "eleventy.config.cjs", "eleventy.config.mjs"),
        "eleventy.config.ts",
    ),
}
_MOST: Final = 5_000_000  # bytes of a text


@dataclass(frozen=True, slots=True)
class Source:
    """A folder with the texts of a site: `texts` by path, and the paths of all its files.

    `data` has the files of settings and data, by path, and `unread` the texts in other formats.
    """

    folder: Path
    tool: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, Matter] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    data: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: tuple[tuple[str, str], ...] = ()


def guess(folder: Path) -> str:
    """Return the generator whose settings are in a folder, or "" if that is not clear."""
    tools = [
        tool
        for tool, names in _SETTINGS.items()
        if any((folder / name).is_file() for name in names)
    ]
    if not tools and (folder / "_posts").is_dir():
        return "jekyll"
    return tools[0] if len(tools) == 1 else ""


def read_source(folder: Path, tool: str) -> Source:
    """Read a folder. Links are not followed, and hidden files not read. Raises OSError."""
    texts: dict[str, Matter] = {}
    data: dict[str, Mapping[str, Any]] = {}
    unread: list[tuple[str, str]] = []
    files = []
    for path in _paths(folder):
        files.append(path)
        file = folder / path
        if _TEXT.search(path):
            if file.stat().st_size > _MOST:
                unread.append((path, f"this file has more than {_MOST:,} bytes"))
                continue
            matter = matter_of(_decoded(file.read_bytes()), has_lines=tool in ("mkdocs", "pelican"))
            if matter.is_present or not path.lower().endswith((".html", ".htm")):
                texts[path] = matter
        elif _DATA.search(path) and file.stat().st_size <= _MOST:
            kind = path.rpartition(".")[2].lower().replace("yml", "yaml")
            data[path] = settings_of(file.read_bytes(), kind)
        elif _OTHER_TEXT.search(path):
            unread.append((path, "this text is not in Markdown"))
    return Source(
        folder, tool, _settings(folder, tool), texts, frozenset(files), data, tuple(unread)
    )


def _paths(folder: Path) -> Iterator[str]:
    """Yield the paths of files, in order."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name not in _NOT_READ and not name.startswith(".")
        )
        for name in sorted(files):
            path = Path(parent, name)
            if not name.startswith(".") and not path.is_symlink() and path.is_file():
                yield path.relative_to(folder).as_posix()


def _decoded(data: bytes) -> str:
    """Return a text in UTF-8, or in the old Windows encoding of Western Europe."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _settings(folder: Path, tool: str) -> Mapping[str, Any]:
    """Return the settings of a site, which may be in a parent of the folder with the texts."""
    for parent in (folder, *list(folder.resolve().parents)[:2]):
        settings: dict[str, Any] = {}
        for name in _SETTINGS.get(tool, ()):
            file = parent / name
            if not file.is_file():
                continue
            if name.endswith(".py"):
                settings |= _python_settings(read_file(file, _MOST))
            elif not name.endswith(("js", "ts", "cjs", "mjs")):
                kind = name.rpartition(".")[2].replace("yml", "yaml")
                settings |= settings_of(read_file(file, _MOST), kind)
        if settings:
            return settings | dict(_permalinks(parent)) if tool == "hugo" else settings
    return {}


def _permalinks(folder: Path) -> Iterator[tuple[str, Any]]:
    for name in ("permalinks.toml", "permalinks.yaml"):
        file = folder / "config/_default" / name
        if file.is_file():
            yield "permalinks", settings_of(read_file(file, _MOST), name.rpartition(".")[2])


def _python_settings(data: bytes) -> dict[str, Any]:
    """Return the texts that a Python file assigns to names. Nothing in it is run."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    settings: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    settings[target.id] = node.value.value
    return settings
