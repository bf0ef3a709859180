"""Our server as irctest runs it: one in a folder of its own for each test.

irctest (github.com/progval/irctest) asks for a server's configuration in terms of its own, and in
Ergo's for the tests that it selects for Ergo. Both are translated into ours here.
"""

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from irctest import patma
from irctest.basecontrollers import BaseServerController, DirectoryBasedController
from irctest.cases import BaseServerTestCase
from irctest.specifications import Capabilities, OptionalBehaviors

SERVER_NAME = "My.Little.Server"
OPERATOR = ("operuser", "operpassword")
_OPERATOR_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$JEvoT669lUMfG0vk+mBczQ$QkekPsR5JAxB5bTEM07VBDtkrmjvqdEq0uf4Hf1DEn8"
)
_LONGEST_PASSWORD = 400
"""Characters; the rest of a line's 512 is the command."""
COMMAND = shlex.split(os.environ.get("TUI_CHAT", "tui-chat"))
"""How the program is started."""


class TuiChatController(BaseServerController, DirectoryBasedController):
    """Starts, configures, reloads and ends `tui-chat server`."""

    software_name = "tui-chat"
    _port_wait_interval = 0.02
    supported_sasl_mechanisms = frozenset({"PLAIN", "SCRAM-SHA-256", "EXTERNAL"})
    supports_sts = True
    extban_mute_char = "m"
    capabilities = frozenset(Capabilities)
    optional_behaviors = frozenset(OptionalBehaviors) - {
        OptionalBehaviors.NON_UTF8_MESSAGE,  # the server is UTF8ONLY
    }
    isupport = {  # noqa: RUF012 - irctest's interface
        "BOT": "B",
        "CASEMAPPING": "ascii",
        "ELIST": patma.ANYSTR,
        "INVEX": None,
        "MONITOR": patma.ANYSTR,
        "MSGREFTYPES": "msgid,timestamp",
        "PREFIX": "(qaohv)~&@%+",
        "STATUSMSG": "~&@%+",
        "TARGMAX": patma.ANYSTR,
        "UTF8ONLY": None,
        "WHOX": None,
    }

    _told: dict[str, Any]
    """What was last asked for, in Ergo's terms."""
    _places: list[dict[str, Any]]

    def run(
        self,
        hostname: str,
        port: int,
        *,
        password: str | None,
        ssl: bool,
        run_services: bool,  # noqa: ARG002 - ours are part of the server
        faketime: str | None,  # noqa: ARG002 - no test that we pass needs it
        websocket_hostname: str | None = None,
        websocket_port: int | None = None,
    ) -> None:
        """Start a server that listens at these places."""
        self.create_config()
        self.port, self.hostname = port, hostname
        tls: dict[str, str] = {}
        if ssl:
            self.gen_ssl()
            tls = {"certificate": str(self.pem_path), "key": str(self.key_path)}
        self._places = [
            {"host": "127.0.0.1", "port": port, "plain": True, "proxy": "allowed", **tls}
        ]
        if websocket_port:
            place = {"host": websocket_hostname, "port": websocket_port, "plain": True}
            self._places.append({**place, "websocket": True, "origins": ["*"], **tls})
        listeners: dict[str, dict[str, Any] | None] = {f"127.0.0.1:{port}": None}
        self._told = {
            "server": {"listeners": listeners, "casemapping": "ascii", "password": password or ""},
            "accounts": {"multiclient": {"always-on": "opt-in"}, "registration": {}},
            "history": {"znc-maxmessages": 100},
        }
        if self.test_config.ergo_config:
            self.test_config.ergo_config(self._told)
        if any((place or {}).get("proxy") for place in listeners.values()):
            self._places[0]["proxy"] = "required"
        self._write()
        self._start()

    def restart(self) -> None:
        """End the server and start it again with what it has kept."""
        self.kill_proc()
        self.port_open = False
        self._start()
        self.wait_for_port()

    def wait_for_services(self) -> None:
        """Nothing to wait for: they are part of the server."""

    def registerUser(  # noqa: N802 - irctest's interface
        self, case: BaseServerTestCase, username: str, password: str | None = None
    ) -> None:
        """Make an account: on the line, or as an operator where its password fits in none."""
        if password is not None and len(password) > _LONGEST_PASSWORD:
            self._add_account(username, password)
            return
        client = case.addClient(show_io=False)
        case.sendLine(client, f"NICK {username}")
        case.sendLine(client, "USER r e g :user")
        while case.getRegistrationMessage(client).command != "001":
            pass
        case.getMessages(client)
        case.sendLine(client, f"NS REGISTER {password}")
        while "Account created" not in case.getMessage(client).params[-1]:
            pass
        case.sendLine(client, "QUIT")
        case.assertDisconnected(client)

    def getConfig(self) -> dict[str, Any]:  # noqa: N802 - irctest's interface
        """What was last asked for, to be changed and given to `rehash`."""
        told: dict[str, Any] = json.loads(json.dumps(self._told))
        return told

    def rehash(self, case: BaseServerTestCase, config: dict[str, Any]) -> None:
        """Have the server take another configuration while it runs."""
        self._told = config
        self._write()
        client = "operator_for_rehash"
        case.connectClient(nick="reloader", name=client)
        case.sendLine(client, f"OPER {' '.join(OPERATOR)}")
        case.sendLine(client, "REHASH")
        case.getMessages(client)
        case.sendLine(client, "QUIT")
        case.assertDisconnected(client)

    def _add_account(self, name: str, password: str) -> None:
        where = ("--state", str(self._folder / "state"))
        command = [*COMMAND, "account", "add", name, *where]
        subprocess.run(command, input=password, text=True, check=True, capture_output=True)

    def _start(self) -> None:
        folder = self._folder
        arguments = ("server", "--config", folder / "server.toml", "--state", folder / "state")
        self.proc = self.execute([*COMMAND, *map(str, arguments)])

    @property
    def _folder(self) -> Path:
        assert self.directory is not None
        return Path(self.directory)

    def _write(self) -> None:
        server, accounts = self._told["server"], self._told["accounts"]
        asked = self.test_config
        first, *others = self._places
        tables: list[tuple[str, dict[str, Any]]] = [
            (
                "[server]",
                {
                    "name": SERVER_NAME,
                    "network": "irctest",
                    "description": "test server",
                    "password": server["password"] or "",
                    "auto_join": [],
                    "casemapping": server["casemapping"],
                    "roleplay": asked.ergo_roleplay,
                    "user_modes": accounts.get("default-user-modes", "").lstrip("+"),
                },
            ),
            ("[listen]", first),
            *(("[[also_listen]]", place) for place in others),
            (
                "[accounts]",
                {
                    "hash_cost": 0,
                    "always_on": accounts["multiclient"]["always-on"],
                    "before_connect": asked.account_registration_before_connect,
                    "email": "required"
                    if asked.account_registration_requires_email
                    else "optional",
                },
            ),
            ("[history]", {"page": self._told["history"]["znc-maxmessages"]}),
            ("[flood]", {"per_second": 0}),
            ("[limits]", {"multiline_bytes": 4096, "multiline_lines": 32}),
            ("[[operators]]", {"name": OPERATOR[0], "password": _OPERATOR_HASH}),
        ]
        text = "".join(
            f"{name}\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
            for name, keys in tables
        )
        (self._folder / "server.toml").write_text(text, "utf-8")


def get_irctest_controller_class() -> type[TuiChatController]:
    """What irctest looks for in this module."""
    return TuiChatController
