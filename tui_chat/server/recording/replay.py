"""Replaying a recording: the same events, applied to a new network."""

from collections.abc import Callable
from pathlib import Path

from tui_chat.server.core.dispatch import handle
from tui_chat.server.core.events import Event
from tui_chat.server.core.state.network import Network
from tui_chat.server.recording.recording import Beginning, read


def replay(
    path: Path, failed: Callable[[int, Event, Exception], object]
) -> tuple[Beginning, Network, int]:
    """What the recording begins with, the network at its end, and how many events there were.

    `failed` is told of each event that cannot be handled, with its line. Raises RecordingError.
    """
    beginning, events = read(path)
    network, count = Network(beginning.settings), 0
    for count, event in enumerate(events, 1):
        try:
            handle(network, event)
        except Exception as error:  # noqa: BLE001 - as in the server, which goes on
            failed(count + 1, event, error)
    return beginning, network, count
