"""Sessions: one connection each, of a user or of somebody who has yet to register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tui_chat.server.core.events import ClientId
from tui_chat.server.core.invitation_and_token_format import NO_PASS, Pass
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities
from tui_chat.wire.multiline_text_and_batches import join_lines
from tui_chat.wire.names import Folded

NO_VALUES: Final[Mapping[str, str]] = {}
"""The metadata of most sessions: an empty dict for each would be 64 bytes."""


@dataclass(slots=True)
class OpenBatch:
    """The part of a multiline message received so far."""

    reference: str
    target: str
    tags: dict[str, str]
    """Client-only tags of the whole message."""
    command: str = ""
    """The command of its lines: PRIVMSG or NOTICE."""
    lines: list[tuple[str, bool]] = field(default_factory=list)
    """Each line, and whether it continues the line before."""
    bytes: int = 0
    """Bytes of the text of its lines, line ends included."""
    failed: bool = False
    """Refused: its further lines are dropped."""
    token_for: tuple[str, str] | None = None
    """Of a batch that carries a token in pieces, the service and its address."""

    @property
    def text(self) -> str:
        """All lines as one text; see `tui_chat.wire.multiline_text_and_batches`."""
        return join_lines(self.lines)


@dataclass(slots=True)
class Registration:
    """The parts of a registration that the client has sent so far."""

    nick: str = ""
    username: str = ""
    realname: str = ""
    password: str = ""
    guess: str | None = None
    """Why the password is refused, "" if it is right; None if it was not checked yet."""
    entry: Pass = NO_PASS
    """The invitation in place of the password."""
    account: str = ""
    """The account that it has logged in to."""
    refused: str = ""
    """A nickname that it wanted and could not have."""
    negotiating: bool = False
    """CAP LS or REQ was sent and CAP END was not: registration waits for it."""


@dataclass(slots=True)
class Exchange:
    """A SASL exchange under way."""

    mechanism: str
    said: str = ""
    """The part of the client's message received so far, in base64."""
    account: Folded | None = None
    """The account that a SCRAM client wants to log in to, its first message, our nonce."""
    first: str = ""
    nonce: str = ""
    proven: ScramKeys | None = None
    """The SCRAM keys that the client has proven to know."""


@dataclass(slots=True, eq=False)
class Session:
    """One connection. Registering sets `user` and clears `registration`."""

    id: ClientId
    host: str
    secure: bool
    held: Capabilities = NO_CAPABILITIES
    cap_version: int = 301
    registration: Registration | None = field(default_factory=Registration)
    user: User | None = None
    batch: OpenBatch | None = None
    """The message of several lines that it is about to say."""
    shown: str = ""
    """The host that other users see."""
    fingerprint: str = ""
    """SHA-256 of its certificate, in lower-case hexadecimal."""
    exchange: Exchange | None = None
    away: str = ""
    """The away message of this connection."""
    owner: bool = False
    """Whether it is the client of the person who runs this server."""
    asked_for: str = ""
    """A nickname that it wants, while the holder is asked whether it is still connected."""
    subscriptions: dict[str, None] | None = None
    """The metadata keys that it wants to be told of; None if it understands no metadata."""
    synced: tuple[str, str] = "", ""
    """The name of its last METADATA SYNC that was cut short, and the `place` of the last target."""
    values: Mapping[str, str] = field(default_factory=lambda: NO_VALUES)
    """Metadata that it has set before it entered."""

    @property
    def address_key(self) -> str:
        """The key of its address, under which its failed attempts are counted."""
        return address_key(self.host)

    @property
    def account(self) -> str:
        """The name of the account that it has logged in to, "" for none."""
        if self.user is not None:
            return self.user.account
        return self.registration.account if self.registration is not None else ""

    @property
    def nick(self) -> str:
        """The name that replies are addressed to: its nickname, or `*` before it has one."""
        if self.user is not None:
            return self.user.nick
        return (self.registration and self.registration.nick) or "*"
