"""Making many outputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from briefgen.cache.encoding import encode
from briefgen.cache.store import PlanRow, Store
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.pipeline.making import batches
from briefgen.pipeline.making.batches import Maker, deduplicated, produced
from briefgen.pipeline.making.materials import MissingInputs
from briefgen.pipeline.planning.rows import CONVERTED, DATA, Planned
from briefgen.pipeline.workers import Workers

Renderer = Callable[[Planned], Checked[bytes]]


def data(path: str) -> Planned:
    return Planned(PlanRow(path, DATA, b"", payload=path.encode()))


def image(path: str, source: str) -> Planned:
    return Planned(PlanRow(path, CONVERTED, b"", "image", 0, encode([source]), b"", b"-"))


def problem(code: str, line: int = 1) -> Diagnostic:
    return Diagnostic(code, "wrong", Location("layouts/base.html", Span(line)))


class Fake:
    """A renderer that calls a function."""

    def __init__(self, render: Renderer) -> None:
        self._render = render

    def produce(self, output: Planned, _: object) -> Checked[bytes]:
        return self._render(output)


def maker(root: Path, render: Renderer, **options: Any) -> Maker:
    chosen = {"uncached": lambda _: None, **options}
    return Maker(root, Store(), lambda: cast("Any", Fake(render)), **chosen)


def shout(output: Planned) -> Checked[bytes]:
    return Checked(output.path.upper().encode())


def test_outputs_are_passed_on_in_their_order(tmp_path: Path) -> None:
    outputs = [data(f"{n}.txt") for n in range(150)]
    results = produced(maker(tmp_path, shout), outputs, lambda _, file: file, Workers())
    assert [(output.path, each.value) for output, each in results] == [
        (f"{n}.txt", f"{n}.TXT".encode()) for n in range(150)
    ]


def test_outputs_are_made_while_others_are_still_planned(tmp_path: Path) -> None:
    paths: list[str] = []

    def planned() -> Any:
        for n in range(1000):
            paths.append(f"{n}")
            yield data(f"{n}")

    next(produced(maker(tmp_path, shout), planned(), lambda _, file: file, Workers()))
    assert len(paths) < 500


def test_an_output_with_an_error_is_not_written(tmp_path: Path) -> None:
    def render(output: Planned) -> Checked[bytes]:
        wrong = (problem("internal-error"),) if output.path == "b" else ()
        return Checked(b"bytes", wrong)

    written: list[str] = []
    results = produced(
        maker(tmp_path, render),
        [data("a"), data("b")],
        lambda output, _: written.append(output.path),
        Workers(),
    )
    assert [len(each.diagnostics) for _, each in results] == [0, 1]
    assert written == ["a"]


def test_what_the_cache_has_lost_is_made_without_it(tmp_path: Path) -> None:
    def lose(output: Planned) -> Checked[bytes]:
        raise MissingInputs(output.path)

    def uncached(path: str) -> Checked[bytes] | None:
        return Checked(b"again") if path == "a" else None

    first, second = maker(tmp_path, lose, uncached=uncached).produce([data("a"), data("b")])
    assert first == Checked(b"again")
    assert [each.code for each in second.diagnostics] == ["unreadable"]
    assert "from an earlier state" in second.diagnostics[0].message


@pytest.mark.parametrize(
    ("outputs", "sizes"),
    [
        ([data(f"{n}") for n in range(130)], [60, 60, 10]),
        ([image(f"{n}.avif", f"{n}.png") for n in range(5)], [2, 2, 1]),
        ([image(f"{n}.avif", "a.png") for n in range(5)], [5]),  # one image, decoded once
        ([], []),
    ],
    ids=["pages", "images", "copies of one image", "nothing"],
)
def test_batches_take_about_the_same_time(outputs: Sequence[Planned], sizes: list[int]) -> None:
    assert [len(batch) for batch in batches._batches(outputs)] == sizes


def test_a_problem_in_a_layout_is_reported_for_its_first_page() -> None:
    wrong = {"b": [problem("x", 1), problem("x", 2)], "a": [problem("x", 1)], "c": [problem("y")]}
    assert deduplicated(wrong) == {
        "a": (problem("x", 1),),
        "b": (problem("x", 2),),
        "c": (problem("y"),),
    }
