from pathlib import Path

import pytest

from tui_chat.server.config.config_schema import DEFAULT_HOST, Cluster, Config, ConfigError
from tui_chat.server.config.load import load, overridden


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.toml"


def complaint(file: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(file)
    words = str(caught.value)
    assert words.startswith(f"{file}: ") or str(file) in words
    assert "\n" not in words
    return words.removeprefix(f"{file}: ")


def test_an_empty_file_is_the_defaults(file: Path) -> None:
    file.write_text("")
    assert load(file) == Config()


def test_a_byte_order_mark_of_an_editor_is_no_part_of_the_file(file: Path) -> None:
    file.write_text('\ufeff[server]\r\nname = "irc.example"\r\n')
    assert load(file).server.name == "irc.example"


def test_what_the_file_says_counts(file: Path) -> None:
    file.write_text(
        """
        [server]
        name = "irc.example"
        network = "Example"
        motd = '''
        Be kind.
        Stay long.'''
        auto_join = []
        casemapping = "rfc1459"
        [listen]
        port = 7000
        [limits]
        nick = 12
        [flood]
        per_second = 0
        """
    )
    config = load(file)
    assert (config.listen.host, config.listen.port) == (DEFAULT_HOST, 7000)
    settings = config.settings("version", "today")
    assert (settings.server, settings.network) == ("irc.example", "Example")
    assert [line.strip() for line in settings.motd] == ["Be kind.", "Stay long."]
    assert settings.auto_join == ()
    assert settings.casemapping.value == "rfc1459"
    assert settings.limits.nick == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[servr]", 'Unknown key "servr": did you mean "server"?'),
        ("[server]\nnmae = 'x'", 'Unknown key "server.nmae": did you mean "name"?'),
        ("[limits]\nnicks = 3", 'Unknown key "limits.nicks": did you mean "nick"?'),
        (
            "[listen]\nport = 'x'",
            'The key "listen.port" is not right: it must be a whole number, not a text in quotes.',
        ),
        ("[[operators]]\nname = 'ana'", 'The key "operators.password" is missing.'),
        (
            "[[also_listen]]\nport = 'x'",
            'The key "also_listen.port" is not right: it must be a whole number',
        ),
        ("server = 3", 'The key "server" is not right: it must be a section, not a whole number.'),
        ("[listen]\nport = 70000", 'The key "listen.port" must be from 0 to 65535.'),
        ("[server]\nauto_join = 'tea'", 'The key "server.auto_join" is not right'),
        ("[server]\nauto_join = [1]", 'The key "server.auto_join" is not right'),
        ("[server.auto_join]\na = 1", 'The key "server.auto_join" is not right'),
        ("[server]\ncasemapping = 'klingon'", 'The key "server.casemapping" is not right'),
        ("[flood]\nburst = 0.5", 'The key "flood.burst" must be at least 1.'),
        ("[flood]\nburst = nan", 'The key "flood.burst" must be at least 0.'),
        ("[flood]\nper_second = -1", 'The key "flood.per_second" must be at least 0.'),
        ("[timeouts]\nping = 0", 'The key "timeouts.ping" must be at least 1.'),
    ],
)
def test_a_mistake_is_one_sentence_with_file_and_key(file: Path, text: str, words: str) -> None:
    file.write_text(text)
    assert words in complaint(file)


def test_a_key_like_no_other_is_answered_with_those_there_are(file: Path) -> None:
    file.write_text("[listen]\nzzz = 1")
    assert complaint(file).startswith('Unknown key "listen.zzz". Possible keys: host, port')


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"[server", "is not valid TOML"), (b"motd = '\xff'", "is not UTF-8 text")],
)
def test_a_file_that_cannot_be_read_is_named(file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    assert words in complaint(file)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    assert complaint(file) == f"Cannot read {file}: No such file or directory."


def test_the_command_line_counts_for_more() -> None:
    config = overridden(Config(), host="0.0.0.0", port=0, password="word")  # noqa: S104 - not bound
    assert (config.listen.host, config.listen.port) == ("0.0.0.0", 0)  # noqa: S104 - not bound
    assert config.server.password == "word"
    assert overridden(config) == config


def test_the_command_line_names_the_network(file: Path) -> None:
    file.write_text('[cluster]\nkey = "net.key"\nnode = 2\naddress = "a:6697"\n')
    assert load(file).cluster == Cluster("net.key", 2, "a:6697")
    given = overridden(load(file), cluster="other.key", node=3)
    assert given.cluster == Cluster("other.key", 3, "a:6697")
