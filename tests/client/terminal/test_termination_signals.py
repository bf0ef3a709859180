"""Signals that ask a program to end."""

import asyncio
import os
import signal

import pytest

from tui_chat.client.terminal import termination_signals


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
async def test_a_signal_is_told_as_the_status_that_shells_give_it(name: str) -> None:
    told = asyncio.get_running_loop().create_future()
    number = getattr(signal, name)
    with termination_signals.ending(told.set_result):
        os.kill(os.getpid(), number)
        assert await told == 128 + number


async def test_a_signal_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with termination_signals.ending(lambda _status: None):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_afterwards_signals_are_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with termination_signals.ending(lambda _status: None):
        pass
    assert signal.getsignal(signal.SIGTERM) == before


async def test_where_there_are_no_such_signals_nothing_is_different(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_arguments: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(asyncio.get_running_loop(), "add_signal_handler", refuse)
    with termination_signals.ending(lambda _status: None):
        pass
