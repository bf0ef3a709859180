"""Messages rendered as bytes for a set of capabilities."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from tui_chat.server.core.effects import Speech
from tui_chat.wire.capability_enum import Capabilities, Capability
from tui_chat.wire.downgrade import RESHAPED, TAG_NEEDS, reshape
from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import MAX_PARAMS, Message
from tui_chat.wire.multiline_text_and_batches import unfold
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.preformatted_numerics import REPLIES, lines_of
from tui_chat.wire.tags import escape
from tui_chat.wire.timestamps import MILLISECONDS, format_time, parse_time

_NAMES: Final = Numeric.RPL_NAMREPLY.value
_SPECIAL: Final = RESHAPED | {REPLIES}
_TEXT_AFTER: Final = {
    1: ("AWAY", "ERROR", "QUIT", "SETNAME", "WALLOPS"),
    2: ("KILL", "NOTICE", "PART", "PRIVMSG", "TOPIC"),
    3: ("CAP", "JOIN", "KICK"),
}
_NUMERIC_TEXT_AFTER: Final = {
    2: (
        *(Numeric.RPL_ADMINLOC1, Numeric.RPL_ADMINLOC2, Numeric.RPL_ADMINEMAIL, Numeric.RPL_INFO),
        *(Numeric.RPL_ISON, Numeric.RPL_USERHOST, Numeric.RPL_USERIP),
        *(Numeric.RPL_MONLIST, Numeric.RPL_MONONLINE, Numeric.RPL_MONOFFLINE),
    ),
    3: (
        *(Numeric.RPL_AWAY, Numeric.RPL_TOPIC, Numeric.RPL_WHOISCHANNELS),
        *(Numeric.RPL_HELPSTART, Numeric.RPL_HELPTXT, Numeric.RPL_TIME),
    ),
    4: (Numeric.RPL_LIST, Numeric.RPL_NAMREPLY, Numeric.RPL_WHOISSERVER),
    6: (Numeric.RPL_WHOISUSER, Numeric.RPL_WHOWASUSER),
}
_WITH_COLON: Final = {
    **{name: least for least, names in _TEXT_AFTER.items() for name in names},
    **{one.value: least for least, numerics in _NUMERIC_TEXT_AFTER.items() for one in numerics},
}
"""Commands whose last parameter always has a colon, if there are at least so many parameters.

