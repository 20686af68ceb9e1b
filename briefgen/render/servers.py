"""The headers and redirects of a site, as nginx and Caddy read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from briefgen.model.diagnostics import Checked
from briefgen.model.documents import ServerRules
from briefgen.render.writers import WriterInput

# The paths of the pages of charts, also if a server has completed them.
_CHARTS: Final = "/chart-[0-9]+/(index[.]html)?$"
_POLICY: Final = "Content-Security-Policy"
_NOTE: Final = "# Written by briefgen with each build: the headers and redirects of this site.\n"


def nginx(rules: ServerRules, _: WriterInput) -> Checked[bytes]:
    """Return the lines to include in a `server` block of nginx.

    nginx drops all headers of the block in a `location` that adds one. So a header of some files
    only is a variable, which is empty for all others: nginx does not send empty headers.
    """
    lines = [f"add_header {name} {_quoted(value)} always;" for name, value in rules.headers]
    if rules.framed:
        lines += [
            f"set $briefgen_policy {_quoted(rules.policy)};",
            f"if ($uri ~ {_quoted(_CHARTS)}) {{ set $briefgen_policy {_quoted(rules.framed)}; }}",
            f"add_header {_POLICY} $briefgen_policy always;",
        ]
    else:
        lines.append(f"add_header {_POLICY} {_quoted(rules.policy)} always;")
    if unlisted := _unlisted(rules):
        lines += [
            'set $briefgen_robots "";',
            f"if ($uri ~ {_quoted(unlisted)}) {{ set $briefgen_robots noindex; }}",
            "add_header X-Robots-Tag $briefgen_robots always;",
        ]
    lines += [
        f"location = {_quoted(unquote(old))} {{ return 301 {_quoted(_constant(new))}; }}"
        for old, new in rules.moves
    ]
    return _file(lines)


def caddy(rules: ServerRules, _: WriterInput) -> Checked[bytes]:
    """Return the lines to import into a site block of Caddy.

    `map` compares paths exactly. The matchers of `redir` would ignore case, and read `*`.
    """
    lines = ["header {", *(f"\t{name} {_quoted(value)}" for name, value in rules.headers), "}"]
    if rules.framed:
        lines += [
            f"@briefgen_charts path_regexp {_quoted(_CHARTS)}",
            f"header @briefgen_charts {_POLICY} {_quoted(rules.framed)}",
            f"@briefgen_pages not path_regexp {_quoted(_CHARTS)}",
            f"header @briefgen_pages {_POLICY} {_quoted(rules.policy)}",
        ]
    else:
        lines.append(f"header {_POLICY} {_quoted(rules.policy)}")
    if unlisted := _unlisted(rules):
        lines += [
            f"@briefgen_unlisted path_regexp {_quoted(unlisted)}",
            "header @briefgen_unlisted X-Robots-Tag noindex",
        ]
    if moves := list(_caddy_moves(rules)):
        lines += [
            "map {http.request.uri.path} {briefgen_moved} {",
            *(f"\t{_quoted(old)} {_quoted(new)}" for old, new in moves),
            '\tdefault ""',
            "}",
            '@briefgen_moved not vars {briefgen_moved} ""',
            "redir @briefgen_moved {briefgen_moved} 301",
        ]
    return _file(lines)


def _caddy_moves(rules: ServerRules) -> Iterator[tuple[str, str]]:
    """Yield the redirects that a Caddyfile can express; the others have their redirect page."""
    for old, new in rules.moves:
        if "{$" not in (path := unquote(old)):  # Caddy would read an environment variable
            yield path, new


def _unlisted(rules: ServerRules) -> str:
    """Return the pattern of the paths that search engines shall not list, or ""."""
    folders = [f"^{_literal(unquote(folder))}" for folder in rules.closed]
    return "|".join([*folders, *(f"/{_literal(name)}$" for name in rules.unlisted)])


def _literal(path: str) -> str:
    """Return a path as a pattern, without backslashes: rare characters match any other too."""
    return re.sub(r"[^\w/~-]", lambda sign: "[.]" if sign[0] == "." else ".", path)


def _constant(url: str) -> str:
    """Return a URL without what nginx would read as a variable."""
    return url.replace("$", "%24")


def _quoted(value: str) -> str:
    """Return a value in quotes. It has no backslashes, which the two servers read differently."""
    return '"' + value.replace('"', '\\"') + '"'


def _file(lines: list[str]) -> Checked[bytes]:
    return Checked((_NOTE + "".join(f"{line}\n" for line in lines)).encode())
