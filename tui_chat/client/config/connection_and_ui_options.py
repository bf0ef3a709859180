"""Options of the client: which servers to connect to and as whom, and how it looks."""

import contextlib
import getpass
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from tui_chat.client.config.config_schema import Config, PictureChoice
from tui_chat.client.config.setting_changes import SettingsFile
from tui_chat.client.connect.connector_interface import Connector, DirectConnector
from tui_chat.client.connect.given_socket_connector import OpenSocket, SocketConnector
from tui_chat.client.connect.hosting_interface import Hosting
from tui_chat.client.connect.invitation_passes import InvitationPasses
from tui_chat.client.connect.join_instructions import Invitation
from tui_chat.client.connect.known_servers import KnownServers, TrustError, default_path
from tui_chat.client.connect.lan_discovery import Found
from tui_chat.client.connect.node_connector import NodeConnector
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice, TrustingConnector
from tui_chat.client.connection_security import Recognised, Security
from tui_chat.client.events import Network
from tui_chat.client.session.model.ignore_and_highlight_rules import Levels
from tui_chat.client.session.model.login_profile import Profile
from tui_chat.client.session.nicknames.nick_proposals import simplify
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities
from tui_chat.config import DEFAULT_PORT

_GUEST: Final = "guest"
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Encryption(msgspec.Struct, frozen=True):
    """How connections are encrypted, and how the server is recognised.

    `known` are the servers that were met before. `certificate` is a PEM file with a key that proves
    who we are. `accept` accepts the server's present certificate even if it has changed. If there
    are `fingerprints`, the server may show only certificates with one of them.
    """

    choice: EncryptionChoice = EncryptionChoice.AUTOMATIC
    known: KnownServers = msgspec.field(default_factory=lambda: KnownServers(default_path()))
    certificate: Path | None = None
    accept: bool = False
    fingerprints: frozenset[str] = frozenset()


class ClientOptions(msgspec.Struct, frozen=True):
    """A server to connect to, and our identity there.

    If `nick` is "", the person is asked. `channels` are joined after registration. We log in to
    `account` with its password, or with a key that may `sign` for it. Without `encryption` nothing
    is remembered of the server; then `tls` is the context to encrypt with, None for plain text.

    `hosting` is the server if it runs in this program. `visiting` opens the connections of a client
    that runs on the server's machine for somebody elsewhere, `secured` if the way to them is
    encrypted, `trusted` if nobody can read it although it is not. With `certified` the connection
    proves the account, as by a certificate.

    With `keep_picture_metadata` pictures are sent with all that cameras write in them.

    `network` is the one of a bouncer that the connection is for, None for the server itself.
    """

    host: str
    port: int = DEFAULT_PORT
    nick: str = ""
    channels: tuple[str, ...] = ()
    password: str = ""
    tls: ssl.SSLContext | None = None
    hosting: Hosting | None = None
    account: str = ""
    account_password: str = ""
    sign: Callable[[bytes], bytes] | None = None
    mechanisms: tuple[str, ...] = ()
    realname: str = ""
    encryption: Encryption | None = None
    visiting: OpenSocket | None = None
    secured: bool = False
    trusted: bool = False
    certified: bool = False
    network: Network | None = None
    keep_picture_metadata: bool = False

    def connector(self) -> Connector:
        """How a link gets connections to the server."""
        if self.hosting is not None:
            ours = Security(Recognised.OURS, self.hosting.fingerprint, trusted=True)
            return SocketConnector(self.hosting.connect, self.port, ours)
        if self.visiting is not None:
            recognised = Recognised.VISITED if self.secured else Recognised.NOTHING
            return SocketConnector(
                self.visiting, self.port, Security(recognised, trusted=self.trusted)
            )
        how = self.encryption
        if how is None:
            return DirectConnector(self.host, self.port, self.tls)
        named = TrustingConnector(
            self.host,
            self.port,
            how.known,
            choice=how.choice,
            certificate=how.certificate,
            accept=how.accept,
            fingerprints=how.fingerprints,
        )

        def node(host: str, port: int, fingerprints: frozenset[str]) -> Connector:
            shown = how.fingerprints or fingerprints
            found = TrustingConnector(
                host, port, how.known, certificate=how.certificate, fingerprints=shown
            )
            if not shown:
                found.demand(port)  # somebody else chose it: an authority must vouch for it
            return found

        return NodeConnector(named, self.host, self.port, how.known, node)

    @property
    def key(self) -> str:
        """The server, and the network of a bouncer, in one word: other ones have other words."""
        server = f"{self.host}:{self.port}".lower()
        return server if self.network is None else f"{server}/{self.network.id}"

    def profile(self) -> Profile:
        """Our identity on the server."""
        return Profile(
            self.nick,
            realname=self.realname,
            password=self.password,
            channels=self.channels,
            account=self.account,
            account_password=self.account_password,
            sign=self.sign,
            mechanisms=self.mechanisms,
            network="" if self.network is None else self.network.id,
            hosts=self.hosting is not None,
            certificate=self.certified
            or (self.encryption is not None and self.encryption.certificate is not None),
        )


Configured = Callable[[str, int | None], ClientOptions | None]
"""Finds a server of the configuration by its name or address; None if there is no such server.

It may take a while, for a password may have to be asked for. Raises PasswordError.
"""