Simple programs look for that colon instead of parsing the line. HexChat takes the first character
of a topic, a nickname or a real name for it, and mIRC needs it in lists of members.
"""
_TAGS: Final = Capability.MESSAGE_TAGS.bit
_SERVER_TIME: Final = Capability.SERVER_TIME.bit
_USUAL: Final = _TAGS | _SERVER_TIME
_NEVER: Final = MAX_PARAMS + 1
_MARK: Final = "\0"
"""A placeholder that no message contains."""
"""The end of each timestamp within a second."""
_TIME_MARK: Final = "\r"
"""Another placeholder, for the time."""
_SURELY_FITS: Final = (MAX_BODY - 2) // 4
"""A number of characters that always fits: each takes four bytes at most."""


def render(message: Message, held: Capabilities, time: str) -> bytes:
    """The line for clients that hold `held`, or the lines of one that has several.

    `time` is its server-time unless the message brings its own. A body over 512 bytes is cut
    between characters (RFC 2812 2.3).
    """
    if message.command in _SPECIAL:
        if message.command == REPLIES:
            return _replies(message, held, time)
        message = reshape(message, held)
        if message.command == _NAMES and len(message.params) > 4:
            return _names(message, held, time)
    body = message.body(colon=len(message.params) >= _WITH_COLON.get(message.command, _NEVER))
    if "\n" in body:
        timeless = Capabilities(held & ~_SERVER_TIME)
        return b"".join(
            render(line, held if timed else timeless, time) for line, timed in unfold(message, held)
        )
    if len(body) > (MAX_BODY - 2 if body.isascii() else _SURELY_FITS):
        body = body.encode()[: MAX_BODY - 2].decode(errors="ignore")
    return f"{_tags(message.tags, held, time)}{body}\r\n".encode()


def render_speech(speech: Speech, held: Capabilities, time: str) -> bytes:
    """The lines of a speech, one for each of its messages, as `render` gives them.

    `time` is that of the first; each other is a millisecond after the one before.
    """
    if held & _SERVER_TIME and len(speech.texts) > 1:
        return _timed_speech(speech, held, time)
    tags = _tags({"msgid": _MARK, **speech.tags}, held, time)
    before, mark, after = tags.partition(_MARK)
    # Added, not formatted: an f-string takes 1 us to copy a Source, which is no plain str.
    head = after + ":" + speech.source + f" PRIVMSG {speech.target} :"
    texts = speech.texts
    if mark:
        ids = speech.msgids
        lines = [f"{before}{msgid}{head}{text}" for msgid, text in zip(ids, texts, strict=True)]
    else:
        lines = [f"{before}{head}{text}" for text in texts]
    written = "\r\n".join(lines)
    longest = len(head) + max(map(len, texts))
    if longest > (MAX_BODY - 2 if written.isascii() else _SURELY_FITS):
        return b"".join(render(message, held, time) for message in speech.messages())
    return f"{written}\r\n".encode()


def _timed_speech(speech: Speech, held: Capabilities, time: str) -> bytes:
    start, count = int(time[20:23]), len(speech.texts)
    spoken = speech.source + f" PRIVMSG {speech.target} :"
    tags = _tags({"msgid": _MARK, **speech.tags}, held, _TIME_MARK)
    before, _, rest = tags.partition(_TIME_MARK)
    between, mark, after = rest.partition(_MARK)
    head = (after if mark else between) + ":" + spoken
    before += time[:20]
    texts = speech.texts
    if start + count > 1000:
        return _over_seconds(speech, held, parse_time(time), 1000 - start)
    ends = MILLISECONDS[start : start + count]
    if mark:
        each = zip(ends, speech.msgids, texts, strict=True)
        lines = [f"{before}{ms}{between}{msgid}{head}{text}" for ms, msgid, text in each]
    else:
        lines = [f"{before}{ms}{head}{text}" for ms, text in zip(ends, texts, strict=True)]
    written = "\r\n".join(lines)
    longest = len(head) + max(map(len, texts))
    if longest > (MAX_BODY - 2 if written.isascii() else _SURELY_FITS):
        at, messages = parse_time(time), speech.messages()
        return b"".join(render(one, held, format_time(at + n)) for n, one in enumerate(messages))
    return f"{written}\r\n".encode()


def _over_seconds(speech: Speech, held: Capabilities, at: int, count: int) -> bytes:
    """A speech that crosses a second, in two parts: the first `count` lines, and the rest."""
    texts, msgids = speech.texts, speech.msgids
    first = replace(speech, texts=texts[:count], msgids=msgids[:count])
    others = replace(speech, texts=texts[count:], msgids=msgids[count:])
    return render_speech(first, held, format_time(at)) + render_speech(
        others, held, format_time(at + count)
    )


def _names(message: Message, held: Capabilities, time: str) -> bytes:
    """The lines of a NAMES reply, which is one message inside: every parameter past the third."""
    params = message.params
    head = f"{_tags(message.tags, held, time)}:{message.source} {_NAMES} {' '.join(params[:3])} :"
    return (head + f"\r\n{head}".join(params[3:]) + "\r\n").encode()


def _replies(message: Message, held: Capabilities, time: str) -> bytes:
    """The lines of several numerics, which are one message inside; cut as in `render`."""
    source = f":{message.source} "
    lines = lines_of(message)
    room = MAX_BODY - 2 - len(source.encode())
    if max(map(len, lines)) > (room if message.params[1].isascii() else room // 4):
        lines = [line.encode()[:room].decode(errors="ignore") for line in lines]
    head = _tags(message.tags, held, time) + source
    return (head + f"\r\n{head}".join(lines) + "\r\n").encode()


def _tags(tags: Mapping[str, str], held: Capabilities, time: str) -> str:
    """The tags for these capabilities and a space; "" if there are none."""
    if not held:
        return ""
    if len(tags) == 1 and "msgid" in tags and held & _USUAL == _USUAL:
        # Of most lines that are said; the loop below costs five times as much.
        return f"@time={time};msgid={tags['msgid']} "
    shown = f";time={time}" if held & _SERVER_TIME and "time" not in tags else ""
    for key, value in tags.items():
        if held & TAG_NEEDS.get(key, _TAGS):
            shown += f";{key}={escape(value)}" if value else f";{key}"
    return f"@{shown[1:]} " if shown else ""
