"""The process that draws."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any, Final

import pytest

from briefgen.render.charts import vega
from briefgen.render.charts.vega import CannotDraw, svg_of

BARS: Final[dict[str, Any]] = {
    "data": {"values": [{"a": "x", "b": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}},
}
ENDLESS: Final[dict[str, Any]] = {
    "data": {"sequence": {"start": 0, "stop": 3e7}},
    "mark": "point",
    "encoding": {"x": {"field": "data"}},
}


@pytest.fixture
def process() -> Iterator[vega._Vega]:
    """A process of its own, so that no other test waits for it."""
    own = vega._Vega()
    yield own
    own.end()


def test_one_process_draws_all_charts(process: vega._Vega) -> None:
    first = process.ask({"specification": BARS})
    number = process._process
    assert process.ask({"specification": BARS}) == first
    assert process._process is number


def test_a_process_that_ended_is_started_again(process: vega._Vega) -> None:
    first = process.ask({"specification": BARS})
    assert process._process is not None
    os.kill(process._process.pid, signal.SIGKILL)
    process._process.wait()
    with pytest.raises(CannotDraw):
        process.ask({"specification": BARS})
    assert process.ask({"specification": BARS}) == first


def test_what_takes_too_long_or_too_much_memory_ends(
    process: vega._Vega, monkeypatch: pytest.MonkeyPatch
) -> None:
    process.ask({"specification": BARS})  # it has started
    monkeypatch.setattr(vega, "_SECONDS", 1.0)
    with pytest.raises(CannotDraw, match="more memory than there is, or more than 1 s"):
        process.ask({"specification": ENDLESS})
    monkeypatch.undo()
    assert "<svg" in process.ask({"specification": BARS})["svg"]


def test_the_time_zone_of_the_machine_does_not_matter(
    process: vega._Vega, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    day = {"field": "a", "type": "ordinal", "timeUnit": "yearmonthdate"}
    chart = {
        "data": {"values": [{"a": "2024-01-01"}]}, "mark": "bar", "encoding": {"x": day}
    }  # fmt: skip
    assert ">Jan 01, 2024<" in process.ask({"specification": chart})["svg"]


def test_a_forked_process_starts_one_of_its_own() -> None:
    svg_of(BARS)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, b"1" if "<svg" in svg_of(BARS) else b"0")
        vega._process(os.getpid()).end()
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 1) == b"1"
    assert "<svg" in svg_of(BARS)
    os.close(reader)
    os.close(writer)
