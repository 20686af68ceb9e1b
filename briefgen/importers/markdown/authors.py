"""Authors: files of their own, and lists of data such as Jekyll's `_data/authors.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from briefgen.importers.imported import File
from briefgen.importers.names import Names

_LISTS: Final = re.compile(r"(?:^|/)(?:_data|data)/(?:authors?|people|team)\.(?:ya?ml|json|toml)$")
_ROLES: Final = ("role", "position", "job_title", "jobtitle", "title", "occupation")
_SITES: Final[Mapping[str, tuple[str, str]]] = {
    "website": ("Website", "{}"),
    "web": ("Website", "{}"),
    "url": ("Website", "{}"),
    "uri": ("Website", "{}"),
    "home": ("Website", "{}"),
    "github": ("GitHub", "https://github.com/{}"),
    "twitter": ("X", "https://x.com/{}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/in/{}"),
    "mastodon": ("Mastodon", "{}"),
}
_ORCID: Final = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def author_files(data: Mapping[str, Mapping[str, Any]]) -> Iterator[File]:
    """Yield a file for each author in lists of data; their ids are those that texts name."""
    names = Names()
    for path, people in data.items():
        if not _LISTS.search(path):
            continue
        for own_id, person in people.items():
            if isinstance(person, Mapping):
                file_path = f"content/authors/{names.author(own_id)}.md"
                values = author_values(person, own_id, [])
                body = str(person.get("bio") or person.get("description") or "")
                yield File("author", file_path, values, body, f"{path}: {own_id}")


def author_values(data: Mapping[str, Any], own_id: str, aliases: list[str]) -> dict[str, Any]:
    """Return the front matter of an author."""
    name = next(
        (str(data[key]) for key in ("name", "display_name", "full_name") if data.get(key)), ""
    )
    has_name = bool(name)
    name = name or str(data.get("title") or own_id)
    roles = (str(data[key]) for key in _ROLES if data.get(key) and (has_name or key != "title"))
    orcid = _ORCID.search(str(data.get("orcid", "")))
    email = str(data.get("email", ""))
    links = []
    for key, (text, pattern) in _SITES.items():
        value = str(data.get(key) or "").strip().lstrip("@")
        url = value if value.startswith("http") else pattern.format(value)
        if value and url.startswith("http"):
            links.append({"text": text, "url": url})
    return {
        "name": " ".join(name.split()),
        "role": next(roles, ""),
        "email": email if _EMAIL.fullmatch(email) else "",
        "orcid": orcid[0] if orcid else "",
        "links": links,
        "aliases": aliases,
    }
