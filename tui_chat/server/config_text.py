"""The configuration as text: every key with what it means and its default, commented out."""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

from tui_chat.server.config import Config

_WIDTH: Final = 96
_HEAD: Final = """\
The configuration of a tui-chat server. These are the defaults: take away the # in front
of a key to change it. SIGHUP and the command REHASH have this file read again."""


def config_text() -> str:
    """All sections and keys, as TOML."""
    return "\n".join(_lines())


def meanings(shape: type[msgspec.Struct]) -> dict[str, str]:
    """What each key of a section means: the text that stands behind it in the source."""
    return dict(_meanings(shape))


def _lines() -> Iterator[str]:
    yield from _comment(_HEAD)
    sections = get_type_hints(Config)
    for name, shape in sections.items():
        yield ""
        if get_origin(shape) is tuple:
            yield from _comment(meanings(Config)[name])
            (inner, _) = get_args(shape)
            yield f"#[[{name}]]"
            if inner not in sections.values():
                yield from _keys(inner)
        else:
            yield from _comment(inspect.getdoc(shape) or "")
            yield f"[{name}]"
            yield from _keys(shape)
    yield ""


def _keys(shape: type[msgspec.Struct]) -> Iterator[str]:
    said = _meanings(shape)
    for field in msgspec.structs.fields(shape):
        yield from _comment(said[field.name])
        value = "..." if field.required else field.default
        yield f"#{field.name} = {_toml(value)}"


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(inspect.cleandoc(text), _WIDTH, break_on_hyphens=False):
        yield f"# {line}"


def _toml(value: Any) -> str:
    if isinstance(value, Enum):
        value = value.value
    # What these values look like in JSON is TOML too.
    return json.dumps(value, ensure_ascii=False)


@cache
def _meanings(shape: type[msgspec.Struct]) -> dict[str, str]:
    found: dict[str, str] = {}
    for base in reversed(shape.__mro__[:-1]):
        if base is not msgspec.Struct and issubclass(base, msgspec.Struct):
            found |= _texts(base)
    return found


def _texts(shape: type[msgspec.Struct]) -> dict[str, str]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(shape))).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        key.target.id: text.value.value
        for key, text in pairwise(body)
        if isinstance(key, ast.AnnAssign)
        and isinstance(key.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
