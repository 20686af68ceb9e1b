"""How far tests search: a little in every run, and everything with `--exhaustive`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

# Of a test, or of one of its parameters, as in `pytest.param("x", marks=exhaustive)`.
exhaustive: Final = pytest.mark.exhaustive

_COMMON: Final = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
settings.register_profile("short", _COMMON, max_examples=40, derandomize=True, database=None)
settings.register_profile("exhaustive", _COMMON, max_examples=10_000, print_blob=True)


def choose_profile(*, is_exhaustive: bool) -> None:
    """Say how many examples of each property Hypothesis tries from now on."""
    settings.load_profile("exhaustive" if is_exhaustive else "short")


def mostly_exhaustive(
    parameters: Iterable[Any], is_usual: Callable[[Any], bool] | int
) -> list[Any]:
    """Return parameters of which each run tries some: the first so many, or those that pass."""

    def is_tried(number: int, parameter: Any) -> bool:
        return number < is_usual if isinstance(is_usual, int) else is_usual(parameter)

    return [
        each if is_tried(number, each) else _exhaustive(each)
        for number, each in enumerate(parameters)
    ]


def combinations(*choices: Iterable[Any]) -> list[Any]:
    """Return all combinations. Each run tries so many that every value occurs in one."""
    lists = [list(each) for each in choices]
    longest = max(map(len, lists))
    usual = {tuple(each[number % len(each)] for each in lists) for number in range(longest)}
    return mostly_exhaustive(product(*lists), usual.__contains__)


def _exhaustive(parameter: Any) -> Any:
    values = parameter if isinstance(parameter, tuple) else (parameter,)
    return pytest.param(*values, marks=exhaustive)


def examples(share: float) -> settings:
    """Return the settings of a property whose examples take long: a share of the usual number."""
    return settings(max_examples=round(settings().max_examples * share))
