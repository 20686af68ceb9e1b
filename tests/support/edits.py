"""Random edits of a small publication, as mappings from paths to texts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

CATEGORIES = ("China", "Export controls", "Recycling")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><path d="M0 0"/></svg>'


def brief(number: int, chance: random.Random) -> str:
    """Return a brief that uses every kind of content."""
    other = chance.randrange(6)
    category = chance.choice(CATEGORIES)
    return f"""---
title: Brief {number} {chance.randrange(99)}
date: 2026-0{chance.randint(1, 5)}-{chance.randint(1, 28):02}
highlights: ["One {chance.randrange(99)}", "[Two](https://a.example/{other})"]
categories: [{category}]
tags: [t{other % 3}]
authors: [{chance.choice(("ada", "Bo Plain"))}]
---
Text {chance.randrange(999)} of [a source](https://b.example/{other}).

## Part {chance.randrange(9)}

See [the page](../about.md) and ![the picture](../chart.svg).
"""


TABLE = "\n```table\ndata: {}\n```\n"
# Pagefind's index of the same pages differs each time.
NO_SEARCH = "search: {enabled: false}\nsocial: {images: false}\n"
FILES = {
    "site.yaml": f"title: Test\nbase_url: https://example.org\npaginate: 3\n{NO_SEARCH}",
    "content/about.md": "---\ntitle: About\n---\nText.",
    "content/chart.svg": PICTURE,
    "content/data.csv": "1",
    "content/_rows.csv": "a,b\n1,2\n",
    "content/authors/ada.md": "---\nname: Ada Sample\n---\nWrites.",
    "content/categories/china.md": "---\ntitle: China\n---\nWords.",
}


def publication(chance: random.Random) -> dict[str, str]:
    """Return the files of a small publication."""
    briefs = {f"content/briefs/{number}.md": brief(number, chance) for number in range(7)}
    return {**FILES, **briefs}


def _any_brief(files: dict[str, str], chance: random.Random) -> str:
    return chance.choice([path for path in sorted(files) if path.startswith("content/briefs/")])


def change_a_word(files: dict[str, str], chance: random.Random) -> None:
    path = _any_brief(files, chance)
    files[path] = files[path].replace("Text ", f"Text {chance.choice('xyz')} ", 1)


def move_the_text_down(files: dict[str, str], chance: random.Random) -> None:
    path = _any_brief(files, chance)
    files[path] = files[path].replace("---\nText", "---\n\nMore before it.\n\nText", 1)


def change_a_title(files: dict[str, str], chance: random.Random) -> None:
    path = _any_brief(files, chance)
    files[path] = files[path].replace("title: Brief", f"title: Note{chance.randrange(9)}", 1)


def rewrite_a_brief(files: dict[str, str], chance: random.Random) -> None:
    number = chance.randrange(9)
    files[f"content/briefs/{number}.md"] = brief(number, chance)


def delete_a_brief(files: dict[str, str], chance: random.Random) -> None:
    del files[_any_brief(files, chance)]


def rename_a_brief(files: dict[str, str], chance: random.Random) -> None:
    files[f"content/briefs/n{chance.randrange(4)}.md"] = files.pop(_any_brief(files, chance))


def make_a_draft(files: dict[str, str], chance: random.Random) -> None:
    path = _any_brief(files, chance)
    files[path] = files[path].replace("---\n", "---\ndraft: true\n", 1)


def set_an_embargo(files: dict[str, str], chance: random.Random) -> None:
    path = _any_brief(files, chance)
    files[path] = files[path].replace("---\n", "---\nembargo: 2026-07-01T12:00:00Z\n", 1)


def change_a_setting(files: dict[str, str], chance: random.Random) -> None:
    settings = ("paginate: 2", "paginate: 4", "language: de", "description: Of bases",
                "permalink: /n/{slug}/", "links: {new_tab: false}")  # fmt: skip
    base = "title: Test\nbase_url: https://example.org/sub\n"
    files["site.yaml"] = f"{base}{chance.choice(settings)}\n{NO_SEARCH}"


def change_a_layout(files: dict[str, str], chance: random.Random) -> None:
    name = chance.choice(("partials/card.html", "partials/footer.html", "page.html"))
    path = f"layouts/{name}"
    if path in files:
        del files[path]
    elif name == "page.html":
        files[path] = '{% extends "theme/page.html" %}{% block footer %}Other{% endblock %}'
    else:
        files[path] = f'<p>{chance.randrange(99)}</p>{{% include "theme/{name}" %}}'


def change_the_looks(files: dict[str, str], chance: random.Random) -> None:
    files["layouts/assets/site.css"] = f"p{{margin:{chance.randrange(99)}px}}"


def change_the_author(files: dict[str, str], chance: random.Random) -> None:
    files["content/authors/ada.md"] = f"---\nname: Ada {chance.randrange(9)}\n---\nWrites."


def change_a_page(files: dict[str, str], chance: random.Random) -> None:
    block = chance.choice(("", TABLE.format("data.csv"), TABLE.format("_rows.csv")))
    files["content/about.md"] = f"---\ntitle: About {chance.randrange(9)}\n---\nOther.\n{block}"


def change_a_picture(files: dict[str, str], chance: random.Random) -> None:
    files["content/chart.svg"] = PICTURE.replace('width="4"', f'width="{chance.randint(5, 99)}"')


def change_a_file(files: dict[str, str], chance: random.Random) -> None:
    files["content/data.csv"] = str(chance.randrange(999))


def change_some_data(files: dict[str, str], chance: random.Random) -> None:
    path = _any_brief(files, chance)
    files[path] += TABLE.format("../_rows.csv")
    files["content/_rows.csv"] = f"a,b{chance.randrange(3)}\n{chance.randrange(999)},2\n"


Edit = Callable[[dict[str, str], random.Random], None]
EDITS: tuple[Edit, ...] = (
    change_a_word,
    move_the_text_down,
    change_a_title,
    rewrite_a_brief,
    delete_a_brief,
    rename_a_brief,
    make_a_draft,
    set_an_embargo,
    change_a_setting,
    change_a_layout,
    change_the_looks,
    change_the_author,
    change_a_page,
    change_a_picture,
    change_a_file,
    change_some_data,
)


def history(seed: int, length: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each edit's name and all files after it, beginning with the original publication.

    Every kind of edit happens once, in random order, before any is repeated.
    """
    chance = random.Random(seed)
    files = publication(chance)
    yield "begin", dict(files)
    deck: list[Edit] = []
    for _ in range(length):
        deck = deck or chance.sample(EDITS, len(EDITS))
        edit = deck.pop()
        if sum(path.startswith("content/briefs/") for path in files) < 3:
            edit = rewrite_a_brief
        edit(files, chance)
        yield edit.__name__, dict(files)


def put(root: Path, files: dict[str, str]) -> None:
    """Make a folder contain exactly these files, without touching unchanged ones."""
    for path in sorted(root.glob("content/**/*")) + sorted(root.glob("layouts/**/*")):
        if path.is_file() and path.relative_to(root).as_posix() not in files:
            path.unlink()
    for name, text in files.items():
        file = root / name
        if not file.is_file() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
