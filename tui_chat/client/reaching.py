"""One more server: from what the person says to how to go there."""

from collections.abc import Callable

from msgspec.structs import replace

from tui_chat.client.options import DEFAULT_PORT, ClientOptions

Configured = Callable[[str, int | None], ClientOptions | None]
"""How to go to a server of the configuration, by its name or address; None if it is none."""


def reached(
    host: str, port: int | None, first: ClientOptions, nick: str, configured: Configured | None
) -> ClientOptions:
    """How to go to a server: as configured, else as securely as to the `first` one.

    What proves who we are to the first one is not shown to another, whose new certificate is not
    accepted unseen either. `nick` is the name where the configuration has none for that server. It
    may take a while, for a password may have to be asked for. Raises PasswordError.
    """
    known = configured(host, port) if configured is not None else None
    if known is not None:
        return replace(known, nick=known.nick or nick)
    how = first.encryption
    return ClientOptions(
        host,
        port or DEFAULT_PORT,
        nick=nick,
        realname=first.realname,
        encryption=how and replace(how, certificate=None, accept=False),
    )
