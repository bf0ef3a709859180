"""The environment of a visitor's client, made of what the visitor says about their terminal."""

import re
from collections.abc import Mapping
from typing import Final

_TERM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,31}")
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[_-]([A-Za-z]{2}))?\b")
_USUAL: Final = "xterm-256color"
_COLOURS: Final = frozenset({"truecolor", "24bit"})
_NAMES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


_ZONE: Final = re.compile(r"[A-Za-z]+(?:/[A-Za-z][A-Za-z0-9_+-]*){0,2}")


def client_environment(term: str, said: Mapping[str, str], zone: str = "") -> dict[str, str]:
    """The whole environment of the client: all is made of the visitor's own words.

    `zone` is a time zone, as Europe/Lisbon.
    """
    made = {"TERM": term if _TERM.fullmatch(term) else _USUAL, "LC_CTYPE": "C.UTF-8"}
    if said.get("COLORTERM") in _COLOURS:
        made["COLORTERM"] = said["COLORTERM"]
    if said.get("NO_COLOR"):
        made["NO_COLOR"] = "1"
    language = next((said[name] for name in _NAMES if said.get(name)), "")
    if found := _LANGUAGE.match(language):
        country = f"_{found[2].upper()}" if found[2] else ""
        made["LANG"] = f"{found[1].lower()}{country}.UTF-8"
    if _ZONE.fullmatch(zone):
        made["TZ"] = zone
    return made
