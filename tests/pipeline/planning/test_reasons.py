"""Why outputs are made again, for --verbose."""

from __future__ import annotations

import logging

import pytest

from briefgen.cache.encoding import encode
from briefgen.cache.store import FileRow, PlanRow
from briefgen.pipeline.planning.reasons import Snapshot, reason, trace_reasons
from briefgen.pipeline.planning.rows import PAGE, Planned

ROW = PlanRow("a.html", PAGE, b"key", "page.html", 1, encode(["a.md"]), b"view")
FILE = FileRow("a.md", "", b"bytes", b"settings")
BEFORE = Snapshot({"a.html": ROW}, {"a.md": FILE})


@pytest.mark.parametrize(
    ("row", "file", "expected"),
    [
        (ROW._replace(path="b.html"), FILE, "new"),
        (ROW, FILE._replace(digest=b"other"), "a.md changed"),
        (ROW, FILE, "its layout or briefgen itself changed"),
        (
            ROW._replace(key=b"other", shared=b"other"),
            FILE,
            "the site's settings, navigation or style sheets changed",
        ),
        (ROW._replace(key=b"other"), FILE, "other files that it refers to changed"),
    ],
)
def test_each_output_has_a_reason(row: PlanRow, file: FileRow, expected: str) -> None:
    assert reason(BEFORE, {"a.md": file}, Planned(row)) == expected


def test_outputs_are_listed_by_reason(caplog: pytest.LogCaptureFixture) -> None:
    outputs = [Planned(ROW._replace(path=f"{n}.html")) for n in range(7)]
    with caplog.at_level(logging.DEBUG, "briefgen"):
        trace_reasons(BEFORE, {"a.md": FILE}, outputs)
    assert caplog.messages == ["  new: 0.html, 1.html, 2.html, 3.html, 4.html and 2 more"]
