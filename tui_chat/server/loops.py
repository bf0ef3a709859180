"""Which event loop the server runs on.

uvloop takes a quarter less of the processor when people talk in small batches or come in crowds,
and up to a tenth more in the busiest rooms (bench/): the first is what most servers see.
"""

import asyncio
from collections.abc import Callable
from importlib.util import find_spec


class LoopError(Exception):
    """That loop is not here; the text is one sentence that says what to do."""


def loop_factory(wanted: str) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the loop of this name, as in the key `server.loop`; None is asyncio's own.

    `auto` is uvloop where it is installed. Raises LoopError.
    """
    is_here = find_spec("uvloop") is not None
    if wanted == "uvloop" and not is_here:
        raise LoopError('The key "server.loop" asks for uvloop: install it, or say "auto".')
    if wanted == "asyncio" or not is_here:
        return None
    import uvloop  # noqa: PLC0415 - only where it is wanted

    return uvloop.new_event_loop
