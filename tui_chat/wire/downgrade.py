"""The richest form of a message into what a capability set may be shown."""

from typing import Final

from tui_chat.wire.capabilities import Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.tags import NO_TAGS

RANK_PREFIXES: Final = "~&@%+"

TAG_NEEDS: Final = {
    "time": Capability.SERVER_TIME.bit,
    "account": Capability.ACCOUNT_TAG.bit,
    "batch": Capability.BATCH.bit,
    "label": Capability.LABELED_RESPONSE.bit,
}
"""What a client must hold to be shown a tag; MESSAGE_TAGS for those not named here."""
_NAMES: Final = Numeric.RPL_NAMREPLY.value
_WHO: Final = Numeric.RPL_WHOREPLY.value
_WHOIS_CHANNELS: Final = Numeric.RPL_WHOISCHANNELS.value
_PREFIXED: Final = frozenset({_NAMES, _WHO, _WHOIS_CHANNELS})
RESHAPED: Final = _PREFIXED | {"JOIN"}
"""Commands whose parameters depend on capabilities."""

_TAGS: Final = Capability.MESSAGE_TAGS.bit
_EXTENDED_JOIN: Final = Capability.EXTENDED_JOIN.bit
_MULTI_PREFIX: Final = Capability.MULTI_PREFIX.bit
_USERHOST: Final = Capability.USERHOST_IN_NAMES.bit


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
    the highest rank prefix and the user and host behind a nickname.
    """
    command = message.command
    if command in _PREFIXED:
        params = _cut_prefixes(command, message.params, held)
    elif command == "JOIN" and not held & _EXTENDED_JOIN:
        params = message.params[:1]
    else:
        return message
    return Message(command, params, message.source, message.tags)


def _cut_prefixes(command: str, params: tuple[str, ...], held: Capabilities) -> tuple[str, ...]:
    if command == _NAMES:
        if held & _MULTI_PREFIX and held & _USERHOST:
            return params
        words = (_name(word, held) for word in params[-1].split())
        return (*params[:-1], " ".join(words))
    if held & _MULTI_PREFIX:
        return params
    if command == _WHO:
        flags = params[6]  # H or G, * of an operator, then the ranks
        bare = flags.rstrip(RANK_PREFIXES)
        return (*params[:6], flags[: len(bare) + 1], *params[7:])
    words = (_highest(word) for word in params[-1].split())
    return (*params[:-1], " ".join(words))


def _name(word: str, held: Capabilities) -> str:
    if not held & _USERHOST:
        word = word.partition("!")[0]  # not Source.nick: "@" may be a prefix here
    return word if held & _MULTI_PREFIX else _highest(word)


def _highest(word: str) -> str:
    bare = word.lstrip(RANK_PREFIXES)
    return word if len(word) - len(bare) < 2 else word[0] + bare
