"""Waits exactly until an application has finished its work, and lets it paint without pauses."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_SOON: Final = 1 / 50
"""Seconds within which a timer that is set still belongs to what was done: a frame and more."""


async def wait_for_idle(min_sleep: float = _SOON, max_sleep: float = 1.0) -> None:
    """Wait until the loop has nothing left to do, not even in the `_SOON` seconds from now.

    Textual's own waits at least 20 ms, and on until a whole 20 ms pass with hardly any work done:
    seconds, wherever two applications run in one process.
    """
    loop: Any = asyncio.get_running_loop()
    begun = loop.time()
    until = begun + max(_SOON, min_sleep)
    while loop.time() < begun + max_sleep:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        times = [timer._when for timer in loop._scheduled if not timer._cancelled]
        soonest = min(times, default=until)
        if soonest >= until:
            return
        await asyncio.sleep(max(0.0, soonest - loop.time()))


@contextmanager
def at_full_speed() -> Iterator[None]:
    """Pilots wait only as long as the application has work to do, and for no frame to be due.

    Waiting for the next of sixty frames a second was half of the time of a test of a screen.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.pilot.wait_for_idle", wait_for_idle)
        patch.setattr("textual.app.wait_for_idle", wait_for_idle)
        # Below half a millisecond Textual's timers do not sleep.
        patch.setattr("textual.screen.UPDATE_PERIOD", 1e-4)
        patch.setattr(Stylesheet, "_parse_rules", _parse_rules_once)
        yield


_parsed: Final[dict[tuple[Any, ...], list[RuleSet]]] = {}
_parse_rules: Final = Stylesheet._parse_rules


def _parse_rules_once(sheet: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
    """What a style sheet says, parsed once for all applications that give it the same variables.

    It was a tenth of the time of a test of a screen. Nothing changes rules once they are parsed.
    """
    key = (frozenset(sheet._variables.items()), given, frozenset(named.items()))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *given, **named)
    return _parsed[key]
