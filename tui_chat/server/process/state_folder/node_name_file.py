"""Which node of which network on several machines a state folder belongs to.

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


def note_node(folder: Path, name: str, network: str) -> None:
    """Write down that the folder is that of this node. Raises StoreError."""
    if _noted(folder) == [name, network]:
        return
    try:
        draft = write_draft(folder / FILE, f"{name}\n{network}\n".encode())
        draft.replace(folder / FILE)
    except OSError as error:
        raise StoreError(f"Cannot write {folder / FILE}: {error.strerror}.") from error


def node_of(folder: Path) -> str:
    """The name of the node; "" if the folder is that of a server alone. Raises StoreError."""
    return (*_noted(folder), "")[0]


def _noted(folder: Path) -> list[str]:
    """The names of node and network, as far as they were noted. Raises StoreError."""
    try:
        text = read_file(folder / FILE, _LONGEST).decode("ascii", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise StoreError(f"Cannot read {folder / FILE}: {error.strerror}.") from error
    return [sanitize(line.strip()) for line in text.splitlines()[:2]]


def refuse_other_network(folder: Path, network: str) -> None:
    """Raise StoreError if the folder belongs to a node of another network."""
    noted = _noted(folder)
    if noted[1:] and noted[1] != network:
        raise StoreError(
            f"{folder} belongs to the network {noted[1]}, and the key file is that of the network "
            f"{network}: use the key file of {noted[1]}, or an empty --state "
            "folder."
        )


def refuse_alone(folder: Path) -> None:
    """Raise StoreError if a server alone may not use the folder."""
    if name := node_of(folder):
        raise StoreError(
            f"{folder} belongs to {name} of a network on several machines: start the server with "
            f"--cluster, or delete {folder / FILE} to leave the network for good."
        )
