"""References to the URLs that they mean."""

from __future__ import annotations

import posixpath
import re
from difflib import get_close_matches
from typing import Final
from urllib.parse import unquote, urlsplit

from briefgen.model.addresses import encoded, href
from briefgen.model.content import Prose, Reference
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.html import Html
from briefgen.model.site import Addresses

_CONTENT: Final = "content"
# Anchors that pages have beside those of their headings.
_PAGE_ANCHORS: Final = re.compile(r"|top|(?:source|cite)-[\d-]+|fn(?:ref)?[\d:]+|bg-.*")
_HOST_LIKE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/.*)?", re.IGNORECASE)


def target_path(destination: str, path: str) -> str:
    """Return the file of the site that a destination written in `path` names.

    Both paths are relative to the site's folder; a destination that begins with a slash is
    one from the root of content/.
    """
    written = unquote(urlsplit(_parsable(destination)).path)
    start = _CONTENT if written.startswith("/") else posixpath.dirname(path)
    return posixpath.normpath(posixpath.join(start, written.lstrip("/"))) if written else path


def resolve(prose: Prose, path: str, addresses: Addresses, base_path: str) -> Checked[Html]:
    """Return a text's HTML with every reference's URL in its place."""
    found = resolve_all(prose, path, addresses, base_path)
    return Checked(prose.filled(found.value), found.diagnostics)


def resolve_all(
    prose: Prose, path: str, addresses: Addresses, base_path: str
) -> Checked[tuple[str, ...]]:
    """Return the URLs that a text's references mean, in their order."""
    found = [resolve_reference(each, path, addresses, base_path) for each in prose.references]
    diagnostics = tuple(problem for each in found for problem in each.diagnostics)
    return Checked(tuple(each.value for each in found), diagnostics)


def resolve_reference(
    reference: Reference, path: str, addresses: Addresses, base_path: str
) -> Checked[str]:
    """Return the root-relative URL that a reference of the file `path` means."""
    destination = reference.destination
    try:
        parts = urlsplit(_parsable(destination))
    except ValueError:
        return _problem("broken-link", f"`{destination}` is not a URL", reference, path, "mend it")
    fragment = unquote(parts.fragment)
    tail = f"?{encoded(parts.query)}" if parts.query else ""
    tail += f"#{encoded(fragment)}" if "#" in destination else ""
    target = target_path(destination, path)
    if not parts.path and target in addresses.anchors:
        return _to_anchor(reference, path, target, fragment, tail or destination, addresses)
    url = addresses.urls.get(target) or addresses.urls.get(f"{target}/index.md")
    if url is not None and (not parts.path.endswith("/") or target in addresses.urls):
        found = href(base_path, url) + tail
        return _to_anchor(reference, path, target, fragment, found, addresses)
    if target in addresses.withheld:
        return _unpublished(reference, path)
    if parts.path.startswith("/") and not parts.path.endswith(".md"):
        return _from_root(reference, path, unquote(parts.path), tail, addresses, base_path)
    return _broken(reference, path, target, addresses)


def _to_anchor(
    reference: Reference, path: str, target: str, fragment: str, url: str, addresses: Addresses
) -> Checked[str]:
    anchors = addresses.anchors.get(target)
    if anchors is None or fragment in anchors or _PAGE_ANCHORS.fullmatch(fragment):
        return Checked(url)
    near = get_close_matches(fragment, anchors, n=1)
    where = "this page" if target == path else target
    return _problem(
        "broken-anchor",
        f"{where} has no heading with the anchor `#{fragment}`",
        reference,
        path,
        f"did you mean `#{near[0]}`?"
        if near
        else "an anchor is its heading in small letters, with - for blanks",
    )


def _from_root(
    reference: Reference, path: str, wanted: str, tail: str, addresses: Addresses, base_path: str
) -> Checked[str]:
    candidates = [wanted, f"{wanted}/"]
    if base_path and wanted.startswith(base_path + "/"):
        candidates.append(wanted.removeprefix(base_path))
    for url in candidates:
        if url in addresses.known:
            return Checked(href(base_path, url) + tail)
    if not addresses.withheld.isdisjoint(candidates):
        return _unpublished(reference, path)
    problem = Diagnostic(
        "unknown-path",
        f"nothing of this site is at `{wanted}`",
        Location(path, reference.span),
        "link to the file instead, as two-bases.md: then a move breaks nothing",
    )
    return Checked(href(base_path, wanted) + tail, (problem,))


def _unpublished(reference: Reference, path: str) -> Checked[str]:
    return _problem(
        "unpublished-link",
        f"`{reference.destination}` is not published yet",
        reference,
        path,
        "take the link out until then, or publish both together",
    )


def _broken(reference: Reference, path: str, target: str, addresses: Addresses) -> Checked[str]:
    destination = reference.destination
    what = "picture" if reference.is_image else "file"
    if target.removesuffix("/") + ".md" in addresses.urls:
        hint = f"did you mean `{destination.rstrip('/')}.md`?"
    elif not reference.is_image and _HOST_LIKE.fullmatch(destination) and ".md" not in destination:
        hint = f"if it is another site, write https://{destination}"
    else:
        hint = _nearest(target, path, addresses)
    shown = target if not target.startswith("../") else destination
    return _problem("broken-link", f"there is no {what} `{shown}`", reference, path, hint)


def _nearest(target: str, path: str, addresses: Addresses) -> str:
    by_name = {posixpath.basename(known): known for known in sorted(addresses.urls, reverse=True)}
    near = get_close_matches(posixpath.basename(target), by_name, n=1)
    if not near:
        return "paths are relative to this file's folder"
    return f"did you mean `{posixpath.relpath(by_name[near[0]], posixpath.dirname(path))}`?"


def _problem(code: str, message: str, reference: Reference, path: str, hint: str) -> Checked[str]:
    return Checked("", (Diagnostic(code, message, Location(path, reference.span), hint),))


def _parsable(destination: str) -> str:
    """Keep brackets from being read as an IPv6 host."""
    return destination.replace("[", "%5B").replace("]", "%5D")
