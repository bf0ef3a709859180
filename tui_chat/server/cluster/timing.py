"""How often a node does its regular work for its network, and how long it waits for others."""

from typing import Final, NamedTuple


class Timing(NamedTuple):
    """In seconds, except for the numbers of events and entries."""

    beat: float = 0.5
    """Between two heartbeats of a node."""
    silence: float = 4.0
    """After which a silent node is lost. It may be shorter than an election of the engines, which
    takes 5 to 8: nodes hear each other without a leader."""
    look: float = 0.25
    """Between two checks of what is to be done."""
    stop_reading: float = 3.0
    tell: float = 10.0
    close: float = 20.0
    """After which a node whose batch does not come back stops reading, tells people why, and closes
    their connections."""
    backlog: int = 10_000
    """Events waiting to be sent at which a node stops reading until fewer wait."""
    snapshot_events: int = 50_000
    snapshot_seconds: float = 600.0
    """Since the last snapshot, after which another is written if anything has happened."""
    digest_entries: int = 4096
    """Entries between two digests of the state; the same on all nodes."""


TIMING: Final = Timing()
