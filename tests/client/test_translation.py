"""Every string that a person reads is translated, completely, into every language there is."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.client.catalogues import collected, compiled, files, forms, meant, missing, read, written
from tui_chat.client.language import i18n, language_choice

CLIENT = Path(i18n.__file__).parents[1]

SHOWING = {
    "Button", "Label", "Static", "bad", "complain", "echo", "good", "known", "note", "notify",
    "print", "refuse", "say", "say_here", "tell", "warn", "write",
    "PasswordError", "TrustError", "UntrustedError", "HeadlessError", "ConfigError",
}  # fmt: skip
"""What is given to these, a person reads."""
TRANSLATING = {"_", "ngettext", "marked"}
SHOWN_ATTRIBUTES = {"border_title", "border_subtitle", "placeholder", "tooltip", "sentence"}
NAMES = {"tui-chat", "UTF-8", "tmux", "screen", "ssh"}
"""Words that are the same in every language."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_WAYS = re.compile(r"\x1b.*", re.DOTALL)


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def _plain_texts(node: ast.AST) -> Iterator[str]:
    """The string literals under a node that are not on their way to be translated."""
    match node:
        case ast.Call() if _name(node) in TRANSLATING or _name(node) == "getattr":
            return
        case ast.Call():  # what is given to another function is not shown by this one
            if isinstance(node.func, ast.Attribute):
                yield from _plain_texts(node.func.value)
            return
        case ast.Subscript():
            return
        case ast.Compare():
            return
        case ast.Constant(str(text)):
            yield text
    for child in ast.iter_child_nodes(node):
        yield from _plain_texts(child)


def _shown(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call() if _name(node) in SHOWING:
                for given in node.args:
                    for text in _plain_texts(given):
                        yield node.lineno, text
            case ast.Assign(targets=[ast.Attribute(attr=name)]) if name in SHOWN_ATTRIBUTES:
                for text in _plain_texts(node.value):
                    yield node.lineno, text
            case ast.keyword(arg=name) if name in SHOWN_ATTRIBUTES:
                for text in _plain_texts(node.value):
                    yield node.value.lineno, text


def _is_words(text: str) -> bool:
    for name in NAMES:
        text = text.replace(name, "")
    return bool(_WORD.search(_WAYS.sub("", text)))


def test_no_string_that_is_shown_escapes_translation() -> None:
    escaped = [
        f"{file.relative_to(CLIENT)}:{line}: {text!r}"
        for file in sorted(CLIENT.rglob("*.py"))
        for line, text in _shown(ast.parse(file.read_text(encoding="utf-8")))
        if _is_words(text)
    ]
    assert escaped == []


def test_what_would_escape_is_found() -> None:
    program = """
self.tell("Hello there")
self.write("-- " + _("Hello"))
Input(placeholder="Your name")
complain(f"{host} is gone")
"""
    found = [text for _line, text in _shown(ast.parse(program)) if _is_words(text)]
    assert found == ["Hello there", " is gone", "Your name"]


@pytest.fixture(scope="module")
def template() -> Catalog:
    return collected()


def _most(text: str | tuple[str, ...] | list[str]) -> str:
    """A string as it is for many, where it differs."""
    return text if isinstance(text, str) else text[-1]


def _places(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("file", files(), ids=lambda file: file.parent.parent.name)
class TestCatalogue:
    def test_it_holds_every_string(self, file: Path, template: Catalog) -> None:
        known = {message.id for message in read(file)}
        assert [each.id for each in template if each.id not in known] == [], "run: make messages"

    def test_it_holds_nothing_else(self, file: Path, template: Catalog) -> None:
        wanted = {message.id for message in template}
        assert [each.id for each in read(file) if each.id not in wanted] == [], "run: make messages"

    def test_every_string_is_translated(self, file: Path) -> None:
        assert missing(read(file)) == []

    def test_every_translation_fills_in_the_same_places(self, file: Path) -> None:
        wrong = [
            message.id
            for message in read(file)
            if message.id and "{" in str(message.id)
            for form in forms(message)
            if _places(form) != _places(_most(message.id))
        ]
        assert wrong == []

    def test_the_compiled_catalogue_is_up_to_date(self, file: Path) -> None:
        kept = file.with_suffix(".mo").read_bytes()
        assert meant(kept) == meant(compiled(read(file))), "run: make messages"


def test_a_catalogue_is_the_same_from_every_version_of_babel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (file, *_others) = files()
    now = compiled(read(file)), written(read(file))
    monkeypatch.setattr("babel.messages.catalog.VERSION", "99.9")
    assert (compiled(read(file)), written(read(file))) == now


def test_what_a_compiled_catalogue_means_is_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "pt_BR" / "LC_MESSAGES" / "some.po"
    file.parent.mkdir(parents=True)
    told = []
    for translation in ("Sim", "Não"):
        file.write_text(f'msgid "Yes"\nmsgstr "{translation}"\n', encoding="utf-8")
        told.append(meant(compiled(read(file))))
    assert told == [[("Yes", "Sim")], [("Yes", "Não")]]


def _in_texts(tree: ast.AST) -> Iterator[int]:
    """The lines where something is to be translated inside an f-string."""
    for text in ast.walk(tree):
        if isinstance(text, ast.JoinedStr):
            for node in ast.walk(text):
                if isinstance(node, ast.Call) and _name(node) in TRANSLATING:
                    yield node.lineno


def test_nothing_is_translated_inside_an_f_string() -> None:
    """Before Python 3.12 an f-string is one token, and nobody finds the strings in it."""
    assert list(_in_texts(ast.parse("f'{_(1)}'"))) == [1]
    assert [
        f"{file.relative_to(CLIENT)}:{line}"
        for file in sorted(CLIENT.rglob("*.py"))
        for line in _in_texts(ast.parse(file.read_text(encoding="utf-8")))
    ] == []


def test_portuguese_is_spoken_where_it_is_asked_for() -> None:
    try:
        language_choice.use(environment={"LANG": "pt_BR.UTF-8"})
        told = (i18n._("Topic: {topic}"), i18n.ngettext("{count} day", "{count} days", 2))
    finally:
        language_choice.use("en")
    assert told == ("Tópico: {topic}", "{count} dias")
