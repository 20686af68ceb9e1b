"""Requests are made within a program that has an event loop too."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from briefgen.network import run


async def answer() -> str:
    await asyncio.sleep(0)
    return "answer"


async def asked_within_a_loop() -> str:
    return run(answer())


def test_a_coroutine_is_run_with_and_without_a_loop() -> None:
    # A new thread has no loop. This one may have: Playwright leaves one behind.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(run, answer()).result() == "answer"
        assert thread.submit(asyncio.run, asked_within_a_loop()).result() == "answer"
