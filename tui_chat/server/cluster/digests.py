"""Digests of the state, which nodes compare to notice when one of them differs."""

import hashlib
from collections import Counter
from typing import Final

from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state_dump import dump_part

_KEPT: Final = 4
_MOST_NODES: Final = 100
"""Nodes that are remembered until we know which of them take part."""


def digest_of(network: Network, number: int) -> str:
    """A digest of a part of the state that all nodes share; see `dump_part`."""
    return hashlib.sha256(dump_part(network, number)).hexdigest()[:32]


class Digests:
    """The last digests of this node, and those of other nodes at the same entries of the log."""

    def __init__(self) -> None:
        self._own: dict[int, str] = {}
        self._others: dict[int, dict[int, str]] = {}
        """Of each other node, by its incarnation: a digest by the entry before it."""

    @property
    def last(self) -> tuple[int, str]:
        """The last entry with a digest, and the digest; 0 and "" if there is none."""
        return next(reversed(self._own.items())) if self._own else (0, "")

    def add(self, sequence: int, digest: str) -> None:
        """Note our digest after the entry `sequence`."""
        self._own[sequence] = digest
        while len(self._own) > _KEPT:
            del self._own[next(iter(self._own))]

    def hear(self, incarnation: int, sequence: int, digest: str) -> None:
        """Note the digest of another node after the entry `sequence`; 0 means that it has none."""
        is_known = incarnation in self._others or len(self._others) < _MOST_NODES
        if sequence and is_known and (not self._own or sequence >= min(self._own)):
            said = self._others.setdefault(incarnation, {})
            said[sequence] = digest
            while len(said) > 4 * _KEPT:
                del said[next(iter(said))]

    def clear(self) -> None:
        """Forget all digests."""
        self._own.clear()
        self._others.clear()

    def diverged_after(self, own: int, members: set[int]) -> int:
        """The last entry after which this node, `own`, differed from most others; 0 if none.

        If there is no majority, the digest of the oldest node is taken to be right.
        """
        self._others = {one: its for one, its in self._others.items() if one in members}
        for sequence, digest in reversed(self._own.items()):
            said = {one: its[sequence] for one, its in self._others.items() if sequence in its}
            if any(its != digest for its in said.values()):
                said[own] = digest
                counted = Counter(said.values())
                most = max(counted.values())
                leaders = [its for its, count in counted.items() if count == most]
                right = leaders[0] if len(leaders) == 1 else said[min(said)]
                return sequence if digest != right else 0
        return 0

    @property
    def size(self) -> int:
        """How many digests are remembered."""
        return len(self._own) + sum(map(len, self._others.values()))
