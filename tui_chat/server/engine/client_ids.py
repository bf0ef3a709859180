"""Ids of clients: no two connections have the same, on whatever node and in whatever run of it."""

import itertools
from collections.abc import Iterator
from typing import Final

from tui_chat.server.core.events import NUMBER_BITS, ClientId

_MOST: Final = 1 << NUMBER_BITS


class OutOfClientIds(Exception):  # noqa: N818 - the node has to be started again, not to be mended
    """This incarnation of the node has had as many connections as there are numbers for."""


class ClientIds:
    """Gives out the ids of one incarnation of a node: `incarnation << 24`, plus 1, 2, 3 and so on.

    An incarnation is one run of a node that has joined a cluster, and no other has its number. A
    server of one node has the incarnation 0, and no end of numbers.
    """

    __slots__ = ("_incarnation", "_numbers", "node")

    def __init__(self, incarnation: int = 0) -> None:
        self._incarnation = incarnation
        first = incarnation << NUMBER_BITS
        self.node = ClientId(first)
        """What stands for a client in events of the node itself."""
        self._numbers: Iterator[int] = (
            iter(range(first + 1, first + _MOST)) if incarnation else itertools.count(1)
        )

    def take(self) -> ClientId:
        """The id of a new connection. Raises OutOfClientIds after 16,777,215 of them."""
        for number in self._numbers:
            return ClientId(number)
        raise OutOfClientIds(f"{_MOST - 1:,} connections since the node has joined")

    def is_own(self, client: ClientId) -> bool:
        """Whether the id is that of this node, or of a connection that it has or had."""
        return not self._incarnation or client >> NUMBER_BITS == self._incarnation
