import pytest

from tui_chat.wire.errors import NotUtf8Error, ProtocolError
from tui_chat.wire.message import MAX_PARAMS, Message
from tui_chat.wire.source import Source
from tui_chat.wire.tags import NO_TAGS


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"PING", Message("PING")),
        (b"PING token", Message("PING", ("token",))),
        (b"ping Token", Message("PING", ("Token",))),
        (b"priv-msg x", Message("PRIV-MSG", ("x",))),
        (b"#tea", Message("#TEA")),
        (b"001 me :Welcome, me", Message("001", ("me", "Welcome, me"))),
        (b"PRIVMSG #tea :hello world", Message("PRIVMSG", ("#tea", "hello world"))),
        (b"PRIVMSG #tea hello", Message("PRIVMSG", ("#tea", "hello"))),
        (b"PRIVMSG #tea :", Message("PRIVMSG", ("#tea", ""))),
        (b"PRIVMSG #tea ::)", Message("PRIVMSG", ("#tea", ":)"))),
        (b"PRIVMSG #tea : ", Message("PRIVMSG", ("#tea", " "))),
        (b"PRIVMSG #tea : a  b ", Message("PRIVMSG", ("#tea", " a  b "))),
        (b"PRIVMSG #tea :a :b", Message("PRIVMSG", ("#tea", "a :b"))),
        (b"PRIVMSG #tea:cup hello", Message("PRIVMSG", ("#tea:cup", "hello"))),
        (b"MODE #tea +o-v a:b c", Message("MODE", ("#tea", "+o-v", "a:b", "c"))),
        (b"JOIN   #tea    key", Message("JOIN", ("#tea", "key"))),
        (b"JOIN #tea   ", Message("JOIN", ("#tea",))),
        (b"PRIVMSG #tea   :hello", Message("PRIVMSG", ("#tea", "hello"))),
        (b"  PING token", Message("PING", ("token",))),
        (b"PRIVMSG #tea a\tb", Message("PRIVMSG", ("#tea", "a\tb"))),
        (b"PRIVMSG #tea a\xc2\xa0b", Message("PRIVMSG", ("#tea", "a\N{NO-BREAK SPACE}b"))),
        ("PRIVMSG #chá :olá 😀".encode(), Message("PRIVMSG", ("#chá", "olá 😀"))),
        (b":irc.example PONG x", Message("PONG", ("x",), "irc.example")),
        (b":a!b@c   QUIT", Message("QUIT", (), "a!b@c")),
        (b": QUIT", Message("QUIT")),
        (b"@id=1 PING", Message("PING", (), None, {"id": "1"})),
        (b"@id=1   :a  PING  x", Message("PING", ("x",), "a", {"id": "1"})),
        (b"@ PING", Message("PING")),
        (b"@+draft/reply=a\\:b;x TAGMSG y", Message("TAGMSG", ("y",), None,
                                                     {"+draft/reply": "a;b", "x": ""})),
    ],
)  # fmt: skip
def test_a_line_is_read_as_the_grammar_says(line: bytes, message: Message) -> None:
    assert Message.parse(line) == message


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" ",
        b":",
        b":only.a.source",
        b":source ",
        b":source :text",
        b":source :",
        b"@tags",
        b"@tags ",
        b"@tags :source",
        b"@=value PING",
        b":a : PING",
        b"::a",
        "PRÍVMSG x".encode(),
        "١ x".encode(),  # a digit, but not one of ASCII
        b"PING \0",
        b"PI\0NG",
        b"PING a\rb",
        b"PING a\r",
        b"PING a\nb",
        b"@a=\0 PING",
    ],
)
def test_a_line_that_is_no_message_is_a_protocol_error(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        Message.parse(line)


def test_a_source_comes_taken_apart() -> None:
    message = Message.parse(b":alice!al@host.example PRIVMSG #tea :hi")
    assert isinstance(message.source, Source)
    assert (message.source.nick, message.source.user) == ("alice", "al")


def test_a_message_without_tags_shares_the_empty_ones() -> None:
    assert Message.parse(b"PING").tags is NO_TAGS


def test_parameters_past_the_limit_are_dropped() -> None:
    words = [f"p{number}" for number in range(MAX_PARAMS + 1)]
    exactly = Message.parse(" ".join(["X", *words[:MAX_PARAMS]]).encode())
    over = Message.parse(" ".join(["X", *words]).encode())
    assert exactly == over
    assert exactly.params == tuple(words[:MAX_PARAMS])


def test_a_last_parameter_past_the_limit_is_dropped_too() -> None:
    words = ["p"] * MAX_PARAMS
    message = Message.parse(" ".join(["X", *words, ":the last"]).encode())
    assert message.params == tuple(words)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (b"PRIVMSG #tea :\xff", "PRIVMSG"),
        (b"privmsg #tea :\xff", "PRIVMSG"),
        (b"@a=b :x!y@z NOTICE a :\xff", "NOTICE"),
        (b":\xff PRIVMSG a", "PRIVMSG"),
        (b"\xff\xfe", "*"),
        (b":\xff", "*"),
    ],
)
def test_a_line_that_is_not_utf_8_names_its_command(line: bytes, command: str) -> None:
    with pytest.raises(NotUtf8Error) as error:
        Message.parse(line)
    assert error.value.command == command


