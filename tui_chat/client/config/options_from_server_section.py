"""The servers of the configuration as options of the client."""

from pathlib import Path

from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption
from tui_chat.client.connect import password_sources
from tui_chat.client.connect.challenge_keys import signer


def named(config: Config, name: str) -> Server | None:
    """The server of that name, else the one of that address."""
    for server in config.servers:
        if server.name == name:
            return server
    return next((server for server in config.servers if server.host == name), None)


def options_of(server: Server, config: Config) -> ClientOptions:
    """The options of a configured server. Raises PasswordError."""
    account_password = password = ""
    if server.password_command:
        password = password_sources.from_command(server.password_command)
    if server.account_password_command:
        account_password = password_sources.from_command(server.account_password_command)
    elif server.keyring and server.account:
        account_password = password_sources.from_keyring(f"{server.account}@{server.host}")
    sign = signer(Path(server.account_key).expanduser()) if server.account_key else None
    certificate = Path(server.certificate).expanduser() if server.certificate else None
    return ClientOptions(
        server.host,
        server.port,
        server.nick or config.nick,
        server.channels,
        password,
        account=server.account,
        account_password=account_password,
        sign=sign,
        realname=config.realname,
        keep_picture_metadata=config.keep_picture_metadata,
        mechanisms=server.sasl,
        encryption=Encryption(
            server.tls,
            certificate=certificate,
            fingerprints=frozenset(map(_plain_fingerprint, server.fingerprints)),
        ),
    )


def _plain_fingerprint(written: str) -> str:
    return written.replace(":", "").lower()
