"""Outputs and their rows in the store."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from briefgen.assemble.plan import plan
from briefgen.assemble.theme import ThemeFile
from briefgen.cache.encoding import Unreadable
from briefgen.cache.store import Store
from briefgen.model.diagnostics import Location
from briefgen.model.outputs import Copied, Literal, Output, Rendered, Written
from briefgen.pipeline.planning.assembly import assembled
from briefgen.pipeline.planning.basis import Basis
from briefgen.pipeline.planning.codec import RowEncoder, key_of, output_of
from briefgen.pipeline.planning.rows import CONVERTED, COPY, DATA, PAGE, WRITTEN, sources_of
from briefgen.render.formats import FORMATS

if TYPE_CHECKING:
    from tests.conftest import WriteSite

BRIEF: Final = """\
---
title: "“Two” bases & <three>"
date: {date}
summary: One *line*.
highlights: ["See [it](https://a.org/x)", "稀土"]
categories: [Trade]
tags: ["R&D"]
series: Bases
authors: [ada, B C]
sources: [{{url: "https://a.org/x", title: T, date: 2024}}]
image: {{src: a.png, alt: A, credit: C}}
corrections: [{{date: {date}, text: It was two.}}]
aliases: [/old-{date}/]
---
Text with [a link](../about.md), [a source](https://b.org), ![an image](a.png) and ![a
chart](/chart.svg).

## A heading

Note.[^1]

[^1]: The note.
"""


@pytest.fixture(scope="module")
def wide_image() -> bytes:
    """An image that is wide enough for resized copies."""
    image = pytest.importorskip("PIL.Image", reason="needs Pillow")
    data = io.BytesIO()
    image.new("RGB", (1600, 40), "#336699").save(data, "PNG")
    return data.getvalue()


@pytest.fixture(scope="module")
def outputs(
    write_site: WriteSite,
    basis_of: Callable[..., Basis],
    wide_image: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Output]:
    """All outputs of a site that has every kind of them."""
    root = write_site(
        tmp_path_factory.mktemp("site"),
        {
            **{f"content/briefs/{n}.md": BRIEF.format(date=f"2026-01-0{n}") for n in (1, 2, 3)},
            "content/briefs/3.md": f"{BRIEF.format(date='2026-01-03')}\n\n![Ore](../chart.svg)",
            "content/briefs/a.png": wide_image,
            "content/about.md": "---\ntitle: About\n---\n```chart\ndata: data.csv\n```\n",
            "content/authors/ada.md": "---\nname: Ada\n---\nWrites.",
            "content/data.csv": "name,number\na,1\n",
            "content/admin/sveltia-cms-1.0.0/sveltia-cms.js": "// the program",
            "content/chart.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
        },
        paginate=1,
        outputs={"email": True},
        headers={"servers": ["nginx", "caddy"]},
        cms={"backend": "github", "repository": "a/b"},
        pdf={"enabled": True, "collections": ["series", "year"]},
    )
    store = Store()
    site = assembled(basis_of(root, store), store.values())
    assets = [ThemeFile(*file) for file in site.basis.theme.files]
    return list(plan(site.site, assets, lambda output: output))


def restored(output: Output) -> Output:
    encoder = RowEncoder()
    row = encoder.row(output)
    return output_of(row, row.payload, encoder.shared)


def kind_of(output: Output) -> str:
    return RowEncoder().row(output).kind


def test_every_kind_of_output_is_restored_from_its_row(outputs: list[Output]) -> None:
    assert {kind_of(each) for each in outputs} == {PAGE, WRITTEN, CONVERTED, COPY, DATA}
    written = [each for each in outputs if isinstance(each, Written)]
    used = [each for output in outputs if not isinstance(output, Copied | Literal)
            for each in output.uses]  # fmt: skip
    assert {each.form for each in (*written, *used)} >= set(FORMATS) - {"sitemap-index"}
    for output in outputs:
        if isinstance(output, Literal):
            expected: Output = Literal(output.path, output.data, Location(""))
        else:
            expected = output
        assert restored(output) == expected, output.path


def test_the_files_that_an_output_uses_are_restored(outputs: list[Output]) -> None:
    written = [each for each in outputs if isinstance(each, Written)]
    pages = [each for each in outputs if isinstance(each, Rendered)]
    inner = replace(written[0], uses=(written[1],))
    for output in (replace(pages[0], uses=(inner, written[2])), replace(written[3], uses=(inner,))):
        assert restored(output) == output
        key = RowEncoder().row(output).key
        assert key != RowEncoder().row(replace(output, uses=(inner,) * 3)).key


def test_equal_outputs_have_equal_keys_and_others_do_not(outputs: list[Output]) -> None:
    rows = [RowEncoder().row(output) for output in outputs]
    encoder = RowEncoder()
    assert [encoder.row(output) for output in outputs] == rows == encoder.rows
    pages = [row for row in rows if row.kind == PAGE]
    assert len({row.key for row in pages}) == len(pages)


def test_a_key_covers_everything_but_the_path(outputs: list[Output]) -> None:
    row = next(
        each
        for each in map(RowEncoder().row, outputs)
        if each.kind == PAGE and not each.is_searched
    )
    assert key_of(row, row.payload) == row.key
    assert key_of(row._replace(path="elsewhere.html"), row.payload) == row.key
    changes: dict[str, Any] = {
        "kind": DATA, "maker": "x.html", "is_searched": 1, "sources": b"[]", "shared": b"x",
        "uses": b"[]",
    }  # fmt: skip
    for name, value in changes.items():
        assert key_of(row._replace(**{name: value}), row.payload) != row.key, name
    assert key_of(row, row.payload + b" ") != row.key


def test_pages_share_the_views_of_their_site(outputs: list[Output]) -> None:
    encoder = RowEncoder()
    pages = [output for output in outputs if isinstance(output, Rendered)]
    rows = [encoder.row(replace(page, uses=())) for page in pages]
    assert {row.shared for row in rows} == set(encoder.shared)
    assert len(encoder.shared) < len(rows)


def test_a_row_names_the_files_of_content_that_its_output_uses(outputs: list[Output]) -> None:
    rows = {row.path: row for row in map(RowEncoder().row, outputs)}
    assert sources_of(rows["briefs/1/index.html"]) == ["content/briefs/1.md"]
    assert sources_of(rows["data.csv"]) == ["content/data.csv"]
    assert sources_of(rows["robots.txt"]) == []
    copied = next(each for each in outputs if isinstance(each, Copied))
    assert sources_of(rows[copied.path]) == [copied.source]


def test_a_damaged_payload_is_unreadable(outputs: list[Output]) -> None:
    for output in outputs:
        row = RowEncoder().row(output)
        if row.kind in {PAGE, WRITTEN, CONVERTED}:
            with pytest.raises(Unreadable):
                output_of(row, row.payload[:-1], {row.shared: b"{}"})
