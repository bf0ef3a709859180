"""Connections to a network on several machines: where the one is lost, another is gone to at once.

The network names its nodes (`tui_chat.wire.nodes_capability`). We go to one only if it is as sure
to be the network as the server that the person named: it shows the same certificate, or an
authority vouches for it as for the other, or both are this machine.
"""

import contextlib
import ipaddress
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tui_chat.client.connect.connector_interface import Connector, DirectConnector, Opened
from tui_chat.client.connect.known_servers import (
    KnownNodes,
    KnownServers,
    TrustError,
    UntrustedError,
)
from tui_chat.client.connection_security import Recognised, Security
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy
from tui_chat.wire.nodes_capability import Address

_NOT_IT: Final = "it does not show the certificate of the network"
MakeConnector = Callable[[str, int, frozenset[str]], Connector]
"""Makes a connector for a host and port: if there are fingerprints, the server must show one of
them, else an authority must vouch for it."""


class NodeConnector:
    """Connects to the server that the person named, or to another node of its network.

    `named` leads to the server at `host` and `port`; `make` to others. What is known of the nodes
    is kept in `known`.
    """

    def __init__(
        self, named: Connector, host: str, port: int, known: KnownServers, make: MakeConnector
    ) -> None:
        self._named = host.lower(), port
        self._known = known
        self._make = make
        self._at: Address = self._named
        self._connectors: dict[Address, Connector] = {self._named: named}
        self._tried: set[Address] = set()
        self._security = Security()

    # Which node

    @property
    def place(self) -> Address:
        """Where the next connection leads, or the present one."""
        return self._at

    @property
    def is_elsewhere(self) -> bool:
        """Whether that is another node than the person named."""
        return self._at != self._named

    @property
    def are_several(self) -> bool:
        """Whether the network has other nodes that we may go to."""
        return len(set(self._places())) > 1

    def learn(self, nodes: Sequence[Address]) -> None:
        """The network says over the current connection that these are its nodes."""
        if not nodes and not self._nodes().addresses:
            return
        security = self._security
        if not (security.encrypted or security.trusted):
            return  # anybody on the way could have said it
        certified = security.recognised is Recognised.CERTIFIED
        shown = "" if certified else security.fingerprint
        known = KnownNodes(tuple(nodes), shown, security.encrypted)
        if known != self._nodes():
            with contextlib.suppress(TrustError):  # told when it is gone to next
                self._known.put_nodes(*self._named, known)
            for place in [one for one in self._connectors if one not in {self._at, self._named}]:
                del self._connectors[place]

    def move_on(self, *, afresh: bool) -> bool:
        """Go to another node; False if all were tried, and it is time to wait.

        `afresh` says that the lost connection was a good one: then all others count as untried.
        """
        if afresh:
            self._tried.clear()
        self._tried.add(self._at)
        places = list(self._places())
        begin = places.index(self._at) + 1 if self._at in places else 0
        for place in places[begin:] + places[:begin]:
            if place not in self._tried:
                self._at = place
                return True
        self._tried.clear()
        self._at = self._named
        return False

    def _places(self) -> Iterator[Address]:
        yield self._named
        known = self._nodes()
        for host, port in known.addresses:
            is_ours = _is_this_machine(host) and _is_this_machine(self._named[0])
            if (host, port) != self._named and (known.is_encrypted or is_ours):
                yield host, port

    def _nodes(self) -> KnownNodes:
        try:
            return self._known.nodes(*self._named)
        except TrustError:
            return KnownNodes()

    # As a connector

    async def open(self) -> Opened:
        """A new connection; a node that is not what it should be raises OSError."""
        self._security = Security()
        try:
            opened = await self._connector().open()
        except (TrustError, UntrustedError) as error:
            if self.is_elsewhere:
                raise OSError(_NOT_IT) from error
            raise
        self._security = opened.security
        return opened

    def _connector(self) -> Connector:
        found = self._connectors.get(self._at)
        if found is None:
            known = self._nodes()
            if known.is_encrypted:
                shown = frozenset({known.fingerprint} if known.fingerprint else ())
                found = self._make(*self._at, shown)
            else:
                found = DirectConnector(*self._at, None)
            self._connectors[self._at] = found
        return found

    def demand(self, port: int) -> None:
        """The server demands encryption, on this port (IRCv3 sts)."""
        self._connector().demand(port)

    def accept(self) -> None:
        """The person accepts the certificate that was refused."""
        self._connectors[self._named].accept()

    @property
    def port(self) -> int:
        """The port of the last attempt."""
        return self._connector().port

    @property
    def policy(self) -> StsPolicy | None:
        """The policy that the server announced before."""
        return self._connector().policy

    def keep(self, policy: StsPolicy | None) -> None:
        """The server announced this policy over the current connection."""
        self._connector().keep(policy)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
