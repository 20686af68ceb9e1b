"""SVG pictures: scripts taken out, since a browser runs them when it opens the file itself."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.read.markdown.sanitise import is_safe

_SUSPICIOUS: Final = re.compile(
    rb"script|foreignobject|xhtml|\bon\w+\s*=|data:|<!entity|&#", re.IGNORECASE
)
_DROPPED: Final = frozenset({"script", "foreignobject", "handler", "listener", "iframe"})
_LINKS: Final = frozenset(
    {"href", "src", "srcdoc", "data", "action", "formaction", "to", "from", "values", "by"}
)
_NAMESPACES: Final = {
    "": "http://www.w3.org/2000/svg",
    "xlink": "http://www.w3.org/1999/xlink",
}


def clean_svg(data: bytes, path: str) -> Checked[bytes | None]:
    """Return a picture without what could run code, or None if it has nothing of the kind."""
    bare = data.replace(b"\0", b"")  # UTF-16 shows its words too
    if not _SUSPICIOUS.search(bare):
        return Checked(None)
    for prefix, uri in _NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    if re.search(rb"<!entity", bare, re.IGNORECASE):
        return _refused(path, "entities of its own", Span())
    try:
        root = ET.fromstring(data)  # noqa: S314 - entities were refused above
        if _local(root.tag) != "svg":
            return _refused(path, "no <svg> around it", Span())
        removed = _clean(root)
        cleaned = ET.tostring(root, encoding="utf-8", xml_declaration=True) if removed else None
    except ET.ParseError as error:
        line, column = error.position
        return _refused(path, "broken XML", Span(line, column + 1))
    except (LookupError, ValueError):
        return _refused(path, "an unknown encoding", Span())
    except RecursionError:
        return _refused(path, "elements without end one in another", Span())
    if cleaned is None:
        return Checked(None)
    what = ", ".join(dict.fromkeys(removed))
    problem = Diagnostic(
        "removed-html",
        f"{what} left out of the picture: it could run code",
        Location(path),
        "save the picture without scripts and links",
    )
    return Checked(cleaned, (problem,))


def _clean(element: ET.Element) -> list[str]:
    removed = []
    for child in list(element):
        name = _local(child.tag)
        if name in _DROPPED:
            element.remove(child)
            removed.append(f"<{name}>")
        else:
            removed += _clean(child)
    for name, value in list(element.attrib.items()):
        local = _local(name)
        targets = value.split(";") if local == "values" else [value]
        is_unsafe = any(not is_safe(target, image=True) for target in targets)
        if local.startswith("on") or (local in _LINKS and is_unsafe):
            del element.attrib[name]
            removed.append(f"the attribute {local}")
    return removed


def _local(name: object) -> str:
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""


def _refused(path: str, what: str, span: Span) -> Checked[bytes | None]:
    problem = Diagnostic(
        "unsafe-svg",
        f"the picture has {what}, so it cannot be checked for scripts",
        Location(path, span),
        "open it in a drawing program and save it as plain SVG",
    )
    return Checked(None, (problem,))
