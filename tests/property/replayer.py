"""A process that applies logs: for lines up to an empty one it prints the digest of the state."""

import sys

from tests.property.test_network_property import SETTINGS
from tests.server.core.event_lines import replayed
from tui_chat.server.core.event_codec import decode
from tui_chat.server.core.state.state_digest import digest

if __name__ == "__main__":
    events = []
    for line in sys.stdin.buffer:
        if line.strip():
            events.append(decode(line))
        else:
            sys.stdout.write(f"{digest(replayed(SETTINGS, events).snapshot())}\n")
            sys.stdout.flush()
            events = []
