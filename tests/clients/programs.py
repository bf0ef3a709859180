"""How each program is started and told where to go, and where it writes what it reads."""

import asyncio
import os
import pty
import shutil
import subprocess
from abc import ABC, abstractmethod
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path
from typing import Final, NamedTuple


class Tools(NamedTuple):
    """What the machine has besides programs: a Python with packages, and a folder of Node's."""

    python: str
    node: Path


class Place(NamedTuple):
    """Where a program runs, and whom it is to be. `name` is nickname and account.

    `web_port` speaks WebSocket. `tools` is beside what is not on the path.
    """

    folder: Path
    port: int
    web_port: int
    name: str
    password: str
    tools: "Tools"

    def file(self, name: str, text: str) -> Path:
        """Write a file for the program."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


class Program(ABC):
    """A client."""

    order = "hello {name}"
    """What makes it say hello, or comes when it has."""
    reads: tuple[str, ...] = ()
    """What must stand in its log."""

    @abstractmethod
    def is_here(self, tools: Tools) -> bool:
        """Whether it is installed."""

    @abstractmethod
    async def start(self, place: Place) -> Process:
        """Start it; it joins #tea and says "hello from NAME" there."""

    def joined(self, place: Place) -> None:  # noqa: B027 - most need nothing
        """It is in #tea."""

    @abstractmethod
    def log(self, place: Place) -> str:
        """What it has read."""


class WeeChat(Program):
    """weechat-headless, of version 3 or 4."""

    reads = ("said before", "hello weechat")

    def is_here(self, tools: Tools) -> bool:
        """Whether it is installed."""
        del tools
        return shutil.which("weechat-headless") is not None

    async def start(self, place: Place) -> Process:
        """By commands at its start."""
        said = subprocess.run(  # noqa: ASYNC221 - a moment
            ["weechat-headless", "--version"],  # noqa: S607 - wherever it is
            capture_output=True,
            text=True,
            check=True,
        )
        old = said.stdout.strip().startswith("3.")
        tls = "-ssl -ssl_verify=off" if old else "-tls -notls_verify"
        server = (
            f"/server add t 127.0.0.1/{place.port} {tls} -sasl_mechanism=plain "
            f"-sasl_username={place.name} -sasl_password={place.password} "
            f"-nicks={place.name} -autojoin=#tea"
        )
        commands = (
            server,
            "/set logger.file.flush_delay 0",
            f'/set irc.server.t.command "/wait 2 /msg #tea hello from {place.name}"',
            "/connect t",
        )
        words = [word for command in commands for word in ("-r", command)]
        return await asyncio.create_subprocess_exec(
            "weechat-headless",
            "-d",
            str(place.folder / "weechat"),
            *words,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )

    def log(self, place: Place) -> str:
        """Its logs."""
        return _all(place.folder / "weechat" / "logs")


class Irssi(Program):
    """irssi, on a terminal of its own."""

    reads = ("said before", "hello irssi")

    def is_here(self, tools: Tools) -> bool:
        """Whether it is installed."""
        del tools
        return shutil.which("irssi") is not None

    async def start(self, place: Place) -> Process:
        """By a configuration."""
        place.file(
            "irssi/config",
            f"""
servers = ({{ address = "127.0.0.1"; chatnet = "t"; port = "{place.port}"; use_tls = "yes";
  tls_verify = "no"; autoconnect = "yes"; }});
chatnets = {{ t = {{ type = "IRC"; nick = "{place.name}"; sasl_mechanism = "PLAIN";
  sasl_username = "{place.name}"; sasl_password = "{place.password}"; }}; }};
channels = ({{ name = "#tea"; chatnet = "t"; autojoin = "yes"; }});
settings = {{ core = {{ real_name = "irssi"; user_name = "irssi"; nick = "{place.name}"; }};
  "fe-common/core" = {{ autolog = "yes"; autolog_path = "{place.folder}/irssi/logs/$0.log"; }}; }};
""",
        )
        leader, follower = pty.openpty()
        environment = {**os.environ, "TERM": "xterm"}
        process = await asyncio.create_subprocess_exec(
            "irssi",
            f"--home={place.folder / 'irssi'}",
            stdin=follower,
            stdout=follower,
            stderr=follower,
            env=environment,
        )
        os.close(follower)
        asyncio.get_running_loop().add_reader(leader, _drain, leader)
        self._keyboard = leader
        return process

    def joined(self, place: Place) -> None:
        """What is typed before that goes to nobody."""
        os.write(self._keyboard, f"/msg #tea hello from {place.name}\r".encode())

    def log(self, place: Place) -> str:
        """Its logs."""
        return _all(place.folder / "irssi" / "logs")


