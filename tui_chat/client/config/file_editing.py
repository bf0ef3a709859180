"""Writing one key of the configuration file; comments and everything else stay as they are."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tui_chat.private_files import make_folder, replace_file

_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?")


def write_setting(path: Path, key: Sequence[str], value: Any) -> None:
    """Set a key, (section, key) or (key,), in the file at `path`, which is made if needed.

    A default that is commented out, as `--print-config` prints it, makes room for the value.
    Raises OSError, or ValueError if the file is no TOML.
    """
    path = path.resolve()  # of a link, what it points to is replaced
    try:
        text, mode = path.read_text("utf-8-sig"), path.stat().st_mode & 0o777
    except FileNotFoundError:
        make_folder(path.parent)
        text, mode = "", 0o600
    replace_file(path, edited(text, key, value).encode(), sync=True)
    path.chmod(mode)


def edited(text: str, key: Sequence[str], value: Any) -> str:
    """The file's text with another value. Raises ValueError if it is no TOML."""
    import tomlkit  # noqa: PLC0415 - nothing else needs it
    from tomlkit.items import Table  # noqa: PLC0415

    document = tomlkit.parse(text)
    *sections, name = key
    holder: Any = document
    for section in sections:
        if section not in holder:
            holder[section] = tomlkit.table()
        holder = holder[section]
    if name not in holder and (sections == [] or isinstance(holder, Table)):
        text = _with_default(text, key)
        if text:
            return edited(text, key, value)
    if not sections and name not in holder:
        # Behind a section it would belong to that section.
        document = tomlkit.parse(f"{name} = 0\n{tomlkit.dumps(document)}")
        holder = document
    holder[name] = value
    written: str = tomlkit.dumps(document)
    return written


def _with_default(text: str, key: Sequence[str]) -> str:
    """The text with the comment's `#` in front of this key taken away; "" if there is none."""
    *sections, name = key
    default = re.compile(rf"\s*#\s?{re.escape(name)}\s*=\s*\S")
    here = ""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if header := _HEADER.fullmatch(line.rstrip("\n")):
            here = header[1].strip()
        elif here == ".".join(sections) and default.match(line):
            lines[number] = line.replace("#", "", 1).lstrip()
            found = "".join(lines)
            return found if _is_toml(found) else ""
    return ""


def _is_toml(text: str) -> bool:
    import tomllib  # noqa: PLC0415 - as above

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True
