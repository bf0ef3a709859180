"""Message tags: `@key=value;key2 ` in front of a message (IRCv3 message-tags)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tui_chat.wire.errors import ProtocolError

NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})
OPERATOR_TAG: Final = "draft/oper"
"""The sender is an operator of the network (IRCv3 draft/oper-tag)."""
HISTORY_END_TAG: Final = "draft/chathistory-end"
"""On the start of a batch: the next page of history is empty (IRCv3 draft/chathistory)."""
CONTEXT_TAG: Final = "draft/chathistory-context"
"""On a message in a page of history that belongs to the one before; it does not count as one."""
REPLY_TAGS: Final = ("+draft/reply", "+reply")
"""The msgid of the message that a message belongs to."""
CHANNEL_CONTEXT_TAGS: Final = ("+channel-context", "+draft/channel-context")
"""The channel that a private message belongs to (IRCv3 channel-context)."""
EDIT_TAG: Final = "+draft/edit"
"""The msgid of the message whose text is replaced."""

_ESCAPED: Final = str.maketrans(
    {"\\": "\\\\", ";": "\\:", " ": "\\s", "\r": "\\r", "\n": "\\n"},
)
_MEANING: Final = {":": ";", "s": " ", "r": "\r", "n": "\n", "\\": "\\"}


def parse_tags(text: str) -> dict[str, str]:
    """The tags of `text`, the part between `@` and the first space; a missing value is "".

    Of a key given twice the last value counts. Raises ProtocolError for a tag without a key.
    """
    tags: dict[str, str] = {}
    for item in text.split(";"):
        if not item:
            continue
        key, _, value = item.partition("=")
        if not key:
            raise ProtocolError("a tag without a key")
        tags[key] = unescape(value) if "\\" in value else value
    return tags


def encode_tags(tags: Mapping[str, str]) -> str:
    """`key=value;key2`: without the `@` and the space."""
    return ";".join(f"{key}={escape(value)}" if value else key for key, value in tags.items())


def escape(value: str) -> str:
    """A tag's value as it is sent."""
    # Hardly any value needs it, and translate costs ten times as much as looking.
    if "\\" in value or ";" in value or " " in value or "\r" in value or "\n" in value:
        return value.translate(_ESCAPED)
    return value


def unescape(value: str) -> str:
    r"""A tag's value as it is meant. `\x` of any other x is x; a lone `\` at the end is dropped."""
    parts: list[str] = []
    characters = iter(value)
    for character in characters:
        if character == "\\":
            following = next(characters, "")
            parts.append(_MEANING.get(following, following))
        else:
            parts.append(character)
    return "".join(parts)
