"""Resolves references to URLs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from briefgen.model.addresses import encoded, href, is_on_a_disk
from briefgen.model.anchors import is_reserved
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Nearest
from briefgen.model.file_names import is_markdown
from briefgen.model.identity import path_key
from briefgen.model.site import Addresses
from briefgen.model.site_folder import CONTENT
from briefgen.model.targets import parsable, target_path
from briefgen.model.text import Reference, Text

_ENDS: Final = (".md", ".markdown", ".MD")
# Fragments that HTML defines as the top of the page.
_TOP: Final = frozenset({"", "top"})
_DIRECTIVE: Final = ":~:"  # what follows is text for the browser to find, not an anchor
_MEDIA: Final = re.compile(r"\.(?:mp[34]|m4[av]|mov|og[agv]|opus|wav|webm|vtt)$", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"\{\{.*\}\}|\{%.*%\}")
_HOST_LIKE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/.*)?", re.IGNORECASE)
_FILE_LIKE: Final = re.compile(
    r"[^/]*\.(?:md|markdown|html?|pdf|docx?|xlsx?|pptx?|od[tps]|csv|txt|json|xml|ya?ml|zip|epub"
    r"|png|jpe?g|gif|svg|webp|avif|mp[34]|py|ipynb)(?:/.*)?",
    re.IGNORECASE,
)
# `https//example.com`, or a URL in curly quotes.
_NEARLY_WEB: Final = re.compile(r"\W*(https?):?/+(?=\w)(.*?)[\W_]*", re.IGNORECASE)
_HOME_FOLDER: Final = re.compile(r"/(?:home|Users)/[^/]+/.*\.\w+")


def resolve(text: Text, path: str, addresses: Addresses, base_path: str) -> Checked[Text]:
    """Return a text with every reference replaced by its URL."""
    references = tuple(text.references())
    if not references:
        return Checked(text)  # most lines do not link to the site itself
    urls = resolve_all(references, path, addresses, base_path)
    return Checked(text.with_urls(urls.value), urls.diagnostics)


def resolve_all(
    references: Iterable[Reference], path: str, addresses: Addresses, base_path: str
) -> Checked[tuple[str, ...]]:
    """Return the URLs of references, in order."""
    urls = [resolve_reference(each, path, addresses, base_path) for each in references]
    diagnostics = tuple(problem for each in urls for problem in each.diagnostics)
    return Checked(tuple(each.value for each in urls), diagnostics)


def resolve_reference(
    reference: Reference, path: str, addresses: Addresses, base_path: str
) -> Checked[str]:
    """Return the root-relative URL of a reference in the file `path`."""
    destination = reference.destination
    if reference.is_data:
        return _data_file(reference, path, addresses, base_path)
    if is_on_a_disk(destination):
        return _on_a_disk(reference, path, base_path)
    try:
        parts = urlsplit(parsable(destination))
    except ValueError:
        hint = "write a path such as `two-bases.md`, or a URL that begins with https://"
        return _problem("broken-link", f"`{destination}` is not a valid URL", reference, path, hint)
    fragment = path_key(unquote(parts.fragment))
    tail = f"?{encoded(parts.query)}" if parts.query else ""
    tail += f"#{encoded(fragment)}" if "#" in destination else ""
    if parts.netloc:
        return _to_own_host(reference, path, parts.path, fragment, tail, addresses, base_path)
    target = target_path(destination, path)
    if not parts.path and target in addresses.anchors:
        own = tail or destination
        if parts.query:  # a bare query would apply to whichever page shows the text
            own = href(base_path, addresses.urls[target]) + tail
        return _to_anchor(reference, path, target, fragment, own, addresses)
    file = _file(target, addresses.urls)
    urls = _urls(path_key(unquote(parts.path)), base_path) if parts.path.startswith("/") else []
    own_url = next((url for url in urls if url in addresses.url_paths), "")
    if own_url and file != target:
        resolved = href(base_path, own_url) + tail
        return _to_anchor(
            reference, path, addresses.files.get(own_url, ""), fragment, resolved, addresses
        )
    if file:
        resolved = href(base_path, addresses.urls[file]) + tail
        return _to_anchor(reference, path, file, fragment, resolved, addresses)
    withheld = _file(target, addresses.withheld) or _with_end(target, addresses.withheld)
    if withheld or _is_withheld(urls, addresses):
        return _unpublished(reference, path)
    if _HOME_FOLDER.fullmatch(destination):
        return _on_a_disk(reference, path, base_path)
    if not urls or reference.is_image or is_markdown(target):
        return _broken(reference, path, target, _expected(target, base_path) + tail, addresses)
    return _unknown(reference, path, urls[0], href(base_path, urls[0]) + tail)


def _data_file(
    reference: Reference, path: str, addresses: Addresses, base_path: str
) -> Checked[str]:
    """Return the URL of a file with data, or "" if it is not published itself."""
    target = target_path(reference.destination, path)
    if target in addresses.data:
        return Checked(href(base_path, addresses.urls[target]) if target in addresses.urls else "")
    return _problem(
        "broken-link",
        f"there is no file `{target if not target.startswith('../') else reference.destination}`",
        reference,
        path,
        _add("file", target),
        nearest=Nearest("data", target),
    )


def _expected(target: str, base_path: str) -> str:
    """Return the URL that a missing file would have."""
    path = target.removeprefix(CONTENT)
    while path.startswith("../"):
        path = path.removeprefix("../")
    return href(base_path, f"/{path}")


def _with_end(target: str, paths: Container[str]) -> str:
    """Return the extension with which a path names a known text, or ""."""
    return next((end for end in _ENDS if f"{target}{end}" in paths), "")


def _to_own_host(
    reference: Reference,
    path: str,
    url_path: str,
    fragment: str,
    tail: str,
    addresses: Addresses,
    base_path: str,
) -> Checked[str]:
    """Resolve a link with the site's own host; make it root-relative if the URL is known.

    A URL that is not below the site's base path belongs to another site.
    """
    decoded = unquote(url_path).rstrip("/")
    if base_path and decoded != base_path and not decoded.startswith(f"{base_path}/"):
        return Checked(reference.destination)
    path_on_site = unquote(url_path).removeprefix(base_path) or "/"
    urls = [path_on_site, f"{path_on_site}/"]
    own_url = next((url for url in urls if url in addresses.url_paths), "")
    if own_url:
        resolved = href(base_path, own_url) + tail
        return _to_anchor(
            reference, path, addresses.files.get(own_url, ""), fragment, resolved, addresses
        )
    if _is_withheld(urls, addresses):
        return _unpublished(reference, path)
    return _unknown(reference, path, path_on_site, reference.destination)


def _is_withheld(urls: Iterable[str], addresses: Addresses) -> bool:
    """Whether a URL path belongs to something unpublished, or to a file in its folder."""
    return any(
        url in addresses.withheld or any(each in addresses.withheld for each in _above(url))
        for url in urls
    )


def _above(url: str) -> Iterator[str]:
    """Yield the parent folders of a URL path, except the root."""
    while (url := posixpath.dirname(url.rstrip("/"))) not in ("", "/"):
        yield f"{url}/"


def _file(target: str, paths: Container[str]) -> str:
    """Return the file that a path names: itself or the index text of a folder; "" if none."""
    texts = (f"{target}/index{end}" for end in _ENDS)
    return next((each for each in (target, *texts) if each in paths), "")


def _urls(path: str, base_path: str) -> list[str]:
    """Return the URL paths of the site that a path with a leading slash may mean."""
    urls = [path, f"{path}/"]
    if base_path and path.startswith(base_path + "/"):
        urls.append(path.removeprefix(base_path))
    return urls


def _to_anchor(
    reference: Reference, path: str, target: str, fragment: str, url: str, addresses: Addresses
) -> Checked[str]:
    anchors = addresses.anchors.get(target)
    fragment = fragment.partition(_DIRECTIVE)[0]
    if anchors is None or fragment in _TOP or fragment in anchors or is_reserved(fragment):
        return Checked(url)
    if fragment in addresses.layout_anchors:
        return Checked(url)
    page = "this page" if target == path_key(path) else target
    element_kind, example = _with_anchor(fragment)
    return _problem(
        "broken-anchor",
        f"{page} has no {element_kind} with the anchor `#{fragment}`",
        reference,
        path,
        f"remove `#{fragment}`, or add the anchor to a {element_kind} of that page: `{example}`",
        nearest=Nearest("anchors", fragment, target),
        url=url,
    )


def _with_anchor(fragment: str) -> tuple[str, str]:
    """Return what an anchor is probably of, judged by the prefixes that Quarto uses, and how."""
    mark = f"{{#{fragment}}}"
    if fragment.startswith("fig-"):
        return "figure", f'![…](… "Caption"){mark}'
    if fragment.startswith(("tbl-", "tab-")):
        return "table", f": Caption {mark}"
    return "heading", f"## {fragment.replace('-', ' ').capitalize()} {mark}"


def _unknown(reference: Reference, path: str, url_path: str, url: str) -> Checked[str]:
    """Warn of a link to an unknown URL of the site, and keep it: the host may serve it."""
    if "//" in reference.destination:
        message = f"this URL is on your own site, which has no page or file at `{url_path}`"
        hint = (
            "link to an existing page, or correct `base_url` in site.yaml if the site is not yours"
        )
    else:
        message = f"this site has no page or file at `{url_path}`"
        hint = "link to an existing page, or write the absolute URL if it is on another site"
    return _problem(
        "unknown-path",
        message,
        reference,
        path,
        hint,
        nearest=Nearest("urls", url_path),
        url=url,
    )


def _unpublished(reference: Reference, path: str) -> Checked[str]:
    return _problem(
        "unpublished-link",
        f"`{reference.destination}` is not published yet",
        reference,
        path,
        "remove the link until then, or publish both together",
    )


def _broken(
    reference: Reference, path: str, target: str, url: str, addresses: Addresses
) -> Checked[str]:
    """Report a missing file; a site that lowers the level publishes the link to it."""
    destination = reference.destination
    kind = "image" if reference.is_image and not _MEDIA.search(target) else "file"
    name = target if not target.startswith("../") else destination
    message, nearest = f"there is no {kind} `{name}`", None
    if _is_foreign_tag(destination):
        return _foreign_tag(reference, path, url)
    if end := _with_end(target, addresses.urls):
        hint = f"did you mean `{destination.rstrip('/')}{end}`?"
    elif (match := _NEARLY_WEB.fullmatch(unquote(destination))) and _is_host(match[2]):
        hint = f"write {match[1].lower()}://{match[2]}"
    elif not reference.is_image and _is_host(destination):
        hint = f"if it is another site, write https://{destination}"
    else:
        hint, nearest = _add(kind, target), Nearest("files", target)
    return _problem("broken-link", message, reference, path, hint, nearest=nearest, url=url)


def _is_host(destination: str) -> bool:
    """Whether a path begins with a host name, and not with the name of a file."""
    return bool(_HOST_LIKE.fullmatch(destination)) and not _FILE_LIKE.fullmatch(destination)


def _add(kind: str, target: str) -> str:
    if not target.startswith(CONTENT):
        return f"put the {kind} in {CONTENT}; files outside it are not published"
    return f"put the {kind} at `{target}`, or remove the link"


def _on_a_disk(reference: Reference, path: str, base_path: str) -> Checked[str]:
    """Report a path on the author's computer, with the URL of a file next to the text."""
    name = re.split(r"[/\\]", unquote(reference.destination))[-1]
    return _problem(
        "broken-link",
        f"`{unquote(reference.destination)}` is a path on your computer; readers cannot open it",
        reference,
        path,
        f"put the file beside this one, and write `{quote(name)}`",
        url=_expected(posixpath.join(posixpath.dirname(path), name), base_path),
    )


def _is_foreign_tag(destination: str) -> bool:
    return _FOREIGN.search(unquote(destination)) is not None


def _foreign_tag(reference: Reference, path: str, url: str) -> Checked[str]:
    tag = unquote(reference.destination)
    return _problem(
        "foreign-tag",
        f"the URL `{tag[:60]}` contains another generator's template tag",
        reference,
        path,
        "replace it with the path of the file or with an absolute URL",
        url=url,
    )


def _problem(
    code: str,
    message: str,
    reference: Reference,
    path: str,
    hint: str,
    *,
    nearest: Nearest | None = None,
    url: str = "",
) -> Checked[str]:
    location = Location(path, reference.span)
    return Checked(url, (Diagnostic(code, message, location, hint, nearest),))
