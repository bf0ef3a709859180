"""Lines with a password, which are neither saved nor brought back by Up."""

import re
from typing import Final

from tui_chat.client.commands.command_table_and_parser import TABLE

_LINE: Final = re.compile(r"\s*/([^\s/]\S*)\s+(.*)", re.DOTALL)
_SECRET: Final = frozenset({"login", "oper", "register"})
_TO_SERVICES: Final = re.compile(
    r"\b(?:\S*serv(?:@\S+)?|q|x)\s+:?(?:auth|ghost|identify|id|login|recover|regain|register|release|set)\b",
    re.IGNORECASE,
)
_RAW: Final = re.compile(r"(?:authenticate|oper|pass)\s", re.IGNORECASE)


def names_password(text: str) -> bool:
    """Whether a message seems to hold a password for services that was to go elsewhere."""
    return holds_secret(text) or _TO_SERVICES.search(text) is not None


def holds_secret(line: str) -> bool:
    """Whether a typed line, finished or not, contains a password for a server or its services."""
    found = _LINE.fullmatch(line)
    if found is None:
        return False
    command = TABLE.find(found[1])
    if command is None:
        return False
    said = found[2]
    is_raw_secret = command.name == "raw" and _RAW.match(said) is not None
    return command.name in _SECRET or is_raw_secret or _TO_SERVICES.match(said) is not None
