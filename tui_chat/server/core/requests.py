"""The base of all requests to the shell that are answered off the event loop."""

import msgspec


class Request(msgspec.Struct, frozen=True, tag=True):
    """A question whose answer needs a disk, a hash or the network.

    Ordered with the effect `Ask`, answered by the event `Answered`. Each kind is a class of its
    own, beside the commands that ask it, with its `@answered(Kind)` handler.
    """
