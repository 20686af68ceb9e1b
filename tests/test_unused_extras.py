"""A site that does not use a feature does not pay for it: the feature's libraries stay unloaded."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeSite

# The libraries of all extras, and modules that only some sites need.
LIBRARIES: Final = (
    "typst", "vl_convert", "pagefind", "cbor2", "css_inline", "math_core", "PIL", "resvg_py",
    "botocore",
    "briefgen.read.csv_file", "briefgen.read.markdown.data_blocks", "briefgen.read.markdown.maths",
    "briefgen.render.text.data_tables", "httpx", "httpcore", "trafilatura", "lxml",
    "briefgen.ledger", "briefgen.read.ledger", "briefgen.renaming",
)  # fmt: skip
RUN: Final = f"""
import sys
from briefgen.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print(*(name for name in {LIBRARIES!r} if name in sys.modules))
"""
OFF: Final[dict[str, Any]] = {"search": {"enabled": False}, "social": {"images": False}}
BRIEF: Final = """\
---
title: Two bases
date: 2026-03-04
highlights: ["A takeaway with a [source](https://a.example/)."]
categories: [Trade]
authors: [Mia Tal]
tags: [metal]
series: Ores
---
It costs $5 or $6, and $x$ is no formula.[^1]

| Place | Tonnes |
| --- | ---: |
| Here | 5 |

```python
print("code")
```

![A drawing](/drawing.svg)

[^1]: A note.
"""
FILES: Final = {
    "content/briefs/two-bases.md": BRIEF,
    "content/about.md": "---\ntitle: About\n---\nText.\n",
    "content/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    "content/data.csv": "place,tonnes\nhere,5\n",
}


def loaded(root: Path, *command: str) -> set[str]:
    """Run a command in a process of its own, and return which of the libraries it loaded."""
    process = subprocess.run(
        [sys.executable, "-c", RUN, "-C", root, "--quiet", *command],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(process.stdout.splitlines()[-1].split())


def test_a_site_that_uses_no_extra_loads_none(make_site: MakeSite) -> None:
    root = make_site(FILES, **OFF)
    assert loaded(root, "check") == set()
    assert loaded(root, "build") == set()
    assert loaded(root, "build") == set()
    make_site({"content/briefs/two-bases.md": BRIEF.replace("costs", "cost")}, **OFF)
    assert loaded(root, "build") == set()
    assert (root / "public/briefs/two-bases/index.html").exists()


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"search": {"enabled": True}}, {"pagefind", "cbor2"}),
        ({"outputs": {"email": True}}, {"css_inline", "typst"}),
        ({"markdown": {"math": True}}, {"math_core", "briefgen.read.markdown.maths"}),
    ],
    ids=["search", "email", "math"],
)
def test_a_site_that_uses_an_extra_loads_its_libraries(
    make_site: MakeSite, settings: dict[str, Any], expected: set[str]
) -> None:
    if not all(map(find_spec, (each for each in expected if "." not in each))):
        pytest.skip("needs the extra")
    assert loaded(make_site(FILES, **{**OFF, **settings}), "build") == expected


def test_a_search_that_is_up_to_date_loads_nothing(make_site: MakeSite) -> None:
    pytest.importorskip("pagefind", reason="needs Pagefind")
    root = make_site(FILES, **{**OFF, "search": {"enabled": True}})
    loaded(root, "build")
    assert loaded(root, "build") == set()


def test_a_ledger_of_sources_is_read_without_asking_anybody(make_site: MakeSite) -> None:
    ledger = "https://a.example/:\n  state: gone\n  checked: 2026-11-20\n"
    root = make_site({**FILES, "sources.lock.yaml": ledger}, **OFF)
    assert loaded(root, "build") == {"briefgen.read.ledger"}
    assert loaded(root, "build") == set()
