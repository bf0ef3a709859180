"""The settings of the network that the core needs."""

import enum
from collections.abc import Iterator
from typing import Final

import msgspec

from tui_chat.wire.names import Casemapping

MOST_WORDS: Final = {"LIST": 10, "NAMES": 10}
"""How many names or masks one line of a command may ask about (ISUPPORT TARGMAX).

Each costs a look at every channel: 485 bytes of masks once took 70 ms, in which nobody was served.
"""
FILE_HOST: Final = "FILEHOST"
"""The service for which people get tokens to send files."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lengths, in characters, and counts."""

    nick: int = 30
    """Characters of a nickname."""
    channel: int = 64
    """Characters of a channel's name."""
    topic: int = 390
    """Characters of a topic."""
    kick: int = 390
    """Characters of a reason to kick or kill somebody."""
    away: int = 390
    """Characters of a reason to be away."""
    realname: int = 150
    """Characters of a real name."""
    key: int = 23
    """Characters of a channel's key."""
    channels: int = 100
    """Channels that one user may be in."""
    targets: int = 4
    """Recipients of one PRIVMSG, NOTICE or TAGMSG."""
    modes: int = 6
    """Mode changes with a parameter in one MODE."""
    monitor: int = 100
    """Nicknames that one connection may watch."""
    whowas: int = 1000
    """Users who left, or changed their nickname, that WHOWAS remembers."""
    multiline_bytes: int = 8192
    """Bytes of text in one message of several lines."""
    multiline_lines: int = 100
    """Lines of one message of several lines."""
    metadata_keys: int = 50
    """Metadata keys of one user or channel."""
    metadata_subscriptions: int = 50
    """Metadata keys that one connection may subscribe to."""
    metadata_key: int = 64
    """Bytes of a metadata key."""
    metadata_value: int = 300
    """Bytes of a metadata value."""
    metadata_sync: int = 2000
    """Metadata values shown for one command; the client must ask for the rest."""
    metadata_burst: int = 10_000
    """Metadata values shown to one address at once; then 1,000 a second."""
    masks: int = 100
    """Masks in each list of a channel: bans, ban exceptions, invite exceptions."""
    registered_channels: int = 20
    """Channels that one account may have registered."""
    bans: int = 1000
    """Bans from the network."""


class HistoryPolicy(msgspec.Struct, frozen=True):
    """The history: whether messages are kept, and how many a client may read."""

    kept: bool = True
    page: int = 100
    """Messages of one answer to CHATHISTORY or SEARCH (ISUPPORT CHATHISTORY)."""
    replay: int = 50
    """Messages shown on JOIN to those who can tell their times but cannot ask for them."""
    own_deletion: bool = True
    """Whether people may take back what they said; operators of channels always may."""
    markers: int = 500
    """Read markers of one person; the oldest makes room for a new one."""


class AlwaysOn(enum.Enum):
    """Whether people stay on the network when their last connection ends."""

    OFF = "off"
    OPT_IN = "opt-in"
    OPT_OUT = "opt-out"


class Email(enum.Enum):
    """Whether an account is asked for an address."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class AccountPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accounts."""

    registration: bool = True
    """Whether people can register accounts themselves."""
    before_connect: bool = True
    """Whether they can do so while they are still connecting."""
    email: Email = Email.OPTIONAL
    """Whether they give an e-mail address: off, optional, required. Nothing is sent to it."""
    required: bool = False
    """Whether an account is required to join. Anybody can create one if "registration" is true."""
    allow: tuple[str, ...] = ()
    """If not empty: only these accounts may join, and only you can create accounts."""
    multiclient: bool = True
    """Whether connections of an account share its nickname. Each account can choose otherwise."""
    always_on: AlwaysOn = AlwaysOn.OPT_IN
    """Whether people stay on the network after their last connection ends: off, opt-in, opt-out."""
    shortest_password: int = 3
    """Fewest characters of a password."""
    nicks: int = 5
    """Nicknames reserved for one account besides its name."""
    fingerprints: int = 5
    """Certificates that log in to one account."""
    most: int = 100_000
    """Accounts in total."""
    wrong_passwords: int = 10
    """Wrong passwords in a row, from one address or for one account, before people must wait.

    The server's own password counts too; the /64 of an IPv6 address counts as one address.
    """
    wrong_password_pause: int = 6
    """Seconds to wait for each wrong password after these."""
    registrations: int = 20
    """Accounts created in a row from one address before people must wait."""
    registration_pause: int = 60
    """Seconds to wait for each account after these."""
    hash_cost: int = 2
    """The cost of guessing a password: passes of argon2; 0 is for tests only."""
    hash_queue: int = 64
    """Passwords that can wait to be checked; if there are more, people are told to try later."""

    @property
    def closed(self) -> bool:
        """Whether nobody gets in without an account."""
        return self.required or bool(self.allow)

    @property
    def open(self) -> bool:
        """Whether accounts can be made from the network."""
        return self.registration and not self.allow


