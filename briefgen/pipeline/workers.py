"""Distributes work over processes, if there is enough of it to justify starting them."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

A = TypeVar("A")
R = TypeVar("R")

_ENOUGH: Final = 160  # with fewer files, one process is faster than several
_AHEAD: Final = 4  # batches that may wait for each worker, to limit memory


# Held during work that needs much memory: by one thread, or by one of the worker processes.
_heavy: AbstractContextManager[object] = threading.Lock()


class Workers:
    """Up to `jobs` processes, started when first worthwhile and kept until the end.

    Results come in the order of their tasks, so they do not depend on the number of processes.
    """

    def __init__(self, jobs: int = 1) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool is None:
            return
        if kind is not None:  # their work is not needed any more
            for process in list((self._pool._processes or {}).values()):
                process.terminate()
        self._pool.shutdown(cancel_futures=True)

    def are_worth(self, amount: int) -> bool:
        """Whether several processes are faster for this number of files."""
        return self._jobs > 1 and amount >= _ENOUGH

    def map(
        self, function: Callable[[A], R], tasks: Iterable[A], amount: int
    ) -> Iterator[tuple[A, R]]:
        """Yield each task with `function(task)`; `amount` is the approximate number of files.

        Tasks are taken from the iterable only shortly before they run.
        """
        if not self.are_worth(amount):
            for task in tasks:
                yield task, function(task)
            return
        pool = self._running_pool()
        ahead = self._jobs * _AHEAD
        waiting: deque[tuple[A, Future[R]]] = deque()
        for task in tasks:
            if len(waiting) == ahead:
                yield _next_result(waiting)
            waiting.append((task, pool.submit(function, task)))
        while waiting:
            yield _next_result(waiting)

    def _running_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - often not needed

            context = _context()
            self._pool = ProcessPoolExecutor(
                self._jobs, context, initializer=_begin, initargs=(context.Lock(),)
            )
        return self._pool


def _next_result(waiting: deque[tuple[A, Future[R]]]) -> tuple[A, R]:
    task, future = waiting.popleft()
    return task, future.result()


def collect_rarely() -> None:
    """Run the cyclic garbage collector rarely, because a build creates hardly any cycles.

    By default, Python would scan the growing data of a build again and again.
    """
    gc.set_threshold(500_000, 50, 50)


def _context() -> BaseContext:
    """Return a context that forks if this is safe: no other thread may hold a lock.

    Libraries have threads that Python does not know, which a forked process would wait for.
    """
    import multiprocessing  # noqa: PLC0415 - often not needed

    can_fork = "fork" in multiprocessing.get_all_start_methods() and os.uname().sysname == "Linux"
    return multiprocessing.get_context("fork" if can_fork and _threads() == 1 else "spawn")


def _threads() -> int:
    """Return the number of threads of this process on Linux, or 0 if it cannot be told."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return 0


def one_at_a_time() -> AbstractContextManager[object]:
    """Return the lock for work that needs much memory."""
    return _heavy


def _begin(heavy: AbstractContextManager[object]) -> None:
    """Set up a worker process, which ends when the parent tells it to or dies."""
    global _heavy  # noqa: PLW0603 - a process has one
    _heavy = heavy
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing  # noqa: PLC0415 - imported already in a child
    from multiprocessing.connection import wait  # noqa: PLC0415

    parent = multiprocessing.parent_process()
    with contextlib.suppress(OSError):
        if parent is not None:
            wait([parent.sentinel])
    os._exit(1)