@pytest.mark.parametrize(
    "line",
    [
        b"PING \xc0\x80",  # NUL in two bytes
        b"PING \xed\xa0\x80",  # a surrogate
        b"PING \xf4\x90\x80\x80",  # past the last code point
        b"PING \xc3",  # cut short
    ],
)
def test_what_only_looks_like_utf_8_is_refused(line: bytes) -> None:
    with pytest.raises(NotUtf8Error):
        Message.parse(line)


def test_a_fallback_encoding_reads_what_is_not_utf_8() -> None:
    assert Message.parse(b"PING ol\xe1", "latin-1").params == ("olá",)


def test_the_fallback_encoding_is_not_asked_about_utf_8() -> None:
    assert Message.parse("PING olá".encode(), "latin-1").params == ("olá",)


def test_a_fallback_encoding_replaces_what_it_cannot_read() -> None:
    assert Message.parse(b"PING \x81", "cp1252").params == ("\N{REPLACEMENT CHARACTER}",)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (Message("PING"), "PING"),
        (Message("PING", ("x",)), "PING x"),
        (Message("PRIVMSG", ("#tea", "hello world")), "PRIVMSG #tea :hello world"),
        (Message("PRIVMSG", ("#tea", "hello")), "PRIVMSG #tea hello"),
        (Message("TOPIC", ("#tea", "")), "TOPIC #tea :"),
        (Message("PRIVMSG", ("#tea", ":)")), "PRIVMSG #tea ::)"),
        (Message("PRIVMSG", ("#tea", "a:")), "PRIVMSG #tea a:"),
        (Message("PING", ("x",), "irc.example"), ":irc.example PING x"),
        (Message("QUIT", (), Source.of("a", "b", "c")), ":a!b@c QUIT"),
        (Message("PING", ("x",), "s", {"a": "1 2", "b": ""}), "@a=1\\s2;b :s PING x"),
        (Message("PING", (), None, {"a": "1"}), "@a=1 PING"),
    ],
)
def test_a_message_is_written_as_the_grammar_says(message: Message, line: str) -> None:
    assert str(message) == line
    assert message.encode() == line.encode() + b"\r\n"


@pytest.mark.parametrize(
    "rest",
    [
        "#a :b",
        "#a :",
        "#a  :b",
        " #a :b",
        "#a b",
        "#a",
        ":#a :b",
        "#a : :b",
        "#a b :c",
        " :b",
        "#a :b  c ",
    ],
)
def test_the_short_way_for_messages_reads_what_the_general_way_reads(rest: str) -> None:
    # A NOTICE has the same form and always takes the general way.
    short = Message.parse(f"PRIVMSG {rest}".encode())
    general = Message.parse(f"NOTICE {rest}".encode())
    assert (short.params, short.source, short.tags) == (general.params, None, {})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("não há pão à".encode()[:-1], "não há pão \ufffd"),
        ("héllo wörld ".encode() + b"\xff\xfe" + "ça é".encode(), "héllo wörld \ufffd\ufffdça é"),
        ("não há pão à".encode("cp1252"), "não há pão à"),
        ("MAÇÃ".encode("cp1252"), "MAÇÃ"),
        ("já é".encode()[:-1], "já \N{REPLACEMENT CHARACTER}"),
        ("ok 日".encode()[:-1], "ok \N{REPLACEMENT CHARACTER}"),
        ("ok 😀".encode()[:-2], "ok \N{REPLACEMENT CHARACTER}"),
        ("café".encode("cp1252"), "café"),
        (b"caf\xe9", "café"),
    ],
)
def test_of_a_line_that_is_mostly_utf8_only_what_is_not_is_replaced(text: bytes, read: str) -> None:
    assert Message.parse(b"PRIVMSG #tea :" + text, fallback="cp1252").params[1] == read
