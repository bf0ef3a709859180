"""Removing from a message in its richest form what a set of capabilities does not include."""

import re
from functools import lru_cache
from typing import Final

from tui_chat.wire.capability_enum import Capabilities, Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.tags import NO_TAGS

ISUPPORT_BATCH: Final = "draft/isupport"
"""A type of batch; and the tag that names one until it is rendered, beside what `batch` names."""
RANK_PREFIXES: Final = "~&@%+"

TAG_NEEDS: Final = {
    "time": Capability.SERVER_TIME.bit,
    "account": Capability.ACCOUNT_TAG.bit,
    "batch": Capability.BATCH.bit,
    "label": Capability.LABELED_RESPONSE.bit,
    "draft/oper": Capability.OPER_TAG.bit,
    "draft/relaymsg": Capability.RELAYMSG.bit,
    "draft/multiline-concat": Capability.MULTILINE.bit,
}
"""What a client must hold to be shown a tag; MESSAGE_TAGS for those not named here."""
_NAMES: Final = Numeric.RPL_NAMREPLY.value
_WHO: Final = Numeric.RPL_WHOREPLY.value
_WHOIS_CHANNELS: Final = Numeric.RPL_WHOISCHANNELS.value
_WHOX: Final = Numeric.RPL_WHOSPCRPL.value
_PREFIXED: Final = frozenset({_NAMES, _WHO, _WHOX, _WHOIS_CHANNELS})
_METADATA: Final = "METADATA"
_ISUPPORT: Final = Numeric.RPL_ISUPPORT.value
RESHAPED: Final = _PREFIXED | {"JOIN", _METADATA, _ISUPPORT}
"""Commands whose parameters depend on capabilities."""

_TAGS: Final = Capability.MESSAGE_TAGS.bit
_EXTENDED_JOIN: Final = Capability.EXTENDED_JOIN.bit
_MULTI_PREFIX: Final = Capability.MULTI_PREFIX.bit
_USERHOST: Final = Capability.USERHOST_IN_NAMES.bit
ISUPPORT_BATCHES: Final = capability_set(Capability.BATCH, Capability.EXTENDED_ISUPPORT)
_METADATA_3: Final = Capability.METADATA_3.bit
_USER_AND_HOST: Final = re.compile("![^ ]+")
_LOWER_RANKS: Final = re.compile(f"([{RANK_PREFIXES}])[{RANK_PREFIXES}]+")
_WHO_FLAGS: Final = re.compile(r"[HG]\*?B?[~&@%+]+")


def downgrade(message: Message, held: Capabilities) -> Message:
    """`message` without what a client that holds `held` did not ask for.

    Removes tags (time, account, batch and label need their own capability, all others
    message-tags) and reshapes the parameters.
    """
    shown = reshape(message, held)
    tags = {key: value for key, value in shown.tags.items() if held & TAG_NEEDS.get(key, _TAGS)}
    if len(tags) == len(shown.tags):
        return shown
    return Message(shown.command, shown.params, shown.source, tags or NO_TAGS)


def reshape(message: Message, held: Capabilities) -> Message:
    """`message` with the parameters that a client that holds `held` may be shown.

    Removes the account and real name of an extended JOIN, and in NAMES, WHO and WHOIS all but
    the highest rank prefix and the user and host behind a nickname. What draft/metadata-2 tells
    with METADATA, draft/metadata-3 tells with the numerics.
    """
    command = message.command
    if command in _PREFIXED:
        params = _cut_prefixes(command, message.params, held)
    elif command == "JOIN" and not held & _EXTENDED_JOIN:
        params = message.params[:1]
    elif command == _METADATA and held & _METADATA_3:
        return _metadata_numeric(message)
    elif command == _ISUPPORT:
        return _isupport(message, held)
    else:
        return message
    return Message(command, params, message.source, message.tags)


def _cut_prefixes(command: str, params: tuple[str, ...], held: Capabilities) -> tuple[str, ...]:
    if command == _NAMES:
        if held & _MULTI_PREFIX and held & _USERHOST:
            return params
        shape = Capabilities(held & (_MULTI_PREFIX | _USERHOST))
        return (*params[:3], *[_names_line(line, shape) for line in params[3:]])
    if held & _MULTI_PREFIX:
        return params
    if command == _WHOX:
        return _cut_whox(params)
    if command == _WHO:
        flags = params[6]  # H or G, * of an operator, then the ranks
        bare = flags.rstrip(RANK_PREFIXES)
        return (*params[:6], flags[: len(bare) + 1], *params[7:])
    words = (_highest(word) for word in params[-1].split())
    return (*params[:-1], " ".join(words))


def _cut_whox(params: tuple[str, ...]) -> tuple[str, ...]:
    """A WHOX reply in which a member has its highest rank only.

    The client chose the fields, and we do not know which; only the field of flags looks like flags.
    """
    for place, word in enumerate(params[1:], 1):
        if _WHO_FLAGS.fullmatch(word):
            bare = word.rstrip(RANK_PREFIXES)
            return (*params[:place], word[: len(bare) + 1], *params[place + 1 :])
    return params


def _isupport(message: Message, held: Capabilities) -> Message:
    """RPL_ISUPPORT in its batch, for a client that knows these batches; else without one."""
    tags = dict(message.tags)
    reference = tags.pop(ISUPPORT_BATCH, "")
    if reference and held & ISUPPORT_BATCHES == ISUPPORT_BATCHES:
        tags["batch"] = reference
    return Message(message.command, message.params, message.source, tags or NO_TAGS)


def _metadata_numeric(message: Message) -> Message:
    target, key, *rest = message.params
    numeric = Numeric.RPL_KEYVALUE
    if len(rest) < 2:
        numeric, rest = Numeric.RPL_KEYNOTSET, [Numeric.RPL_KEYNOTSET.text]
    return Message(numeric.value, ("*", target, key, *rest), message.source, message.tags)


# Everybody who joins a channel is shown all its names: most lines are those of the last time, and
# the last one is new each time.
@lru_cache(maxsize=4096)
def _names_line(line: str, held: Capabilities) -> str:
    if held & _USERHOST:
        return " ".join(map(_highest, line.split(" ")))
    line = _USER_AND_HOST.sub("", line)
    return line if held & _MULTI_PREFIX else _LOWER_RANKS.sub(r"\1", line)


def _highest(word: str) -> str:
    bare = word.lstrip(RANK_PREFIXES)
    return word if len(word) - len(bare) < 2 else word[0] + bare
