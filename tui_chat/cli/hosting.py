"""A server that lives as long as the client beside it: for `tui-chat host` and the start screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_chat.client.config.options import ClientOptions
from tui_chat.server.config.load import Config, default_state
from tui_chat.server.process.background import BackgroundServer
from tui_chat.server.process.run import prepare_state


@contextmanager
def hosted(config: Config, folder: Path | None = None, nick: str = "") -> Iterator[ClientOptions]:
    """How to join the server that runs meanwhile, in plain text: it never leaves this machine.

    Raises ServerError when it cannot run.
    """
    state = folder or default_state()
    prepare_state(state)
    with BackgroundServer(config, state) as running:
        server = running.server
        yield ClientOptions(
            server.local_host,
            server.port,
            nick,
            password=config.server.password,
            invitation=f"tui-chat connect {server.reachable_host} {server.port}",
            opening="tui-chat host --host 0.0.0.0" if server.is_local else "",
            others=lambda: running.users() - 1,
        )
