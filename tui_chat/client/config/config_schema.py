"""The sections of the client's configuration: every key, its default, and what it means.

The text behind a key is what `tui-chat connect --print-config` prints above it.
"""

import enum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice
from tui_chat.client.language.i18n import marked
from tui_chat.client.session.model.ignore_and_highlight_rules import Level
from tui_chat.config import DEFAULT_PORT

_PORT: Final = Meta(ge=1, le=65_535, description=marked("a number from 1 to 65535"))
_SHA_256: Final = Meta(
    pattern=r"^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$",
    description=marked("a SHA-256 fingerprint: 32 pairs of 0 to 9 and A to F"),
)
Fingerprint = Annotated[str, _SHA_256]
Mechanism = Literal["EXTERNAL", "ECDSA-NIST256P-CHALLENGE", "SCRAM-SHA-256", "PLAIN", "IRCV3BEARER"]


class PictureChoice(enum.Enum):
    """Whether pictures are shown."""

    AUTOMATIC = "auto"
    """Those that lie on the server that one talks on, unless the line to it is slow."""
    ASK = "ask"
    """Only one that the person asks for."""
    OFF = "off"


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A server that you use often: `tui-chat connect NAME`."""

    name: str
    """Its name on the command line."""
    host: str
    """Its address."""
    port: Annotated[int, _PORT] = DEFAULT_PORT
    """Its port."""
    nick: str = ""
    """Your nickname there; "" is your usual one."""
    channels: tuple[str, ...] = ()
    """Channels to join there."""
    tls: EncryptionChoice = EncryptionChoice.AUTOMATIC
    """Encryption: "auto" if the server offers it, "required", or "never"."""
    fingerprints: tuple[Fingerprint, ...] = ()
    """SHA-256 fingerprints: no other certificate is accepted; [] is the usual check."""
    certificate: str = ""
    """Your certificate with its key, to log in with (PEM file)."""
    account: str = ""
    """The account to log in to."""
    sasl: tuple[Mechanism, ...] = ()
    """Ways to log in: "SCRAM-SHA-256", "PLAIN", "EXTERNAL"; [] tries all, the safest first.

    "IRCV3BEARER" uses a token from "account_password_command" or the keyring.
    """
    account_key: str = ""
    """Your key (NIST P-256), to log in to the account with (PEM file)."""
    password_command: str = ""
    """A command whose first line of output is the server's password."""
    account_password_command: str = ""
    """A command whose first line of output is the account's password, as "pass show chat"."""
    keyring: bool = False
    """Whether the keyring has the account's password: service "tui-chat", user "ACCOUNT@HOST"."""
    autoconnect: bool = False
    """Whether `tui-chat connect` without an address connects to it."""


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Appearance."""

    theme: str = "quiet"
    """The colours; F2 lists the themes."""
    channels: bool = True
    """Whether the list of channels is shown, if there is room."""
    members: bool = True
    """Whether the list of members is shown, if there is room."""
    time_format: str = "%H:%M"
    """Time format, as for strftime; "" hides times."""
    nick_colours: bool = True
    """Whether each nickname has its own colour."""
    pictures: PictureChoice = PictureChoice.AUTOMATIC
    """Pictures in the log: "auto" shows those on the chat's server, "ask" asks first, or "off"."""

    half_blocks: bool = False
    """Whether pictures are coloured blocks even if the terminal can draw them (kitty, Ghostty)."""


class Notifications(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Notifications while you are looking elsewhere."""

    level: Level = Level.MENTIONS
    """What notifies you in channels: "all", "mentions" or "nothing"; /notify changes it for one."""
    levels: dict[str, Level] = {}
    """What notifies you in some channels, or from some people: { "#ops" = "all" }."""
    bell: bool = True
    """Whether the terminal's bell rings."""
    terminal: bool = True
    """Whether the terminal is asked to show a notification."""
    command: tuple[str, ...] = ()
    """A program to run instead, with a title and a text: ["notify-send"]."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings."""

    nick: str = ""
    """Your nickname; "" proposes your login name."""
    realname: str = ""
    """Your name in /whois; "" is the nickname."""
    language: str = ""
    """Language: "en" or "pt_BR"; "" is that of the system."""
    keep_picture_metadata: bool = False
    """Whether pictures that you send keep their metadata: place, time, author."""
    log: bool = True
    """Whether messages on servers that keep no history are logged on this computer."""
    log_days: Annotated[int, Meta(ge=0)] = 365
    """Days after which logged messages are deleted; 0 is never."""
    log_megabytes: Annotated[int, Meta(ge=1)] = 100
    """Most megabytes of the log; the oldest messages are deleted first."""
    look: Look = Look()
    notifications: Notifications = Notifications()
    keys: dict[str, str] = {}
    """Keys for actions: next_place = "ctrl+n,f9"; F1 lists the actions."""
    servers: tuple[Server, ...] = ()
    """Your servers, each in a section of its own."""
