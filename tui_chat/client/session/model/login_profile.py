"""The person's identity on a server: names, passwords, channels."""

from collections.abc import Callable

import msgspec


class Profile(msgspec.Struct, frozen=True):
    """The names and passwords that a session sends to the server, and the first channels.

    `nick` may be "": then nobody is introduced until `Session.change_nick`. `username` and
    `realname` default to the nickname. `channels` are joined after registration.

    `account` is logged in to, with `account_password` or by `sign`, which gives the signature of
    a challenge (ECDSA-NIST256P-CHALLENGE). `certificate` says that the connection proves who we
    are (EXTERNAL). `mechanisms` are the only ones to use then, the first best; none means all.

    `network` is the id of the network of a bouncer that the connection is for, "" for the server
    itself. With `asks_networks` a bouncer is asked which ones it has. `hosts` says that the server
    runs beside this client, for this person.
    """

    nick: str
    username: str = ""
    realname: str = ""
    password: str = ""
    channels: tuple[str, ...] = ()
    account: str = ""
    account_password: str = ""
    certificate: bool = False
    sign: Callable[[bytes], bytes] | None = None
    mechanisms: tuple[str, ...] = ()
    network: str = ""
    asks_networks: bool = False
    hosts: bool = False
