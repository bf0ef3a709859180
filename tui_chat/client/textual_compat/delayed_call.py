"""Doing something for a widget after a while, whatever the machine does meanwhile."""

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


def later(owner: MessagePump, seconds: float, action: Callable[[], object]) -> None:
    """Call `action` after so many seconds, between the messages of `owner`.

    Textual's own timer drops the call, for good, if the delay is over before its task looks at
    the clock for the second time: after a delay of a microsecond or on a busy machine.
    """
    asyncio.get_running_loop().call_later(seconds, owner.call_next, action)
