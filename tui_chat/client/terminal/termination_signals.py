"""Signals that ask a program to end."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_NAMES: Final = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
_BASE: Final = 128
"""The exit status after a signal is this plus the signal's number, as in shells."""


@contextmanager
def ending(end: Callable[[int], None], *, interrupts: bool = True) -> Iterator[None]:
    """Meanwhile a signal calls `end`, on the running loop, with the exit status it stands for.

    A signal that was ignored when we were started (nohup) stays so; so does SIGINT, as Python has
    it, without `interrupts`. On platforms without these signals it does nothing.
    """
    loop = asyncio.get_running_loop()
    caught = []
    for name in _NAMES if interrupts else _NAMES[:-1]:
        number = getattr(signal, name, None)
        if number is None or signal.getsignal(number) is signal.SIG_IGN:
            continue
        try:
            loop.add_signal_handler(number, end, _BASE + number)
        except (NotImplementedError, RuntimeError, ValueError):  # not there, or not our thread
            continue
        caught.append(number)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
