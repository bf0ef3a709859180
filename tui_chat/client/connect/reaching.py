"""One more server: from what the person says to how to go there."""

from collections.abc import Callable

from msgspec.structs import replace

from tui_chat.client.config.options import DEFAULT_PORT, ClientOptions, Encryption
from tui_chat.client.connect.connector import Wish
from tui_chat.client.connect.server_address import Address

Configured = Callable[[str, int | None], ClientOptions | None]
"""How to go to a server of the configuration, by its name or address; None if it is none."""


def reached(
    address: Address, first: ClientOptions, nick: str, configured: Configured | None
) -> ClientOptions:
    """How to go to a server: as configured, else as securely as to the `first` one.

    What proves who we are to the first one is not shown to another, whose new certificate is not
    accepted unseen either. `nick` is the name where the configuration has none for that server.
    What the address says itself comes before both. It may take a while, for a password may have to
    be asked for. Raises PasswordError.
    """
    known = configured(address.host, address.port) if configured is not None else None
    if known is None:
        how = first.encryption
        known = ClientOptions(
            address.host,
            address.port or DEFAULT_PORT,
            realname=first.realname,
            encryption=how and replace(how, certificate=None, accept=False),
        )
    known = as_written(known, address)
    return replace(known, nick=known.nick or nick)


def as_written(options: ClientOptions, address: Address) -> ClientOptions:
    """The same way, with what the address itself says of encryption and channels."""
    if address.tls is not None:
        how = options.encryption or Encryption()
        wish = Wish.REQUIRED if address.tls else Wish.NEVER
        options = replace(options, encryption=replace(how, wish=wish))
    return replace(options, channels=address.channels or options.channels)
