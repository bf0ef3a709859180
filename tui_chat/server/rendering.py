"""A message as the bytes that a capability set is sent."""

from typing import Final

from tui_chat.wire.capabilities import Capabilities, Capability
from tui_chat.wire.downgrade import RESHAPED, TAG_NEEDS, reshape
from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import Message
from tui_chat.wire.tags import escape

_TAGS: Final = Capability.MESSAGE_TAGS.bit
_SERVER_TIME: Final = Capability.SERVER_TIME.bit


def render(message: Message, held: Capabilities, time: str) -> bytes:
    """The line for clients that hold `held`, CR LF included.

    `time` is its server-time unless the message brings its own. A body over 512 bytes is cut
    between characters (RFC 2812 2.3).
    """
    if message.command in RESHAPED:
        message = reshape(message, held)
    data = (message.body() + "\r\n").encode()
    if len(data) > MAX_BODY:
        data = data[: MAX_BODY - 2].decode(errors="ignore").encode() + b"\r\n"
    tags = message.tags
    if not held:
        return data
    shown = f";time={time}" if held & _SERVER_TIME and "time" not in tags else ""
    for key, value in tags.items():
        if held & TAG_NEEDS.get(key, _TAGS):
            shown += f";{key}={escape(value)}" if value else f";{key}"
    return f"@{shown[1:]} ".encode() + data if shown else data