class Limnoria(Program):
    """The bot; what it reads it shows by answering."""

    order = "{name}: echo hello from {name}"

    def is_here(self, tools: Tools) -> bool:
        """Whether it is beside that Python."""
        return self._script(tools.python).exists()

    def _script(self, python: str) -> Path:
        return Path(python).parent / "limnoria"

    async def start(self, place: Place) -> Process:
        """By a configuration."""
        folder = place.folder / "limnoria"
        lines = {
            "nick": place.name,
            "ident": place.name,
            "networks": "t",
            "networks.t.servers": f"127.0.0.1:{place.port}",
            "networks.t.ssl": "True",
            "networks.t.channels": "#tea",
            "networks.t.sasl.username": place.name,
            "networks.t.sasl.password": place.password,
            "networks.t.sasl.required": "True",
            "protocols.ssl.verifyCertificates": "False",
            "plugins": "Misc Utilities",
            "plugins.Utilities": "True",
            "plugins.Misc": "True",
            "reply.mores.maximum": "3",
            **{f"directories.{name}": str(folder / name) for name in ("conf", "data", "log")},
        }
        text = "".join(f"supybot.{key}: {value}\n" for key, value in lines.items())
        config = place.file("limnoria/bot.conf", text)
        return await asyncio.create_subprocess_exec(
            str(self._script(place.tools.python)),
            "--allow-root",
            str(config),
            cwd=folder,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )

    def log(self, place: Place) -> str:
        """Its log."""
        return _all(place.folder / "limnoria" / "log")


_IRC: Final = """
import functools, ssl, sys
import irc.client, irc.connection
name, port, password = sys.argv[1], int(sys.argv[2]), sys.argv[3]
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
reactor = irc.client.Reactor()
server = reactor.server()

def welcome(connection, event):
    connection.join("#tea")

def joined(connection, event):
    if event.source.nick == connection.get_nickname():
        connection.privmsg("#tea", "hello from " + name)

def said(connection, event):
    print(event.arguments[0], flush=True)

for event, act in (("welcome", welcome), ("join", joined), ("pubmsg", said)):
    server.add_global_handler(event, act)
wrapper = functools.partial(context.wrap_socket, server_hostname="127.0.0.1")
server.connect(
    "127.0.0.1", port, name, password=password, sasl_login=name,
    connect_factory=irc.connection.Factory(wrapper=wrapper),
)
reactor.process_forever()
"""


class IrcLibrary(Program):
    """The library irc of PyPI, by a small program."""

    reads = ("hello irclibrary",)

    def is_here(self, tools: Tools) -> bool:
        """Whether that Python has it."""
        done = subprocess.run(
            [tools.python, "-c", "import irc.client"], capture_output=True, check=False
        )
        return done.returncode == 0

    async def start(self, place: Place) -> Process:
        """By a script."""
        script = place.file("irc.py.txt", _IRC)
        with (place.folder / "irc.log").open("wb") as log:
            return await asyncio.create_subprocess_exec(
                place.tools.python,
                str(script),
                place.name,
                str(place.port),
                place.password,
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
            )

    def log(self, place: Place) -> str:
        """What it printed."""
        return (place.folder / "irc.log").read_text(errors="replace")


_FRAMEWORK: Final = """
const WebSocket = require("ws");
const IRC = require("irc-framework");
const transport = require("irc-framework/src/transports/websocket");
const [name, port, password] = process.argv.slice(2);
global.WebSocket = class extends WebSocket {  // as a browser has it, but for the certificate
  constructor(address, protocol) { super(address, protocol, {rejectUnauthorized: false}); }
};
const client = new IRC.Client({enable_echomessage: true, enable_chghost: true});
client.requestCap(["draft/chathistory"]);
client.on("registered", () => client.join("#tea"));
client.on("message", event => console.log(event.message));
client.on("join", event => {
  if (event.nick !== client.user.nick) return;
  client.raw("CHATHISTORY", "LATEST", "#tea", "*", "10");
  client.say("#tea", "hello from " + name);
});
client.connect({transport, host: "127.0.0.1", port: Number(port), tls: true, nick: name,
  account: {account: name, password}, auto_reconnect: false});
"""


class IrcFramework(Program):
    """The library irc-framework of npm, as Kiwi IRC uses it in browsers: over WebSocket."""

    reads = ("said before", "hello ircframework")

    def is_here(self, tools: Tools) -> bool:
        """Whether Node is, and that folder has it."""
        needed = (tools.node / "node_modules" / name for name in ("irc-framework", "ws"))
        return shutil.which("node") is not None and all(path.is_dir() for path in needed)

    async def start(self, place: Place) -> Process:
        """By a script."""
        script = place.file("page.js", _FRAMEWORK)
        with (place.folder / "page.log").open("wb") as log:
            return await asyncio.create_subprocess_exec(
                "node",
                str(script),
                place.name,
                str(place.web_port),
                place.password,
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "NODE_PATH": str(place.tools.node / "node_modules")},
            )

    def log(self, place: Place) -> str:
        """What it printed."""
        return (place.folder / "page.log").read_text(errors="replace")


PROGRAMS: Final[dict[str, Program]] = {
    "weechat": WeeChat(),
    "irssi": Irssi(),
    "limnoria": Limnoria(),
    "irclibrary": IrcLibrary(),
    "ircframework": IrcFramework(),
}


def _all(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\n".join(path.read_text(errors="replace") for path in files)


def _drain(descriptor: int) -> None:
    try:
        if os.read(descriptor, 65_536):
            return
    except OSError:
        pass
    asyncio.get_running_loop().remove_reader(descriptor)
    os.close(descriptor)
