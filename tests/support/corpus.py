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
    values = yaml.load(match[1], yaml.BaseLoader)
    excerpt = values.get("excerpt") or values.get("description", "")
    matter = {
        "title": values["title"],
        "date": values.get("date"),
        "authors": values.get("authors"),
        "categories": values.get("tags", [])[:1],
        "tags": values.get("tags"),
        "summary": excerpt,
        "highlights": SENTENCE_END.split(" ".join(excerpt.split()))[:3],
        "aliases": values.get("redirect_from"),
        "extra": {"tumblr_url": values["tumblr_url"]} if values.get("tumblr_url") else None,
    }
    if values.get("image"):
        matter["image"] = {"src": values["image"], "alt": values.get("image_alt", "")}
        matter["image"]["credit"] = values.get("image_figcaption", values.get("image_caption", ""))
    return Post(path.name, {k: v for k, v in matter.items() if v}, data[match.end() :])
