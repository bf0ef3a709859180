"""Names of users and channels: when two are the same, and which are allowed."""

import enum
import re
import string
import unicodedata
from collections.abc import Callable
from typing import Final, NewType

Folded = NewType("Folded", str)
"""A name under the network's casemapping: the only key for nicks and channels."""

CHANNEL_PREFIXES: Final = "#&"
RELAY_SEPARATOR: Final = "/"
"""A character in the name of a person on another network that no nickname can contain."""

_ASCII: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_RFC1459_STRICT: Final = _ASCII | str.maketrans("[]\\", "{}|")
_RFC1459: Final = _RFC1459_STRICT | str.maketrans("~", "^")

_NICKNAME: Final = re.compile(r"[A-Za-z\[\]\\`_^{|}][A-Za-z0-9\[\]\\`_^{|}-]*", re.ASCII)
_NOT_IN_CHANNELS: Final = re.compile("[\\x00-\\x20,:\\x7f-\\xa0*?]")
_NOT_IN_RELAYED: Final = frozenset(" ,:*?!@#&~%+$")
_MOST_RELAYED_BYTES: Final = 128
"""A reply must have room for it."""
_LONGEST_USERNAME: Final = 10
_NOT_IN_USERNAMES: Final = re.compile(r"[^A-Za-z0-9_.-]")


class Casemapping(enum.Enum):
    """Which characters a server takes for the same (ISUPPORT CASEMAPPING)."""

    ASCII = "ascii"
    RFC1459 = "rfc1459"
    RFC1459_STRICT = "rfc1459-strict"
    PRECIS = "precis"
    """Names in any script: RFC 8265, UsernameCaseMapped."""

    def fold(self, name: str) -> Folded:
        """The form under which `name` is looked up."""
        return self.folding(name)

    @property
    def folding(self) -> Callable[[str], Folded]:
        """`fold` without the way to it: somebody who enters a network is folded seven times."""
        return _FOLDINGS[self.value]


# Without a call of `Folded`, which takes as long as the rest.
def _fold_ascii(name: str) -> Folded:
    return name.lower() if name.isascii() else name.translate(_ASCII)  # type: ignore[return-value]


def _fold_precis(name: str) -> Folded:
    return name.lower() if name.isascii() else _map_case(name)  # type: ignore[return-value]


_FOLDINGS: Final[dict[str, Callable[[str], Folded]]] = {
    "ascii": _fold_ascii,
    "rfc1459": lambda name: Folded(name.translate(_RFC1459)),
    "rfc1459-strict": lambda name: Folded(name.translate(_RFC1459_STRICT)),
    "precis": _fold_precis,
}


def _map_case(name: str) -> str:
    # Width mapping, case mapping, NFC. Of what a nickname may hold, NFKC changes only the width.
    # Twice, for the few characters that are not done with at once: folding what is folded must
    # change nothing.
    for _ in range(2):
        name = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).lower())
    return name


def is_channel(name: str, prefixes: str = CHANNEL_PREFIXES) -> bool:
    """Whether a message to `name` is a message to a channel."""
    return name[:1] in prefixes if name else False


def is_channel_name(name: str, longest: int) -> bool:
    """Whether a channel may have this name; `longest` in characters. RFC 2812 1.3.

    Wider than `is_channel`: nothing that ends a name on the wire, looks like a mask, or cannot
    be seen.
    """
    return (
        is_channel(name)
        and not (name[0] == "&" and is_channel(name[1:]))  # the admins of a channel (STATUSMSG)
        and 1 < len(name) <= longest
        and len(name.encode()) <= 200  # a reply must have room for it
        and _NOT_IN_CHANNELS.search(name) is None
        and name.isprintable()
    )


def is_nickname(name: str, longest: int) -> bool:
    """Whether a user may have this nickname; `longest` in characters. RFC 2812 2.3.1."""
    return len(name) <= longest and _NICKNAME.fullmatch(name) is not None


def is_relayed_name(name: str, longest: int) -> bool:
    """Whether it is `name/network`: somebody on another network, and nobody's nickname here."""
    return (
        RELAY_SEPARATOR in name
        and all(name.split(RELAY_SEPARATOR))
        and len(name) <= longest
        and len(name.encode()) <= _MOST_RELAYED_BYTES
        and name.isprintable()
        and _NOT_IN_RELAYED.isdisjoint(name)
    )


def clean_username(name: str) -> str:
    """What is left of a username (USER's first parameter) when only safe characters stay."""
    return _NOT_IN_USERNAMES.sub("", name)[:_LONGEST_USERNAME] or "user"
