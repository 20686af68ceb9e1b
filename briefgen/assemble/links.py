"""References to the URLs that they mean."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator
from difflib import get_close_matches
from typing import Final
from urllib.parse import unquote, urlsplit

from briefgen.assemble.nearest import nearest
from briefgen.model.addresses import encoded, href
from briefgen.model.anchors import is_reserved
from briefgen.model.content import Prose, Reference
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.file_names import is_markdown
from briefgen.model.html import Html
from briefgen.model.identity import path_key
from briefgen.model.site import Addresses

_CONTENT: Final = "content"
_ENDS: Final = (".md", ".markdown", ".MD")
# What HTML itself defines: the beginning of the page.
_TOP: Final = frozenset({"", "top"})
_DIRECTIVE: Final = ":~:"  # after it stands what a browser is to look for, and no anchor
_MEDIA: Final = re.compile(r"\.(?:mp[34]|m4[av]|mov|og[agv]|opus|wav|webm|vtt)$", re.IGNORECASE)
_NOT_IN_LINKS: Final = re.compile(r"[%#? ]")
_HOST_LIKE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/.*)?", re.IGNORECASE)


def target_path(destination: str, path: str) -> str:
    """Return the file of the site that a destination written in `path` names.

    Both paths are relative to the site's folder; a destination that begins with a slash is
    one from the root of content/. The path is such as `path_key` returns.
    """
    written = path_key(unquote(urlsplit(_parsable(destination)).path))
    start = _CONTENT if written.startswith("/") else posixpath.dirname(path)
    if not written:
        return path_key(path)
    return posixpath.normpath(posixpath.join(path_key(start), written.lstrip("/")))


def resolve(prose: Prose, path: str, addresses: Addresses, base_path: str) -> Checked[Html]:
    """Return a text's HTML with every reference's URL in its place."""
    found = resolve_all(prose, path, addresses, base_path)
    return Checked(prose.filled(found.value), found.diagnostics)


def resolve_all(
    prose: Prose, path: str, addresses: Addresses, base_path: str
) -> Checked[tuple[str, ...]]:
    """Return the URLs that a text's references mean, in their order."""
    if len(prose.parts) < 2 and not any(prose.references):
        return Checked(())  # the usual text, which links to nothing here
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
    fragment = path_key(unquote(parts.fragment))
    tail = f"?{encoded(parts.query)}" if parts.query else ""
    tail += f"#{encoded(fragment)}" if "#" in destination else ""
    if parts.netloc:
        return _to_own_host(reference, path, parts.path, fragment, tail, addresses, base_path)
    target = target_path(destination, path)
    if not parts.path and target in addresses.anchors:
        own = tail or destination
        if parts.query:  # which would be added to the address of the page at hand, on any page
            own = href(base_path, addresses.urls[target]) + tail
        return _to_anchor(reference, path, target, fragment, own, addresses)
    file = _file(target, addresses.urls)
    urls = _urls(path_key(unquote(parts.path)), base_path) if parts.path.startswith("/") else []
    known = next((url for url in urls if url in addresses.known), "")
    if known and file != target:
        found = href(base_path, known) + tail
        return _to_anchor(
            reference, path, addresses.files.get(known, ""), fragment, found, addresses
        )
    if file:
        found = href(base_path, addresses.urls[file]) + tail
        return _to_anchor(reference, path, file, fragment, found, addresses)
    if _file(target, addresses.withheld) or _is_withheld(urls, addresses):
        return _unpublished(reference, path)
    if not urls or reference.is_image or is_markdown(target):
        return _broken(reference, path, target, addresses)
    return _unknown(reference, path, urls[0], href(base_path, urls[0]) + tail, addresses)


def _to_own_host(
    reference: Reference,
    path: str,
    written: str,
    fragment: str,
    tail: str,
    addresses: Addresses,
    base_path: str,
) -> Checked[str]:
    """Return the URL of a link that names the site's own host: as one without it, if it is known.

    What does not lie under the path of the site is another site's.
    """
    whole = unquote(written).rstrip("/")
    if base_path and whole != base_path and not whole.startswith(f"{base_path}/"):
        return Checked(reference.destination)
    wanted = unquote(written).removeprefix(base_path) or "/"
    urls = [wanted, f"{wanted}/"]
    known = next((url for url in urls if url in addresses.known), "")
    if known:
        found = href(base_path, known) + tail
        return _to_anchor(
            reference, path, addresses.files.get(known, ""), fragment, found, addresses
        )
    if _is_withheld(urls, addresses):
        return _unpublished(reference, path)
    return _unknown(reference, path, wanted, reference.destination, addresses)


