"""The addresses of a network's servers in CAP LS: `tui-chat/nodes=a:6697,[::1]:6697`.

Like `sts`, the name cannot be requested; only its value matters. The notices of a server that
cannot reach the others are here, too.
"""

import re
from collections.abc import Iterable
from typing import Final

NODES: Final = "tui-chat/nodes"
CUT_OFF: Final = "This server cannot reach the others of its network just now"
"""The beginning of the NOTICE, and the reason in the ERROR, while it cannot reach the others."""
REACHES_AGAIN: Final = "This server reaches the others of its network again."
"""The NOTICE when it reaches the others again."""
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
