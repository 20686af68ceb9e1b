"""New sites and new briefs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Final

from briefgen.assemble.portable import NOT_ON_WINDOWS
from briefgen.model.addresses import slugify
from briefgen.model.characters import printable
from briefgen.model.placeholders import OPENING, TAKEAWAYS

_STARTER: Final = Path(__file__).parent / "starter"
_BRIEF: Final = """\
---
title: {title}
date: {date}
draft: true            # take this line out to publish
summary: ""            # one or two sentences
highlights:            # the three takeaways of the highlight box
{takeaways}
categories: []         # as [Trade, Energy]
tags: []
authors: []            # ids of content/authors/, or names
sources: []            # details of cited works; links in the text are found by themselves
---

{opening}

## What happened

## Why it matters
"""


class NotEmpty(Exception):
    """The folder for a new site holds something already."""


class Exists(Exception):
    """The brief's file, or the place for it, is taken."""


def make_site(folder: Path) -> list[str]:
    """Put a site that builds into a new or empty folder; return its files. Raises NotEmpty."""
    if folder.exists() and any(not item.name.startswith(".") for item in folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty; name a new folder")
    made = []
    for source in sorted(_STARTER.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            name = source.relative_to(_STARTER).as_posix().replace("gitignore", ".gitignore")
            place = folder / name
            if place.exists():  # the .gitignore of a fresh repository
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source.read_bytes())
            made.append(name)
    return made


def make_brief(root: Path, title: str, today: date) -> str:
    """Write the beginnings of a brief; return its path within the site. Raises Exists."""
    words = _one_line(title)
    slug = slugify(words)
    if not slug:
        raise Exists(f"“{words}” has no letter or digit for a file name; give it a title in words")
    if NOT_ON_WINDOWS.search(slug):  # as a brief called “CON”
        slug = f"{slug}-brief"
    path = Path("content") / "briefs" / f"{slug}.md"
    place = root / path
    if place.exists() or (place.with_suffix("") / "index.md").exists():
        raise Exists(f"{path.as_posix()} exists already; choose another title")
    place.parent.mkdir(parents=True, exist_ok=True)
    text = _BRIEF.format(
        title=json.dumps(words, ensure_ascii=False),
        date=today.isoformat(),
        takeaways="\n".join(f"  - {each}" for each in TAKEAWAYS),
        opening=OPENING,
    )
    with place.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path.as_posix()


def _one_line(title: str) -> str:
    """Return a title without line ends and without characters that no text holds."""
    return printable(" ".join(title.encode(errors="replace").decode().split()))
