"""All that is fuzzed: functions that are given bytes, and raise when something is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.fuzz import clients, keyboards, programs, servers, stores, wires

TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "message": wires.message,
    "framing": wires.framing,
    "text": wires.text,
    "header": wires.header,
    "words": wires.words,
    "configuration": wires.configuration,
    "core": servers.core,
    "websocket": servers.websocket,
    "store": stores.store,
    "session": clients.session,
    "keyboard": keyboards.keyboard,
    "doctor": programs.doctor,
    "tail": programs.tail,
    "send": programs.send,
}
CORPUS: Final = Path(__file__).parent / "corpus"
"""A folder for each target: inputs that reach much of its code, and those that once broke it."""
