"""What a node must have in common with the others of a network to join it."""

import unicodedata
from typing import Final

from tui_chat.server.cluster import ClusterError
from tui_chat.server.core.settings import Settings, differing
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state_dump import FORMAT

CORE: Final = 7
"""The number of the core's rules. Raise it with every change to the effect of an event: nodes with
different numbers would arrive at different states."""
_NEVER_CHANGED: Final = frozenset({"server", "casemapping"})
"""Settings that a network keeps for ever. A node that is alone may change all others."""


def rules() -> str:
    """What all nodes must have in common to arrive at the same state."""
    return f"core {CORE}.{FORMAT}, Unicode {unicodedata.unidata_version}"


def check(name: str, settings: Settings, network: Network) -> None:
    """Raise ClusterError if the node `name`, configured so, cannot join this network."""
    others = {its: member for its, member in network.nodes.by_name.items() if its != name}
    if network.nodes.refuses(name, rules()):
        theirs = next(member.rules for member in others.values())
        raise ClusterError(
            f"The other nodes run {theirs}, and this one {rules()}: run the same version of "
            "tui-chat and Python on all of them, or stop all first."
        )
    found = differing(settings, network.settings)
    if not others:
        found = tuple(one for one in found if one in _NEVER_CHANGED)
    if found:
        raise ClusterError(
            f"The configuration differs from that of the network in {', '.join(found)}: make it "
            "the same on all nodes."
        )
