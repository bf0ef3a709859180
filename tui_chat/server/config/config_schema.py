"""The sections of the configuration: every key with its default and its explanation.

The text behind a key is what `tui-chat server --print-config` prints above it.
"""

from typing import Final, Literal

import msgspec

from tui_chat.config import DEFAULT_PORT
from tui_chat.config.toml_template import commented
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
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
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
    """The server's name, in the form of a host name. Changing it needs a restart."""
    network: str = "tui-chat"
    """The network's name, one word."""
    password: str = ""
    """Password that people need to join; "" is none."""
    motd: str = ""
    """The message of the day, shown to everybody who connects; may have several lines."""
    welcome: str = "Welcome! Say hello."
    """The first topic of the channels that newcomers join; "" is none."""
    auto_join: tuple[str, ...] = ("#lobby",)
    """Channels that newcomers join."""
    hide_addresses: bool = True
    """Whether people's addresses are hidden from everybody except server operators."""
    casemapping: Casemapping = Casemapping.ASCII
    """How names are compared: ascii, rfc1459, rfc1459-strict, or precis (names in any script).

    Changing it needs a restart. It cannot be changed any more once there are accounts or
    registered channels whose names it would compare otherwise.
    """
    description: str = "A tui-chat server"
    """One line about the server, for LINKS and INFO."""
    admin: tuple[str, ...] = ()
    """Up to three lines for ADMIN: where the server is, who runs it, how to reach them."""
    icon: str = ""
    """The address of a picture that clients show for the network, as "https://..."; "" is none."""
    client_tags_denied: str = ""
    """Client tags to remove from messages: "typing", or "*,-typing" for all but that one."""
    roleplay: bool = False
    """Whether people may speak under other names (NPC, SCENE), in channels that allow it (+E)."""
    announce: bool = True
    """Whether it is announced to computers on the same network. Needs tui-chat[lan]."""
    user_modes: str = ""
    """User modes that everybody starts with: any of B, R, T, i and w."""


class Sts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Makes clients use only the encrypted port from now on. They must trust its certificate."""

    port: int = 0
    """The encrypted port; 0 turns this off."""
    duration: int = 2_592_000
    """Seconds for which clients remember this."""


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where clients connect. TLS and plain IRC share a port: the first byte tells them apart."""

    host: str = DEFAULT_HOST
    """Address to listen on. "0.0.0.0" lets other computers in, "::" those with IPv6, too."""
    port: int = DEFAULT_PORT
    """Port; 0 is any free port."""
    path: str = ""
    """Unix socket to listen on instead, open to the server's user and group."""
    tls: bool = True
    """Whether TLS is offered."""
    plain: bool | Literal["loopback"] = "loopback"
    """Who may connect without TLS: true is everybody, false nobody, "loopback" this computer."""
    certificate: str = ""
    """Certificate for this port only (PEM file); "" is that of [tls]."""
    key: str = ""
    """The key of the certificate (PEM file)."""
    websocket: bool = False
    """Whether this port is for WebSocket only (IRCv3 websocket), for clients in web pages."""
    lines: Literal["", "ask", "nick", "usr", "bracket", "name-first"] = ""
    """Plain text instead of IRC: "ask" is for people with netcat, the others are for programs.

    "nick" and "usr" ask with that word, "bracket" is "<name> text", "name-first" a name first.
    """
    web: bool = False
    """Whether browsers get a page with our client. WebSocket works on the same port."""
    ssh: bool = False
    """Whether this port is for ssh only: people get our client. Needs tui-chat[doors]."""
    origins: tuple[str, ...] = ()
    """Web pages that may connect by WebSocket, as "https://chat.example"; "*" is all.

    [] is only the pages of this server's own host.
    """
    proxy: Literal["no", "allowed", "required"] = "no"
    """Whether a proxy tells its clients' addresses (PROXY protocol, versions 1 and 2)."""
    forwarded: bool = False
    """Whether an HTTP proxy tells its clients' addresses (X-Forwarded-For, X-Forwarded-Proto).

    For ports with "web" or "websocket".
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
    """People who join by ssh or in a browser. The client of each is a process on this computer."""

    most: int = 30
    """Visitors at once."""
    per_address: int = 4
    """Visitors at once from one address; the /64 of an IPv6 address counts as one."""
    memory_mb: int = 256
    """Most megabytes of memory for one visitor's client."""
    cpu_minutes: int = 60
    """Most minutes of processor time for one visitor's client, in total."""
    idle_minutes: float = 720
    """Minutes without typing after which a visitor is disconnected; 0 is never."""


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Encryption. Without a certificate the server makes its own and prints its fingerprint."""

    certificate: str = ""
    """Certificate and its chain (PEM file). SIGHUP reads it again."""
    key: str = ""
    """The key of the certificate (PEM file without a password)."""


class Invitations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Invitations (`/invite-link`), with which people need no password."""

    by: Inviting = Inviting.OPERATORS
    """Who may invite: operators, or accounts (everybody who is logged in, 20 invitations each)."""
    address: str = ""
    """The server's name or address in invitations; "" is what this computer finds out itself."""


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The log, on standard error."""

    format: Literal["auto", "plain", "json"] = "auto"
    """Format: "auto" (coloured on a terminal, plain elsewhere), "plain" or "json"."""


class Metrics(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Metrics for Prometheus, at http://HOST:PORT/metrics. Needs tui-chat[metrics]."""

    port: int = 0
    """Port; 0 turns this off."""
    host: str = "127.0.0.1"
    """Address to listen on; anyone who can connect to it can read the metrics."""


