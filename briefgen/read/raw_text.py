"""Find files that begin with front matter, but would be published unchanged."""

from __future__ import annotations

import re
from typing import Final

from briefgen.model.diagnostics import Diagnostic, Location

_HEAD: Final = 100_000  # bytes within which front matter must end
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_KEY: Final = re.compile(r"""\s*["']?(\w[\w -]*)["']?\s*[:=]""")
_OURS: Final = frozenset({"title", "draft", "embargo"})
_FENCES: Final = ("---", "+++")  # of YAML and of TOML


def raw_text(data: bytes, path: str) -> Diagnostic | None:
    """Report a file that begins with front matter, whatever its name is."""
    if not any(fence in data[:_HEAD].replace(b"\0", b"") for fence in (b"---", b"+++")):
        return None  # the usual case
    if not _is_text(_decoded(data[:_HEAD]), is_yaml=path.lower().endswith((".yml", ".yaml"))):
        return None
    name = path.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return Diagnostic(
        "raw-text",
        "this file begins with front matter, but would be published as is",
        Location(path),
        f"rename it to {stem}.md, or move it out of content/",
    )


def _is_text(head: str, *, is_yaml: bool) -> bool:
    """Whether a text begins with keys between two fences. A YAML file may, with other keys."""
    lines = iter(head.splitlines())
    fence = next((line.rstrip() for line in lines if not _is_skipped(line)), "")
    if fence not in _FENCES:
        return False
    keys: set[str] = set()
    for line in lines:
        if line.rstrip() in (fence, "..."):
            return bool(keys) and (not is_yaml or not keys.isdisjoint(_OURS))
        if match := _KEY.match(line):
            keys.add(match[1].casefold())
    return not is_yaml and not keys.isdisjoint(_OURS)


def _is_skipped(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _decoded(data: bytes) -> str:
    """Decode a text in any of the encodings that editors use."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return data.decode("utf-8", errors="replace")
