"""Posts of a real site, which are not in the repository: BRIEFGEN_CORPORA names their folder."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

REPOSITORY: Final = Path(__file__).parents[2]
CORPORA: Final = Path(
    os.environ.get("BRIEFGEN_CORPORA") or REPOSITORY.parent / "shared" / "corpora"
)
POSTS: Final = CORPORA / "18f-posts" / "posts"
FRONT_MATTER: Final = re.compile(rb"---\r?\n(.*?\n)---[ \t]*\r?\n", re.DOTALL)
SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Post:
    """One document of the corpus, with its keys renamed to briefgen's."""

    name: str
    matter: dict[str, Any]
    body: bytes

    @property
    def file(self) -> bytes:
        matter = yaml.safe_dump(self.matter, allow_unicode=True, sort_keys=False, width=1000)
        return b"---\n" + matter.encode() + b"---\n" + self.body


def read_post(path: Path) -> Post:
    data = path.read_bytes()
    match = FRONT_MATTER.match(data)
    assert match, path.name
    # Keep values as strings, so that briefgen itself reads the many date formats.
    found = yaml.load(match[1], yaml.BaseLoader)
    excerpt = found.get("excerpt") or found.get("description", "")
    matter = {
        "title": found["title"],
        "date": found.get("date"),
        "authors": found.get("authors"),
        "categories": found.get("tags", [])[:1],
        "tags": found.get("tags"),
        "summary": excerpt,
        "highlights": SENTENCE_END.split(" ".join(excerpt.split()))[:3],
        "aliases": found.get("redirect_from"),
        "extra": {"tumblr_url": found["tumblr_url"]} if found.get("tumblr_url") else None,
    }
    if found.get("image"):
        matter["image"] = {"src": found["image"], "alt": found.get("image_alt", "")}
        matter["image"]["credit"] = found.get("image_figcaption", found.get("image_caption", ""))
    return Post(path.name, {k: v for k, v in matter.items() if v}, data[match.end() :])
