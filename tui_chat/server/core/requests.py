"""The base of all requests to the shell that are answered off the event loop."""

from typing import ClassVar

import msgspec


class Request(msgspec.Struct, frozen=True, tag=True):
    """A question whose answer needs a disk, a hash or the network.

    Ordered with the effect `Ask`, answered by the event `Answered`. Each kind is a class of its
    own, beside the commands that ask it, with its `@answered(Kind)` handler.
    """

    reads: ClassVar[bool] = False
    """Its answer changes nothing that others see: it does not go through the log."""

    def without_secrets(self) -> "Request":
        """The same as it may stand in the log, for the handler of its answer."""
        return self
