"""The keys of planned outputs."""

from __future__ import annotations

from briefgen.cache.encoding import encode
from briefgen.cache.store import FileRow, PlanRow
from briefgen.pipeline.planning.keyed import update, with_keys
from briefgen.pipeline.planning.rows import COPY, DATA, PAGE, WRITTEN

FILES = {
    name: FileRow(name, "", digest=f"bytes {name}".encode(), settings_digest=b"",
                  text_digest=f"text {name}".encode())
    for name in ("a.md", "b.md", "data.csv")
}  # fmt: skip
LAYOUTS = {"brief.html": b"layout 1", "social.typ": b"layout 2"}
ROWS = (
    PlanRow("a/index.html", PAGE, b"1", "brief.html", 1, encode(["a.md"])),
    PlanRow("a/index.md", WRITTEN, b"2", "markdown", 0, encode(["a.md"])),
    PlanRow("b/index.html", PAGE, b"3", "brief.html", 1, encode(["b.md"])),
    PlanRow("data.csv", COPY, b"4", sources=encode(["data.csv"])),
    PlanRow("robots.txt", DATA, b"5"),
)


def changed(row: FileRow) -> dict[str, FileRow]:
    return {**FILES, row.path: row}


def test_an_output_has_the_digests_of_its_texts_and_its_layout() -> None:
    page, text, _, copy, data = with_keys(ROWS, FILES, LAYOUTS)
    assert (page.texts, page.layout) == ((b"text a.md",), b"layout 1")
    assert (text.texts, text.layout) == ((b"text a.mdbytes a.md",), b"")
    assert copy.texts == (b"text data.csvbytes data.csv",)
    assert (data.texts, data.layout) == ((), b"")


def test_a_changed_text_changes_the_keys_of_its_own_outputs() -> None:
    former = with_keys(ROWS, FILES, LAYOUTS)
    files = changed(FILES["a.md"]._replace(text_digest=b"other", digest=b"other"))
    outputs = update(former, FILES, files, LAYOUTS)
    assert outputs == with_keys(ROWS, files, LAYOUTS)
    differing = [new.path for new, old in zip(outputs, former, strict=True) if new.key != old.key]
    assert differing == ["a/index.html", "a/index.md"]
    assert [new is old for new, old in zip(outputs, former, strict=True)][2:] == [True] * 3


def test_changed_bytes_with_the_same_text_leave_the_page_as_it_is() -> None:
    former = with_keys(ROWS, FILES, LAYOUTS)
    outputs = update(former, FILES, changed(FILES["a.md"]._replace(digest=b"other")), LAYOUTS)
    differing = [new.path for new, old in zip(outputs, former, strict=True) if new.key != old.key]
    assert differing == ["a/index.md"]


def test_without_a_change_the_outputs_stay_the_same_objects() -> None:
    former = with_keys(ROWS, FILES, LAYOUTS)
    assert update(former, FILES, FILES, LAYOUTS) is former
    assert update(former, FILES, changed(FILES["a.md"]._replace(value=b"other")), LAYOUTS) is former
