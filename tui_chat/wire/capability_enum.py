"""IRCv3 capabilities: what a client asked to be shown."""

import enum
from collections.abc import Iterable
from typing import Final, NewType, Self

Capabilities = NewType("Capabilities", int)
"""A set of `Capability`, as the int that `|` of their values gives.

An int and not the enum: `&` on an IntFlag costs ten times that on an int, and this stands in the
way of every message.
"""


class Capability(enum.Enum):
    """A capability by its name on the wire; `bit` is its place in a `Capabilities` set."""

    bit: Capabilities

    def __new__(cls, name: str) -> Self:
        """Give each member the next bit."""
        member = object.__new__(cls)
        member._value_ = name
        member.bit = Capabilities(1 << len(cls.__members__))
        return member

    MESSAGE_TAGS = "message-tags"
    SERVER_TIME = "server-time"
    ACCOUNT_TAG = "account-tag"
    BATCH = "batch"
    LABELED_RESPONSE = "labeled-response"
    ECHO_MESSAGE = "echo-message"
    MULTI_PREFIX = "multi-prefix"
    USERHOST_IN_NAMES = "userhost-in-names"
    EXTENDED_JOIN = "extended-join"
    AWAY_NOTIFY = "away-notify"
    SETNAME = "setname"
    CAP_NOTIFY = "cap-notify"
    INVITE_NOTIFY = "invite-notify"
    CHANNEL_RENAME = "draft/channel-rename"
    NO_IMPLICIT_NAMES = "no-implicit-names"
    DRAFT_NO_IMPLICIT_NAMES = "draft/no-implicit-names"
    CHGHOST = "chghost"
    EXTENDED_MONITOR = "extended-monitor"
    STANDARD_REPLIES = "standard-replies"
    MULTILINE = "draft/multiline"
    METADATA_2 = "draft/metadata-2"
    METADATA_3 = "draft/metadata-3"
    EXTENDED_ISUPPORT = "draft/extended-isupport"
    CHATHISTORY = "draft/chathistory"
    EVENT_PLAYBACK = "draft/event-playback"
    READ_MARKER = "draft/read-marker"
    MESSAGE_REDACTION = "draft/message-redaction"
    SEARCH = "soju.im/search"
    SASL = "sasl"
    ACCOUNT_NOTIFY = "account-notify"
    ACCOUNT_REGISTRATION = "draft/account-registration"
    PRE_AWAY = "draft/pre-away"
    RELAYMSG = "draft/relaymsg"
    ZNC_PLAYBACK = "znc.in/playback"
    OPER_TAG = "draft/oper-tag"
    PERSISTENCE = "draft/persistence"
    AUTHTOKEN = "draft/authtoken"
    SASL_IR = "draft/sasl-ir"
    WHOAMI = "draft/whoami"


NO_CAPABILITIES: Final = Capabilities(0)

BY_NAME: Final = {capability.value: capability for capability in Capability}


def capability_set(*capabilities: Capability) -> Capabilities:
    """The set of these capabilities."""
    held = 0
    for capability in capabilities:
        held |= capability.bit
    return Capabilities(held)


def names_of(held: Capabilities) -> Iterable[str]:
    """The names of the capabilities in a set, in the order of their definition."""
    return (capability.value for capability in Capability if held & capability.bit)