class Operator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A server operator."""

    name: str
    """Name for the command OPER."""
    password: str
    """Hash of the password, from `tui-chat account hash`."""
    hosts: tuple[str, ...] = ("*@*",)
    """Masks of user@host that the operator may connect from."""


LOCAL_NETWORKS: Final = ("127.0.0.0/8", "::1/128")
"""This machine."""


class Gateway(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A web gateway that tells its users' addresses (WEBIRC)."""

    password: str
    """Hash of the password, from `tui-chat account hash`."""
    hosts: tuple[str, ...] = LOCAL_NETWORKS
    """Networks that it may connect from."""


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An external service that identifies people by tokens of this server (TOKEN)."""

    key: str
    """Its name, as "example.com/quotes"."""
    url: str
    """Its address."""
    description: str = "A service of this network"
    """One line about it."""
    hosts: tuple[str, ...] = LOCAL_NETWORKS
    """Networks that it may check tokens from."""


class Inviting(enum.Enum):
    """Who may make invitations."""

    OPERATORS = "operators"
    ACCOUNTS = "accounts"


class Settings(msgspec.Struct, frozen=True):
    """All settings of one node: those of the network, and those in NODE_SETTINGS.

    The settings of the network are equal on every node and change with an event of the log alone,
    for they say what becomes of other events.
    """

    server: str = "tui-chat.local"
    """The server's name, as the source of its replies."""
    network: str = "tui-chat"
    version: str = "tui-chat"
    created: str = "today"
    password: str = ""
    motd: tuple[str, ...] = ()
    auto_join: tuple[str, ...] = ("#lobby",)
    welcome: str = "Welcome! Say hello."
    """The first topic of the channels that newcomers join; "" is none."""
    casemapping: Casemapping = Casemapping.ASCII
    limits: Limits = Limits()
    history: HistoryPolicy = HistoryPolicy()
    accounts: AccountPolicy = AccountPolicy()
    operators: tuple[Operator, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    services: tuple[Service, ...] = ()
    file_host: str = ""
    """Where people put files for others to fetch; "" is nowhere."""
    admin: tuple[str, ...] = ()
    """What ADMIN says: where the server is, who runs it, how to reach them."""
    description: str = "A tui-chat server"
    """The server's line in LINKS."""
    icon: str = ""
    """The address of a picture for the network; "" is none."""
    client_tags_denied: str = ""
    """ISUPPORT CLIENTTAGDENY: tags without their `+`; `*` denies all, `-name` is an exception."""
    sts_port: int = 0
    """The encrypted port that clients are sent to (IRCv3 sts); 0 sends them nowhere."""
    sts_duration: int = 2_592_000
    """Seconds for which clients remember this."""
    roleplay: bool = False
    """Whether channels may have roleplay (mode E)."""
    user_modes: str = ""
    """Letters of the modes that every newcomer starts with."""
    inviting: Inviting = Inviting.OPERATORS
    """Who may invite others past the password."""


NODE_SETTINGS: Final = (
    *("version", "created", "password", "operators", "gateways"),
    *("file_host", "sts_port", "sts_duration"),
)
"""Settings that a node has for itself: passwords, and what depends on where and when it runs.

They decide what strangers may do and what clients of the node are told, and nothing else.
"""
_DEFAULTS: Final = Settings()


def network_settings(settings: Settings) -> Settings:
    """The settings of the network, without any password; those of the node are at defaults."""
    return with_node_settings(settings, _DEFAULTS)


def with_node_settings(network: Settings, node: Settings) -> Settings:
    """The settings of the network as `network` has them, those of the node as `node` has them."""
    own = {name: getattr(node, name) for name in NODE_SETTINGS}
    return msgspec.structs.replace(network, **own)


def differing(one: Settings, other: Settings) -> tuple[str, ...]:
    """The names of the settings of the network in which two nodes differ, such as `limits.nick`."""
    return tuple(_differing(network_settings(one), network_settings(other)))


def _differing(one: msgspec.Struct, other: msgspec.Struct, within: str = "") -> Iterator[str]:
    for name in one.__struct_fields__:
        mine, its = getattr(one, name), getattr(other, name)
        if isinstance(mine, msgspec.Struct):
            yield from _differing(mine, its, f"{within}{name}.")
        elif mine != its:
            yield within + name
