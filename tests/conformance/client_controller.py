"""Our client as irctest runs it: with plain lines, and a home of its own for each test."""

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from irctest import tls
from irctest.authentication import Authentication
from irctest.basecontrollers import BaseClientController, DirectoryBasedController

COMMAND = shlex.split(os.environ.get("TUI_CHAT", "tui-chat"))
"""How the program is started."""


class TuiChatController(BaseClientController, DirectoryBasedController):
    """Configures, starts and ends `tui-chat connect --plain`."""

    software_name = "tui-chat"
    supported_sasl_mechanisms = frozenset(
        {"PLAIN", "SCRAM-SHA-256", "ECDSA-NIST256P-CHALLENGE", "EXTERNAL"}
    )
    supports_sts = True

    def run(
        self,
        hostname: str,
        port: int,
        auth: Authentication | None,
        tls_config: tls.TlsConfig | None = None,
    ) -> None:
        """Start a client that goes there."""
        self.create_config()
        home = Path(str(self.directory))
        server: dict[str, Any] = {"name": "irctest", "host": hostname, "port": port}
        server["nick"] = "tester"
        server["tls"] = "required" if tls_config is not None and tls_config.enable else "never"
        if tls_config is not None and tls_config.trusted_fingerprints:
            server["fingerprints"] = tls_config.trusted_fingerprints
        environment = dict(os.environ, HOME=str(home), LANG="C.UTF-8")
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            environment[f"XDG_{name}_HOME"] = str(home / name.lower())
        if auth is not None:
            server["account"] = auth.username or ""
            server["sasl"] = [mechanism.to_string() for mechanism in auth.mechanisms]
            if auth.ecdsa_key:
                (home / "account.pem").write_text(auth.ecdsa_key.strip() + "\n", "utf-8")
                server["account_key"] = str(home / "account.pem")
            if auth.password:
                environment["TUI_CHAT_ACCOUNT_PASSWORD"] = auth.password
        keys = "".join(f"{key} = {json.dumps(value)}\n" for key, value in server.items())
        (home / "client.toml").write_text(f"[[servers]]\n{keys}", "utf-8")
        arguments = ["connect", "irctest", "--plain", "--config", str(home / "client.toml")]
        self.proc = self.execute([*COMMAND, *arguments], stdin=subprocess.PIPE, env=environment)


def get_irctest_controller_class() -> type[TuiChatController]:
    """What irctest looks for in this module."""
    return TuiChatController
