"""The log of a network, applied once more."""

from collections.abc import Iterable

from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import Event
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.network import Network


def replayed(settings: Settings, events: Iterable[Event]) -> Network:
    """A new network to which all these events are applied."""
    network = Network(settings)
    for event in events:
        handle(network, event)
    return network
