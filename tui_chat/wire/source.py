"""The source of a message: a user or a server."""

from typing import Self


class Source(str):
    """`nick!user@host` of a user, or a server's name. RFC 2812 2.3.1, the prefix.

    A string with named parts, because messages are built far more often than their sources are
    taken apart. Its parts are plain `str`, the only strings that msgspec writes.
    """

    __slots__ = ()

    @classmethod
    def of(cls, nick: str, user: str, host: str) -> Self:
        """The source of a user."""
        return cls(f"{nick}!{user}@{host}")

    @property
    def nick(self) -> str:
        """The nickname, or the whole name of a server."""
        return str(self.partition("!")[0].partition("@")[0])

    @property
    def user(self) -> str:
        """The username, "" if the source has none."""
        return self.partition("@")[0].partition("!")[2]

    @property
    def host(self) -> str:
        """The host, "" if the source has none."""
        return self.partition("@")[2]
