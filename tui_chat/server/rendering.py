"""A message as the bytes that a capability set is sent."""

from tui_chat.wire.capabilities import Capabilities, Capability
from tui_chat.wire.downgrade import downgrade
from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import Message

_SERVER_TIME = Capability.SERVER_TIME.bit


def render(message: Message, held: Capabilities, time: str) -> bytes:
    """The line for clients that hold `held`, CR LF included.

    `time` is its server-time unless the message brings its own. A body over 512 bytes is cut
    between characters (RFC 2812 2.3).
    """
    shown = downgrade(message, held)
    line = str(shown)
    if held & _SERVER_TIME and "time" not in shown.tags:
        line = f"@time={time};{line[1:]}" if shown.tags else f"@time={time} {line}"
    data = f"{line}\r\n".encode()
    if len(data) > MAX_BODY:
        return _cut(data)
    return data


def _cut(data: bytes) -> bytes:
    start = data.index(b" ") + 1 if data.startswith(b"@") else 0
    if len(data) - start <= MAX_BODY:
        return data
    body = data[start : start + MAX_BODY - 2].decode(errors="ignore")
    return data[:start] + body.encode() + b"\r\n"
