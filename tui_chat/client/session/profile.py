"""Who the person wants to be on a server."""

import msgspec


class Profile(msgspec.Struct, frozen=True):
    """What a session tells the server of the person, and where they want to go first.

    `nick` may be "": then nobody is introduced until `Session.change_nick`. `username` and
    `realname` default to the nickname. `channels` are joined after registration.
    """

    nick: str
    username: str = ""
    realname: str = ""
    password: str = ""
    channels: tuple[str, ...] = ()
