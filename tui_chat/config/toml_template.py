"""A configuration as text: every key with its explanation and its default, commented out."""

import ast
import inspect
import json
import textwrap
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

from tui_chat.config.toml_to_structs import allowed_values

_WIDTH: Final = 96
Translate = Callable[[str], str]


def commented(shape: type[msgspec.Struct], head: str, translate: Translate = str) -> str:
    """All sections and keys of `shape`, as TOML that changes nothing.

    A key is explained by the text behind it in the source, a section by its docstring. Keys of a
    list of tables that another section has too are printed in that section only.
    """
    return "\n".join(_lines(shape, head, translate))


def meanings(shape: type[msgspec.Struct]) -> dict[str, str]:
    """The explanation of each key of a section: the text behind it in the source."""
    return dict(_meanings(shape))


def _lines(shape: type[msgspec.Struct], head: str, translate: Translate) -> Iterator[str]:
    yield from _comment(head)
    sections = get_type_hints(shape)
    plain = [name for name in sections if not _is_section(sections[name])]
    if plain:
        yield ""
        yield from _keys(shape, plain, translate)
    for name in sections:
        if name in plain:
            continue
        yield ""
        section = sections[name]
        if get_origin(section) is tuple:
            yield from _comment(translate(_meanings(shape)[name]))
            yield f"#[[{name}]]"
            section = get_args(section)[0]
            if section in sections.values():
                continue
        elif get_origin(section) is dict:
            yield from _comment(translate(_meanings(shape)[name]))
            yield f"[{name}]"
            continue
        else:
            yield from _comment(translate(inspect.getdoc(section) or ""))
            yield f"[{name}]"
        yield from _keys(section, section.__struct_fields__, translate)
    yield ""


def _is_section(kind: Any) -> bool:
    inner = get_args(kind)[0] if get_origin(kind) is tuple else kind
    return get_origin(kind) is dict or hasattr(inner, "__struct_fields__")


def _keys(
    shape: type[msgspec.Struct], names: list[str] | tuple[str, ...], translate: Translate
) -> Iterator[str]:
    said, kinds = _meanings(shape), get_type_hints(shape)
    for field in msgspec.structs.fields(shape):
        if field.name in names:
            yield from _comment(translate(said[field.name]))
            values = allowed_values(kinds[field.name])
            if values:
                yield from _comment(f"= {' | '.join(values)}")
            value = "..." if field.required else _default(field)
            yield f"#{field.name} = {toml_text(value)}"


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(" ".join(text.split()), _WIDTH, break_on_hyphens=False):
        yield f"# {line}"


def toml_text(value: Any) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, Enum):
        value = value.value
    # In JSON these values look as in TOML.
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
