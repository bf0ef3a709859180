"""The sections of the configuration: every key with its default and its explanation.

The text behind a key is what `tui-chat server --print-config` prints above it.
"""

from typing import Final, Literal

import msgspec

from tui_chat.config import DEFAULT_PORT
from tui_chat.server.core.settings import (
    FILE_HOST,
    AccountPolicy,
    Gateway,
    HistoryPolicy,
    Inviting,
    Limits,
    Operator,
    Service,
    Settings,
)
from tui_chat.server.limits.address_limits import ConnectionLimits
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.limits.token_bucket import Rate, Timeouts
from tui_chat.wire.names import Casemapping

DEFAULT_HOST: Final = "127.0.0.1"


class ConfigError(Exception):
    """A configuration that cannot be used, with a sentence for each fault."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences

    def __str__(self) -> str:
        return " ".join(self.sentences)


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The server's name, and what newcomers see."""

    name: str = "tui-chat.local"
    """The server's name, as a host name; changed only by a restart."""
    network: str = "tui-chat"
    """The network's name, one word."""
    password: str = ""
    """Password that people need to join; "" is none."""
    motd: str = ""
    """The message of the day, which newcomers read; may have several lines."""
    welcome: str = "Welcome! Say hello."
    """The first topic of the channels that newcomers join; "" is none."""
    auto_join: tuple[str, ...] = ("#lobby",)
    """Channels that newcomers join."""
    hide_addresses: bool = True
    """Whether others see a name made of an address instead of it; operators see the address."""
    casemapping: Casemapping = Casemapping.ASCII
    """Which names are the same: ascii, rfc1459, rfc1459-strict, or precis (names in any script).

    Changed only by a restart.
    """
    description: str = "A tui-chat server"
    """One line about the server, for LINKS and INFO."""
    admin: tuple[str, ...] = ()
    """Up to three lines for ADMIN: where the server is, who runs it, how to reach them."""
    icon: str = ""
    """The address of a picture that clients show for the network, as "https://..."; "" is none."""
    client_tags_denied: str = ""
    """Tags that clients' messages lose: "typing", or "*,-typing" for all but that one."""
    roleplay: bool = False
    """Whether people may speak as others with NPC and SCENE, in channels that allow it (+E)."""
    announce: bool = True
    """Whether computers on the same network find it, if it listens to them. Needs tui-chat[lan]."""
    user_modes: str = ""
    """Modes that every newcomer starts with: of B, R, T, i and w."""


class Sts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sends clients to the encrypted port for good. Needs a certificate that they trust."""

    port: int = 0
    """The encrypted port; 0 turns this off."""
    duration: int = 2_592_000
    """Seconds for which clients remember it."""


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where clients connect. TLS and plain IRC share a port: the first byte tells them apart."""

    host: str = DEFAULT_HOST
    """Address to listen on; "0.0.0.0" or "::" lets other machines in."""
    port: int = DEFAULT_PORT
    """Port; 0 is any free port."""
    path: str = ""
    """Unix socket to listen on instead, for user and group of the server."""
    tls: bool = True
    """Whether TLS is offered."""
    plain: bool | Literal["loopback"] = "loopback"
    """Who may connect without TLS: true is everybody, false nobody, "loopback" this machine."""
    certificate: str = ""
    """Certificate of this place alone, a file in PEM; "" is that of [tls]."""
    key: str = ""
    """Its key."""
    websocket: bool = False
    """Whether it speaks WebSocket (IRCv3 websocket), for pages in browsers, and nothing else."""
    lines: Literal["", "ask", "nick", "usr", "bracket", "name-first"] = ""
    """Plain text in place of IRC: "ask" is for people with netcat, the others for programs.

    "nick" and "usr" send that word first, "bracket" expects "<user> text", "name-first" a name.
    """
    web: bool = False
    """Whether browsers get a page with our client in it; WebSocket is spoken beside it."""
    ssh: bool = False
    """Whether it is for ssh, and nothing else: people get our client. Needs tui-chat[doors]."""
    origins: tuple[str, ...] = ()
    """Web pages that may come through a WebSocket, as "https://chat.example"; "*" is all.

    [] is those of this server's own host.
    """
    proxy: Literal["no", "allowed", "required"] = "no"
    """Whether a proxy says for whom it connects (PROXY protocol, versions 1 and 2)."""
    forwarded: bool = False
    """Whether a proxy for HTTP says for whom it asks, in X-Forwarded-For and X-Forwarded-Proto.

    For the page, and for files.
    """
    proxy_from: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks of trusted proxies."""

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return bool(self.path) or self.host in {"localhost", "::1"} or self.host.startswith("127.")

    @property
    def http(self) -> bool:
        """Whether requests of HTTP are answered."""
        return self.web or self.websocket


class Visitors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People who come by ssh or in a browser: their client runs here, in a process for each."""

    most: int = 30
    """Visitors at once."""
    per_address: int = 4
    """Visitors at once from one address; the /64 of an IPv6 address counts as one."""
    memory_mb: int = 256
    """Megabytes that the client of one may use."""
    cpu_minutes: int = 60
    """Minutes of the processor that it may use, in all."""
    idle_minutes: float = 720
    """Minutes after which a visitor who types nothing has to go; 0 is never."""


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Encryption. Without a certificate the server makes its own and prints its fingerprint."""

    certificate: str = ""
    """Certificate, a file in PEM, with those that vouch for it behind it; read again on SIGHUP."""
    key: str = ""
    """Its key, a file in PEM without a password."""


class Invitations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may let people in past the password, with `/invite-link`, and how they get here."""

    by: Inviting = Inviting.OPERATORS
    """Who may invite: operators, or accounts (everybody who is logged in, 20 invitations each)."""
    address: str = ""
    """The name or address of this server in invitations; "" is what this machine finds itself."""


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The log, on standard error."""

    format: Literal["auto", "plain", "json"] = "auto"
    """Lines: coloured on a terminal and plain elsewhere, plain always, or one JSON object each."""


class Metrics(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Metrics for Prometheus, at http://HOST:PORT/metrics. Needs the package prometheus-client."""

    port: int = 0
    """Port; 0 is none."""
    host: str = "127.0.0.1"
    """Address to listen on; whoever reaches it can read the metrics."""


