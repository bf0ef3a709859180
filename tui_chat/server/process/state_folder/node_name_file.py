"""Which node of a network on several machines a state folder belongs to.

Its accounts and channels are those of the network: what a server alone changed there would be lost
as soon as the node joins again.
"""

from pathlib import Path
from typing import Final

from tui_chat.private_files import read_file, write_draft
from tui_chat.server.store import StoreError
from tui_chat.wire.text.sanitize import sanitize

FILE: Final = "network-node"
_LONGEST: Final = 100


def note_node(folder: Path, name: str) -> None:
    """Write down that the folder is that of this node. Raises StoreError."""
    if node_of(folder) == name:
        return
    try:
        write_draft(folder / FILE, f"{name}\n".encode()).replace(folder / FILE)
    except OSError as error:
        raise StoreError(f"Cannot write {folder / FILE}: {error.strerror}.") from error


def node_of(folder: Path) -> str:
    """The name of the node; "" if the folder is that of a server alone. Raises StoreError."""
    try:
        return sanitize(read_file(folder / FILE, _LONGEST).decode("ascii", "replace").strip())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise StoreError(f"Cannot read {folder / FILE}: {error.strerror}.") from error


def refuse_alone(folder: Path) -> None:
    """Raise StoreError if a server alone may not use the folder."""
    if name := node_of(folder):
        raise StoreError(
            f"{folder} belongs to {name} of a network on several machines: start the server with "
            f"--cluster, or delete {folder / FILE} to leave the network for good."
        )