def _is_withheld(urls: Iterable[str], addresses: Addresses) -> bool:
    """Whether a URL path is that of something that waits, or of a file beside it."""
    return any(
        url in addresses.withheld or any(each in addresses.withheld for each in _above(url))
        for url in urls
    )


def _above(url: str) -> Iterator[str]:
    """Yield the folders above a URL path, without the root."""
    while (url := posixpath.dirname(url.rstrip("/"))) not in ("", "/"):
        yield f"{url}/"


def _file(target: str, known: Container[str]) -> str:
    """Return the file that a path names: itself, or the text of a folder; "" if there is none."""
    texts = (f"{target}/index{end}" for end in _ENDS)
    return next((each for each in (target, *texts) if each in known), "")


def _urls(wanted: str, base_path: str) -> list[str]:
    """Return the URL paths of the site that may be meant by a path from its root."""
    found = [wanted, f"{wanted}/"]
    if base_path and wanted.startswith(base_path + "/"):
        found.append(wanted.removeprefix(base_path))
    return found


def _to_anchor(
    reference: Reference, path: str, target: str, fragment: str, url: str, addresses: Addresses
) -> Checked[str]:
    anchors = addresses.anchors.get(target)
    fragment = fragment.partition(_DIRECTIVE)[0]
    if anchors is None or fragment in _TOP or fragment in anchors or is_reserved(fragment):
        return Checked(url)
    near = get_close_matches(fragment, anchors, n=1)
    where = "this page" if target == path_key(path) else target
    return _problem(
        "broken-anchor",
        f"{where} has no heading with the anchor `#{fragment}`",
        reference,
        path,
        f"did you mean `#{near[0]}`?"
        if near
        else "an anchor is its heading in small letters, with - for blanks",
    )


def _unknown(
    reference: Reference, path: str, wanted: str, url: str, addresses: Addresses
) -> Checked[str]:
    """Keep a link that the site itself cannot answer: its host may."""
    near = nearest(wanted, addresses.known)
    problem = Diagnostic(
        "unknown-path",
        f"nothing of this site is at `{wanted}`",
        Location(path, reference.span),
        f"did you mean `{near}`?"
        if near
        else "link to the file instead, as two-bases.md: then a move breaks nothing",
    )
    return Checked(url, (problem,))


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
    what = "picture" if reference.is_image and not _MEDIA.search(target) else "file"
    known = (addresses.urls, addresses.withheld)
    if end := next((end for end in _ENDS for each in known if f"{target}{end}" in each), ""):
        hint = f"did you mean `{destination.rstrip('/')}{end}`?"
    elif not reference.is_image and _HOST_LIKE.fullmatch(destination) and ".md" not in destination:
        hint = f"if it is another site, write https://{destination}"
    else:
        hint = _nearest(target, path, addresses)
    shown = target if not target.startswith("../") else destination
    return _problem("broken-link", f"there is no {what} `{shown}`", reference, path, hint)


def _nearest(target: str, path: str, addresses: Addresses) -> str:
    near = nearest(target, frozenset(addresses.urls))
    if not near:
        return "paths are relative to this file's folder"
    return f"did you mean `{_as_destination(posixpath.relpath(near, posixpath.dirname(path)))}`?"


def _as_destination(path: str) -> str:
    """Return a path as a link has to name it: `#` would begin an anchor, and a space end it."""
    return _NOT_IN_LINKS.sub(lambda sign: f"%{ord(sign[0]):02X}", path)


def _problem(code: str, message: str, reference: Reference, path: str, hint: str) -> Checked[str]:
    return Checked("", (Diagnostic(code, message, Location(path, reference.span), hint),))


def _parsable(destination: str) -> str:
    """Keep brackets from being read as an IPv6 host."""
    return destination.replace("[", "%5B").replace("]", "%5D")
