"""The servers of a network, as CAP LS tells of them: `tui-chat/nodes=a:6697,[::1]:6697`.

Nobody can request this name, as with `sts`; only its value says something. And what a server says
that is cut off from the others.
"""

import re
from collections.abc import Iterable
from typing import Final

NODES: Final = "tui-chat/nodes"
CUT_OFF: Final = "This server cannot reach the others of its network just now"
"""How the NOTICE begins, and the reason in the ERROR."""
REACHES_AGAIN: Final = "This server reaches the others of its network again."
"""The NOTICE that ends it."""
_LONGEST: Final = 300
"""Bytes of the value: it has to fit into a line with its name."""
_MOST: Final = 20
_ADDRESS: Final = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\]):(\d{1,5})"
)
Address = tuple[str, int]
"""A host and a port."""


def nodes_value(addresses: Iterable[str]) -> str:
    """The value for these addresses, each as `host:port`; those that do not fit are left out."""
    value = ""
    for address in addresses:
        longer = f"{value},{address}" if value else address
        if parse_nodes(address) and len(longer) <= _LONGEST:
            value = longer
    return value


def parse_nodes(value: str) -> tuple[Address, ...]:
    """The addresses in a value; what is none is passed over."""
    found: dict[Address, None] = {}
    for text in value.split(",", _MOST)[:_MOST]:
        match = _ADDRESS.fullmatch(text)
        if match is not None and 0 < int(match[2]) < 65_536:
            found[match[1].strip("[]").lower(), int(match[2])] = None
    return tuple(found)
