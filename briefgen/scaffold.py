"""Create new sites and new briefs."""

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
draft: true            # delete this line to publish
summary: ""            # one or two sentences
highlights:            # the takeaways in the highlight box
{takeaways}
categories: []         # for example [Trade, Energy]
tags: []
authors: []            # ids of files in content/authors/, or names
sources: []            # details of cited works; links in the text are added automatically
---

{opening}

## What happened

## Why it matters
"""


class NotEmpty(Exception):
    """The folder for a new site is not empty."""


class Exists(Exception):
    """The brief cannot be created: its file exists, or its title gives no file name."""


def make_site(folder: Path) -> list[str]:
    """Create a site in a new or empty folder and return its files. Raises NotEmpty."""
    if folder.exists() and any(not item.name.startswith(".") for item in folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty; choose a new or empty folder")
    paths = []
    for source in sorted(_STARTER.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            name = source.relative_to(_STARTER).as_posix().replace("gitignore", ".gitignore")
            place = folder / name
            if place.exists():  # such as the .gitignore of a new repository
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source.read_bytes())
            paths.append(name)
    return paths


def make_brief(root: Path, title: str, today: date) -> str:
    """Create a draft brief and return its path within the site. Raises Exists."""
    words = _one_line(title)
    slug = slugify(words)
    if not slug:
        raise Exists(f"“{words}” has no letter or digit for a file name; use a title with words")
    if NOT_ON_WINDOWS.search(slug):  # a title such as “CON”
        slug = f"{slug}-brief"
    path = Path("content") / "briefs" / f"{slug}.md"
    place = root / path
    if place.exists() or (place.with_suffix("") / "index.md").exists():
        raise Exists(f"{path.as_posix()} already exists; choose another title")
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
    """Return a title on one line, without characters that are not allowed in texts."""
    return printable(" ".join(title.encode(errors="replace").decode().split()))
