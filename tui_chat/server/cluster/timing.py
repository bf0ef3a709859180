"""How often a node does what it does for its network, and how long it waits."""

from typing import Final, NamedTuple


class Timing(NamedTuple):
    """In seconds, but for the numbers of events and entries."""

    beat: float = 0.5
    """Between two beats of a node."""
    silence: float = 4.0
    """After which a silent node is lost. An election of the engines takes 5 to 8, on purpose:
    nodes hear each other without it."""
    look: float = 0.25
    """Between two looks at what is to be done."""
    stop_reading: float = 3.0
    tell: float = 10.0
    close: float = 20.0
    """Without a batch of its own that came back, after which a node stops reading, says why, and
    closes."""
    backlog: int = 10_000
    """Events that wait to be sent, after which a node reads nothing until most of them are."""
    snapshot_events: int = 50_000
    snapshot_seconds: float = 600.0
    """After which a snapshot is written, if anything has happened."""
    digest_entries: int = 4096
    """Entries between two digests of the state: at the same places everywhere."""


TIMING: Final = Timing()