class AddressFlood(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast all connections from one address may send together."""

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
    """Where it is kept: "disk" (state folder), "memory" (until the server stops), or "off"."""
    keep_days: float = 365
    """Days after which messages are deleted; 0 is never."""
    keep_messages: int = 1_000_000
    """Most messages kept of one channel or private conversation; 0 is no limit."""
    page: int = 100
    """Messages that a client may ask for at once."""
    replay_on_join: int = 50
    """Messages shown on joining to clients that show times but cannot ask for them; 0 is none."""
    durability: Literal["process", "power"] = "process"
    """What delivered messages survive: "process" is a crash, "power" also a power failure."""
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
    """Files that people with an account send, on ports with "web" or "websocket".

    They are never sent unencrypted, except on this computer itself.
    """

    url: str = ""
    """Their address, as "https://chat.example:8097/files"; "" turns this off."""
    size: int = 20_000_000
    """Most bytes of one file."""
    quota: int = 200_000_000
    """Most bytes of all files of one account; each file counts as 4096 at least."""
    total: int = 5_000_000_000
    """Most bytes of all files."""
    keep_days: float = 30
    """Days after which a file is deleted; 0 is never."""
    types: tuple[str, ...] = ()
    """Types of files to accept, as "image/*" or "text/plain"; [] is all."""


class Cluster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One network on several machines: see `tui-chat cluster`. Changing it needs a restart."""

    key: str = ""
    """The key file, from `tui-chat cluster new`; "" runs this server alone."""
    node: int = 0
    """Number of this machine in the key file, from 1; 0 finds it by its addresses."""
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
    """Server operators. They log in with OPER, and can manage every channel."""
    webirc: tuple[Gateway, ...] = ()
    """Web gateways that tell their users' addresses. Limits count the gateway's own address."""
    services: tuple[Service, ...] = ()
    """External services that identify people by tokens of this server."""
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


_RESTART_ONLY: Final = (
    ("server", ("name", "casemapping")),
    ("history", ("enabled", "keep_days", "keep_messages", "durability")),
    ("accounts", ("hash_cost", "hash_queue")),
    ("log", ("format",)),
    ("metrics", ("host", "port")),
    ("cluster", ("key", "node", "address")),
)


def changed_restart_only_keys(before: Config, after: Config) -> tuple[str, ...]:
    """The keys that take effect only when the server starts and that differ, as `section.key`."""
    return tuple(
        f"{section}.{key}"
        for section, names in _RESTART_ONLY
        for key in names
        if getattr(getattr(before, section), key) != getattr(getattr(after, section), key)
    )


_HEAD: Final = """\
The configuration of a tui-chat server. These are the defaults: remove the # in front of
a key to change it. SIGHUP or the command REHASH make the server read this file again."""


def config_text() -> str:
    """All sections and keys, as TOML."""
    return commented(Config, _HEAD)
