"""Work in one process or in several."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from briefgen.pipeline.workers import Workers


def double(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_their_tasks(jobs: int) -> None:
    with Workers(jobs) as workers:
        results = list(workers.map(double, range(40), amount=1000))
    assert results == [(number, 2 * number) for number in range(40)]


@pytest.mark.parametrize(
    ("jobs", "amount", "expected"), [(1, 10_000, False), (2, 10, False), (2, 10_000, True)]
)
def test_processes_are_started_only_for_much_work(jobs: int, amount: int, expected: bool) -> None:
    assert Workers(jobs).are_worth(amount) == expected


def test_tasks_are_taken_shortly_before_they_run() -> None:
    numbers: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            numbers.append(number)
            yield number

    with Workers(2) as workers:
        next(workers.map(double, tasks(), amount=1000))
    assert len(numbers) < 100


@pytest.mark.skipif(sys.platform != "linux", reason="only forks on Linux")
@pytest.mark.parametrize(
    ("before", "method"), [("", "fork"), ("import typst; typst.compile(b'A')", "spawn")]
)
def test_a_process_is_not_forked_once_a_library_has_threads(before: str, method: str) -> None:
    code = f"{before}\nfrom briefgen.pipeline import workers\n"
    program = "print(workers._context().get_start_method())"
    process = subprocess.run(
        [sys.executable, "-c", code + program], capture_output=True, text=True, check=True
    )
    assert process.stdout.strip() == method