class AddressFlood(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast all connections of one address may speak together."""

    burst: float = 400
    """Messages at once; more have to wait, and none is dropped."""
    per_second: float = 80
    """Messages a second in the long run; 0 is no limit."""

    def rate(self) -> Rate:
        """The same as any other rate."""
        return Rate(self.burst, self.per_second)


class History(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Message history."""

    enabled: Literal["disk", "memory", "off"] = "disk"
    """Where it is kept: in the state folder, in memory until the server ends, or nowhere."""
    keep_days: float = 365
    """Days after which messages are deleted; 0 is never."""
    keep_messages: int = 1_000_000
    """Messages of one channel or private conversation, the oldest deleted first; 0 is no limit."""
    page: int = 100
    """Messages that a client may ask for at once."""
    replay_on_join: int = 50
    """Messages shown on JOIN to clients that understand times but cannot ask; 0 is none."""
    durability: Literal["process", "power"] = "process"
    """What a message that was delivered survives: a crash, or also a power failure."""
    own_deletion: bool = True
    """Whether people may delete their own messages; operators of channels always may."""

    def policy(self) -> HistoryPolicy:
        """What the core is told of it."""
        return HistoryPolicy(
            kept=self.enabled != "off",
            page=self.page,
            replay=self.replay_on_join,
            own_deletion=self.own_deletion,
        )


class Files(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files of people with an account, for others to fetch: on the ports with "web" or "websocket".

    Never over an unencrypted line, but for this machine's own.
    """

    url: str = ""
    """Where clients reach them, as "https://chat.example:8097/files"; "" is nowhere."""
    size: int = 20_000_000
    """Bytes of one file."""
    quota: int = 200_000_000
    """Bytes of all files of one account; each counts as 4096 at least."""
    total: int = 5_000_000_000
    """Bytes of all files."""
    keep_days: float = 30
    """Days after which a file is deleted; 0 is never."""
    types: tuple[str, ...] = ()
    """Kinds of files that are taken, as "image/*" or "text/plain"; [] is all."""


class Cluster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One network on several machines: see `tui-chat cluster`. Changed only by a restart."""

    key: str = ""
    """The key file, as `tui-chat cluster new` writes it; "" is a network of this machine alone."""
    node: int = 0
    """Which machine of the key file this is, from 1; 0 finds it by its addresses."""
    address: str = ""
    """Where clients reach this node, as "chat1.example:6697"; "" is its host in the key file."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings. No file is needed."""

    server: Server = Server()
    listen: Listen = Listen()
    also_listen: tuple[Listen, ...] = ()
    """More addresses to listen on, each with the keys of [listen]."""
    visitors: Visitors = Visitors()
    tls: Tls = Tls()
    sts: Sts = Sts()
    connections: ConnectionLimits = ConnectionLimits()
    flood: Flood = Flood()
    address_flood: AddressFlood = AddressFlood()
    timeouts: Timeouts = Timeouts()
    history: History = History()
    limits: Limits = Limits()
    accounts: AccountPolicy = AccountPolicy()
    operators: tuple[Operator, ...] = ()
    """Server operators: they log in with OPER, and can manage every channel."""
    webirc: tuple[Gateway, ...] = ()
    """Web gateways that say for whom they connect; limits count the gateway's own address."""
    services: tuple[Service, ...] = ()
    """Services outside that know people by tokens of this server."""
    files: Files = Files()
    invitations: Invitations = Invitations()
    log: Log = Log()
    metrics: Metrics = Metrics()
    cluster: Cluster = Cluster()

    def settings(self, version: str, created: str) -> Settings:
        """What the core is told of it."""
        server = self.server
        return Settings(
            server=server.name,
            network=server.network,
            version=version,
            created=created,
            password=server.password,
            motd=tuple(server.motd.splitlines()),
            auto_join=server.auto_join,
            welcome=server.welcome,
            casemapping=server.casemapping,
            limits=self.limits,
            history=self.history.policy(),
            accounts=self.accounts,
            operators=self.operators,
            gateways=self.webirc,
            services=self._services(),
            file_host=self.files.url,
            admin=server.admin,
            description=server.description,
            icon=server.icon,
            client_tags_denied=server.client_tags_denied,
            roleplay=server.roleplay,
            user_modes=server.user_modes,
            inviting=self.invitations.by,
            sts_port=self.sts.port,
            sts_duration=self.sts.duration,
        )

    def _services(self) -> tuple[Service, ...]:
        """The configured services, and our own file host, which may only ask from this machine."""
        if not self.files.url:
            return self.services
        return (*self.services, Service(FILE_HOST, self.files.url, "Files for others to fetch"))
