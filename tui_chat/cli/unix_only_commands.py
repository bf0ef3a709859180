"""Commands that run on Unix alone, told in one sentence elsewhere."""

import functools
import importlib.util
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

import click

_NEEDED: Final = ("fcntl", "resource")
"""Modules of every Unix. Windows has neither, nor the signals and sockets that go with them."""

P = ParamSpec("P")
R = TypeVar("R")


def missing() -> str:
    """A sentence that says why no server can run here; "" where one can."""
    if all(importlib.util.find_spec(name) is not None for name in _NEEDED):
        return ""
    return (
        "A server needs Linux, macOS or another Unix, or WSL on Windows. "
        "The client runs here: tui-chat connect HOST."
    )


def unix_only(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command of the command line end with that sentence where it cannot run."""

    @functools.wraps(command)
    def checked(*arguments: P.args, **named: P.kwargs) -> R:
        if sentence := missing():
            raise click.ClickException(sentence)
        return command(*arguments, **named)

    return checked
