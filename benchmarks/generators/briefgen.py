"""briefgen, as installed from this repository, with its built-in theme.

What no peer makes and a setting can switch off is off: social images, search, share buttons, host
headers. What stays on (two more feeds a list, citations, clean Markdown, an archive) is extra work.
"""

from __future__ import annotations

from pathlib import Path

from corpus import Brief

from generators import (
    EDITION,
    PER_PAGE,
    TITLE,
    URL,
    Generator,
    front_matter,
    pip_install,
    version_of,
)

_SETTINGS = f"""title: {TITLE}
base_url: {URL}
paginate: {PER_PAGE}
share: []
search: {{enabled: false}}
social: {{images: false}}
deploy: {{headers: false}}
"""
_BASE = f"""{{% extends "theme/base.html" %}}
{{% block footer %}}{{{{ super() }}}}<p>{EDITION}</p>{{% endblock %}}
"""


def _install(tools: Path) -> str:
    root = str(Path(__file__).resolve().parents[2])
    pip_install(tools, root)
    pip_install(tools, "--force-reinstall", "--no-deps", root)  # the tree as it is today
    return version_of(tools, "briefgen")


def _files() -> dict[str, str]:
    return {"site.yaml": _SETTINGS, "layouts/base.html": _BASE}


def _entry(brief: Brief) -> tuple[str, str]:
    return f"content/briefs/{brief.slug}.md", front_matter(brief) + brief.body


def _command(tools: Path) -> list[str]:
    return [str(tools / "bin" / "briefgen"), "--quiet", "build"]


BRIEFGEN = Generator(
    name="briefgen",
    install=_install,
    files=_files,
    entry=_entry,
    command=_command,
    output="public",
    layout="layouts/base.html",
    feed="feed.atom",
    caches=(".briefgen",),
    extras="archive",
)
