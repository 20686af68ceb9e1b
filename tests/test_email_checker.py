"""What Can I email knows about mail programs, compared with each element and style of an email.

https://www.caniemail.com/ has tables of what mail programs show. The package caniemail compares a
document with them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite, Published

CLIENTS: Final = ("gmail.*", "outlook.*", "apple-mail.*", "yahoo.*", "samsung-email.*")
PROGRAM: Final = """
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [folder, clients, ...files] = process.argv.slice(1);
const main = `${folder}/node_modules/caniemail/dist/index.js`;
const { caniemail } = await import(pathToFileURL(main));
const found = [];
for (const file of files) {
  const html = readFileSync(file, "utf8");
  const { issues } = caniemail({ clients: clients.split(","), html });
  for (const [client, problems] of issues.errors)
    for (const { title } of problems) found.push([client, title]);
}
console.log(JSON.stringify(found));
"""
# What some programs ignore, and an email is readable all the same.
UNNEEDED: Final = {
    "<body> element": "it becomes a <div>; the background is on an element within it too",
    "<style> element": "it only has the rules for dark mode and for phones",
    "@media": "the same",
    "@media (prefers-color-scheme)": "the same",
    "color-scheme CSS property": "programs that do not know it recolour emails themselves",
    "color-scheme meta tag": "the same",
    "display:none": "the preview text is shown above the name of the site",
    "aria-label attribute": "it repeats the title",
    "role attribute": "only screen readers use it",
    "overflow": "a table that is too wide makes the email wider",
    "height property": "images keep their shape where they are as wide as the attribute says",
    "white-space": "a long line of code makes the email wider",
    "word-break": "a long URL makes the email wider",
    "max-width": "Outlook for Windows gets a table around the text",
}
BRIEF: Final = """---
title: Prices & floors
date: 2026-03-04
highlights: [One., "Two [a](https://example.com/a)."]
categories: [Trade]
authors: [Ines Sample]
image: {src: /d.svg, alt: A chart, caption: Caption}
corrections: [{date: 2026-03-05, text: Wrong.}]
---
Text with *b*, **c**, `d`, ==e==, H~2~O, [own](../about.md), [a](https://example.com/a).[^1]

## Heading

- item
  1. nested
- [x] done

> Quotation
>
> — Name, role

::: key-finding
Text.
:::

| Year | Price |
|------|------:|
| 2024 | 1.5   |

: Caption {#t}

```table
data: [{country: China, t: 12}, {country: Myanmar, t: 3}]
total: true
highlight: [Myanmar]
note: An estimate.
```

![Drawing](/d.svg "A *caption*"){#f}

::: youtube aqz-KE-bpKQ
![A hearing](/d.svg "The hearing")
:::

Term
: Meaning

```
code
```

***

<details><summary>More</summary>

Text.

</details>

[^1]: A note.
"""


@pytest.fixture(scope="module")
def unsupported() -> Callable[[Path], set[str]]:
    """Return a function that says what mail programs do not show of an email.

    Without the checker tests are skipped, or fail under CI.
    """
    node, folder = shutil.which("node"), os.environ.get("CANIEMAIL", "")
    if not node or not folder:
        reason = "no email checker: python3 dev setup"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    def check(*files: Path) -> set[str]:
        command = [node, "--input-type=module", "-e", PROGRAM, folder, ",".join(CLIENTS)]
        completed = subprocess.run([*command, *map(str, files)], capture_output=True, check=True)
        return {title for _, title in json.loads(completed.stdout)}

    return check


def test_mail_programs_show_all_that_an_email_needs(
    make_quick_site: MakeSite, build_site: BuildSite, unsupported: Callable[..., set[str]]
) -> None:
    files = {
        "content/briefs/a.md": BRIEF,
        "content/briefs/b.md": BRIEF.replace("---\n", "---\nlanguage: ar\n", 1),
        "content/about.md": "---\ntitle: About\n---\nText.\n",
        "content/d.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>',
    }
    root = make_quick_site(files, outputs={"email": True}, license="CC-BY-4.0")
    site = build_site(root)
    emails = [site.folder / f"briefs/{name}/email.html" for name in "ab"]
    assert unsupported(*emails) - UNNEEDED.keys() == set()


def test_mail_programs_show_the_emails_of_the_repositorys_own_site(
    own_site: Published, unsupported: Callable[..., set[str]]
) -> None:
    emails = sorted(own_site.folder.glob("briefs/*/email.html"))
    assert len(emails) > 5
    assert unsupported(*emails) - UNNEEDED.keys() == set()


def test_the_checker_reports_what_mail_programs_do_not_show(
    tmp_path: Path, unsupported: Callable[..., set[str]]
) -> None:
    file = tmp_path / "email.html"
    file.write_text(
        '<p style="display: flex; border-radius: 1em"><bdi>A</bdi><video></video></p>', "utf-8"
    )
    assert unsupported(file) >= {
        "display:flex",
        "border-radius",
        "<bdi> element",
        "<video> element",
    }