def options_for(
    address: Address, like: ClientOptions, nick: str, configured: Configured | None
) -> ClientOptions:
    """The options for an address: as configured, or else as secure as those of `like`.

    Credentials and accepted certificates of `like` are not used for another server. `nick` is used
    if the configuration has no nickname. What the address itself says comes before both.
    Raises PasswordError.
    """
    known = configured(address.host, address.port) if configured is not None else None
    if known is None:
        how = like.encryption
        known = with_pass(
            ClientOptions(
                address.host,
                address.port or DEFAULT_PORT,
                realname=like.realname,
                keep_picture_metadata=like.keep_picture_metadata,
                encryption=how and replace(how, certificate=None, accept=False),
            )
        )
    known = with_address(known, address)
    return replace(known, nick=known.nick or nick)


def with_address(options: ClientOptions, address: Address) -> ClientOptions:
    """The same options with the encryption and channels that the address itself names."""
    if address.tls is not None:
        how = options.encryption or Encryption()
        choice = EncryptionChoice.REQUIRED if address.tls else EncryptionChoice.NEVER
        options = replace(options, encryption=replace(how, choice=choice))
    options = replace(options, channels=address.channels or options.channels)
    return invited(options, address) if address.token else options


def invited(options: ClientOptions, address: Address) -> ClientOptions:
    """The same options with what the invitation in an address says.

    Only the server that it means gets its token. One that was met before must be the same still.
    """
    how = options.encryption or Encryption()
    if address.fingerprint:
        how = replace(how, choice=EncryptionChoice.REQUIRED)
        with contextlib.suppress(TrustError):  # told when the server is connected to
            how.known.pin(options.host, options.port, address.fingerprint)
    passes = InvitationPasses(how.known.path)
    password = passes.take(options.host, options.port, address.token)
    return replace(options, encryption=how, password=password)


def with_pass(options: ClientOptions) -> ClientOptions:
    """The same options with the pass of an earlier invitation, where there is no password."""
    how = options.encryption
    if options.password or how is None:
        return options
    known = InvitationPasses(how.known.path).get(options.host, options.port)
    return replace(options, password=known) if known else options


def corrected(
    options: ClientOptions, address: Address, nick: str, configured: Configured | None
) -> ClientOptions:
    """The same options for another address, for a person who mistyped the first one.

    If a configured server has that address, its options are used. Raises PasswordError.
    """
    known = configured(address.host, address.port) if configured is not None else None
    if known is None:
        known = replace(options, host=address.host, port=address.port or DEFAULT_PORT)
    return replace(with_address(known, address), nick=nick)


def login_name() -> str:
    """A nickname to propose: the name of the user's account on this machine."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return simplify(name) or _GUEST


def invitation_to(options: ClientOptions) -> Invitation:
    """The invitation to the server of these options."""
    if options.hosting is not None:
        return options.hosting.invitation()
    return Invitation((f"tui-chat connect {options.host} {options.port}",), is_open=True)


class UiOptions(msgspec.Struct, frozen=True):
    """How the client looks and behaves.

    `theme` is the name of one that F2 lists. `time_format` is as for `strftime`, "" for no times.
    `keys` maps actions of `tui_chat.client.keys.KEYS` to other keys, such as "ctrl+x,f5".
    `notify_command` is a program that is run with a title and a text as its last arguments, instead
    of notifying by the terminal. `levels` say which messages notify. `problems` are sentences about
    faults in the configuration file, `configured` finds the servers in it, `settings` changes it.
    `abilities` are what the client may do at all.
    """

    theme: str = "quiet"
    channels: bool = True
    members: bool = True
    time_format: str = "%H:%M"
    nick_colours: bool = True
    pictures: PictureChoice = PictureChoice.AUTOMATIC
    half_blocks: bool = False
    keys: Mapping[str, str] = _NOTHING
    bell: bool = True
    notifications: bool = True
    notify_command: tuple[str, ...] = ()
    levels: Levels = msgspec.field(default_factory=Levels)
    problems: tuple[str, ...] = ()
    configured: Configured | None = None
    abilities: Abilities = EVERYTHING
    settings: SettingsFile = msgspec.field(default_factory=SettingsFile)

    def configured_as(self, config: Config) -> "UiOptions":
        """The same options with the look, the notifications and the keys of a configuration."""
        look, notifications = config.look, config.notifications
        return replace(
            self,
            theme=look.theme,
            channels=look.channels,
            members=look.members,
            time_format=look.time_format,
            nick_colours=look.nick_colours,
            pictures=look.pictures,
            half_blocks=look.half_blocks,
            keys=config.keys,
            bell=notifications.bell,
            notifications=notifications.terminal,
            notify_command=notifications.command,
            levels=Levels(notifications.level, notifications.levels),
        )


def _reach(host: str, port: int) -> ClientOptions:
    return ClientOptions(host, port)


class StartOptions(msgspec.Struct, frozen=True):
    """The choices of the start screen: servers used before, any address, and a server of one's own.

    `recent` are servers, the latest first. `reach` gives the options for a host and port. `host`
    starts a server and gives the options to connect to it; that may take a second, and raises
    OSError or ValueError with a sentence. `nearby` looks for servers on the same network, tells
    them from another thread, and gives what ends that.
    """

    recent: tuple[ClientOptions, ...] = ()
    reach: Callable[[str, int], ClientOptions] = _reach
    host: Callable[[], ClientOptions] | None = None
    nearby: Callable[[Found], Callable[[], object]] | None = None
