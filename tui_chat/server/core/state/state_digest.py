"""The whole state as plain data, so that two states can be compared.

Objects are taken apart by introspection: an attribute that is new cannot be forgotten.
"""

import enum
import hashlib
import ipaddress
import re
import types
from collections import deque
from collections.abc import Mapping
from functools import cache
from typing import Final

import msgspec

from tui_chat.server.core.state.users_and_channels import Channel, User

_LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    # They hold results that can be computed again.
    "Channel": frozenset({"names_cache"}),
    "MaskList": frozenset({"_verdicts"}),
    # They are of one node alone, or made of the settings; stamps are not needed by events that are
    # stamped already.
    "Network": frozenset(
        {
            *("greeting", "node_settings", "offers", "settings"),
            *("stamps", "strangers", "tokens"),
        }
    ),
    "Session": frozenset({"exchange"}),
}
"""By class, attributes that are not part of the state."""
_PLAIN: Final = (str, int, type(None), enum.Enum, frozenset, types.FunctionType)
_MOSTLY: Final = frozenset({str, int, bool, type(None), frozenset})
"""Those of them that are nearly all values, found faster."""


def attributes(thing: object) -> dict[str, object]:
    """All of an object that is part of the state, as plain data."""
    return {name: plain(getattr(thing, name)) for name in names(thing)}


def names(thing: object) -> tuple[str, ...]:
    """The names of an object's attributes that are part of the state."""
    slots = _slots(type(thing))  # type: ignore[arg-type] # a class can be hashed
    if slots is not None:
        return slots
    left_out = _LEFT_OUT.get(type(thing).__name__, frozenset())
    return tuple(name for name in vars(thing) if name not in left_out)


@cache
def _slots(kind: type) -> tuple[str, ...] | None:
    slots = getattr(kind, "__slots__", None)
    left_out = _LEFT_OUT.get(kind.__name__, frozenset())
    return None if slots is None else tuple(name for name in slots if name not in left_out)


def plain(value: object) -> object:
    """A value as plain data; a user or channel as a reference, for they refer to each other.

    Raises TypeError for a value of an unknown type.
    """
    if type(value) in _MOSTLY or isinstance(value, _PLAIN):
        return value
    form: object
    match value:
        case list() | tuple() | deque():
            form = tuple(map(plain, value))
        case dict():
            # The order counts: it decides whom a message reaches first.
            form = tuple((plain(key), plain(one)) for key, one in value.items())
        case msgspec.Struct():
            form = msgspec.to_builtins(value)
        case re.Pattern():
            form = value.pattern
        case ipaddress.IPv4Network() | ipaddress.IPv6Network():
            form = str(value)
        case User():
            form = ("user", value.folded, value.stay)
        case Channel():
            form = ("channel", value.folded)
        case _ if type(value).__module__.startswith(f"{__package__}."):
            form = attributes(value)
        case _:
            raise TypeError(f"There is no plain form of a {type(value).__name__} yet")
    return form


def digest(state: object) -> str:
    """A hash of plain data that is the same in every process, in hexadecimal."""
    return hashlib.sha256(repr(_in_order(state)).encode()).hexdigest()


def _in_order(value: object) -> object:
    match value:
        case frozenset():
            return sorted(map(str, value))
        case types.FunctionType():
            return value.__qualname__
        case dict():
            return [(key, _in_order(one)) for key, one in value.items()]
        case list() | tuple():
            return [_in_order(one) for one in value]
    return value
