"""The nodes of a network on several machines, as its log tells of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from tui_chat.server.core.events import UNSTAMPED, ClientId, Millis, node_of


@dataclass(slots=True)
class Member:
    """A node that has joined and was not lost since."""

    incarnation: int
    """The sequence of the entry of the log with which it joined."""
    token: str
    """What it called itself there, so that the same entry does not count twice."""
    rules: str
    """What all nodes must have in common; see `NodeJoined`."""
    batch: int = 0
    """The number of its last batch in the log."""
    address: str = ""
    """Where clients reach it, as `host:port`; "" is not known."""
    version: str = ""
    """What runs there, such as `tui-chat-0.1.0`."""
    since: Millis = UNSTAMPED
    """When it joined."""


class Nodes:
    """The nodes that are there, by name. On a network of one node there is none."""

    __slots__ = ("_by_incarnation", "by_name")

    def __init__(self) -> None:
        self.by_name: dict[str, Member] = {}
        self._by_incarnation: dict[int, Member] = {}

    def refuses(self, name: str, rules: str) -> bool:
        """Whether other nodes are here that have other rules."""
        return any(member.rules != rules for other, member in self.by_name.items() if other != name)

    def join(self, name: str, member: Member) -> int:
        """Take a node in; gives its incarnation until now, which has ended, or 0."""
        before = self.by_name.get(name)
        if before is not None and before.token == member.token:
            return 0
        ended = 0 if before is None else before.incarnation
        self._by_incarnation.pop(ended, None)
        self.by_name[name] = self._by_incarnation[member.incarnation] = member
        return ended

    def lose(self, incarnation: int, batch: int) -> bool:
        """Take a node out, unless more than this batch came from it; gives whether it was."""
        member = self._by_incarnation.get(incarnation)
        if member is None or member.batch > batch:
            return False
        del self._by_incarnation[incarnation]
        self.by_name = {name: one for name, one in self.by_name.items() if one is not member}
        return True

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where clients reach the nodes, as far as that is known."""
        return tuple(one.address for _name, one in sorted(self.by_name.items()) if one.address)

    @property
    def are_several(self) -> bool:
        """Whether people need to be told which node is meant."""
        return len(self.by_name) > 1

    def name_of(self, client: ClientId) -> str:
        """The name of the node of a connection; "" where there are not several."""
        return self.names_of((client,))

    def names_of(self, clients: Iterable[ClientId]) -> str:
        """The same for several connections, such as `node1,node3`."""
        if not self.are_several:
            return ""
        found = {node_of(client) for client in clients}
        return ",".join(
            sorted(name for name, one in self.by_name.items() if one.incarnation in found)
        )

    def of(self, incarnation: int) -> Member | None:
        """The node with this incarnation, if it is here."""
        return self._by_incarnation.get(incarnation)

    def take(self, incarnation: int, batch: int) -> bool:
        """Whether a batch counts: its node is here, and it is the next one of that.

        It may have come before; or the one before it is missing, which its node sends again.
        """
        member = self._by_incarnation.get(incarnation)
        if member is None or batch != member.batch + 1:
            return False
        member.batch = batch
        return True

    def restore(self, by_name: dict[str, Member]) -> None:
        """Take the nodes of a dump."""
        self.by_name = by_name
        self._by_incarnation = {one.incarnation: one for one in by_name.values()}
