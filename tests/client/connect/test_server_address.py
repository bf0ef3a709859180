"""Addresses of servers, wherever one is written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.shell import Shell
from tui_chat.client.config.load import load
from tui_chat.client.connect.server_address import Address, AddressError, parse_address
from tui_chat.wire.invitation_line import invitation_line

TOKEN = "T" * 22


@pytest.mark.parametrize(
    ("written", "port", "address"),
    [
        ("irc.example", "", Address("irc.example")),
        (" irc.example ", "", Address("irc.example")),
        ("irc.example", "6697", Address("irc.example", 6697)),
        ("irc.example:6697", "", Address("irc.example", 6697)),
        ("irc.example:6697", "6697", Address("irc.example", 6697)),
        ("irc.example:+6697", "", Address("irc.example", 6697, tls=True)),
        ("irc.example", "+6697", Address("irc.example", 6697, tls=True)),
        ("127.0.0.1:7000", "", Address("127.0.0.1", 7000)),
        ("::1", "", Address("::1")),
        ("::1", "7000", Address("::1", 7000)),
        ("[::1]", "7000", Address("::1", 7000)),
        ("[::1]:7000", "", Address("::1", 7000)),
        ("fe80::1%eth0", "", Address("fe80::1%eth0")),
        ("bücher.example", "", Address("bücher.example")),
        ("irc://irc.example", "", Address("irc.example")),
        ("irc://irc.example:7000/tea", "", Address("irc.example", 7000, None, ("#tea",))),
        ("ircs://irc.example/#tea", "", Address("irc.example", 6697, True, ("#tea",))),
        (
            "ircs://irc.example/%23tea,&two?k",
            "",
            Address("irc.example", 6697, True, ("#tea", "&two")),
        ),
        ("IRCS://[::1]:7000/", "", Address("::1", 7000, True)),
        ("irc://[fe80::1%25eth0]:7000", "", Address("fe80::1%eth0", 7000)),
        ("irc://ana@irc.example/#tea,isnick", "", Address("irc.example", None, None, ("#tea",))),
    ],
)
def test_what_people_write_is_understood(written: str, port: str, address: Address) -> None:
    assert parse_address(written, port) == address


@pytest.mark.parametrize(
    ("written", "port", "sentence"),
    [
        ("", "", "Type an address: HOST or HOST:PORT."),
        (":6667", "", ":6667 has no host."),
        ("irc.example:", "", '"" is not a valid port (1 to 65535).'),
        ("irc.example:irc", "", "irc is not a valid port (1 to 65535)."),
        ("irc.example:0", "", "0 is not a valid port (1 to 65535)."),
        ("irc.example", "99999", "99999 is not a valid port (1 to 65535)."),
        ("irc.example:1", "2", "irc.example:1 has a port already, and 2 is another."),
        ("[::1", "", "[::1 is not an address: IPv6 is written as [::1] or [::1]:PORT."),
        ("[tea]", "", "[tea] is not an address: IPv6 is written as [::1] or [::1]:PORT."),
        ("a:b:c", "", "a:b:c is not an address: IPv6 is written as [::1] or [::1]:PORT."),
        ("[::1]7000", "", "After ] comes :PORT, not 7000."),
        ("irc.example/tea", "", "irc.example/tea is not a host: it contains /."),
        ("irc example", "", "irc example is not a host: it contains a space."),
        ("#tea", "", "#tea is not a host: it contains #."),
        ("irc://e.org/a%20b", "", '"#a b" is not a channel.'),
        ("irc://e.org/tea,a%2C0", "", '"#a,0" is not a channel.'),
        ("irc://e.org/a%0d%0aQUIT", "", '"#a QUIT" is not a channel.'),
        ("irc://e.org%2Ftea", "", "e.org/tea is not a host: it contains /."),
        (
            "https://e.org",
            "",
            "https:// is not a chat address; use irc:// or ircs://.",
        ),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(written: str, port: str, sentence: str) -> None:
    with pytest.raises(AddressError) as told:
        parse_address(written, port)
    assert str(told.value) == sentence


@given(st.text(alphabet="irc:/[]#@+%,.0123456789ab \x00", max_size=30), st.text(max_size=6))
def test_anything_is_an_address_or_a_sentence(written: str, port: str) -> None:
    try:
        address = parse_address(written, port)
    except AddressError:
        return
    assert address.host
    assert not set(address.host) & set(" []/#@")
    assert address.port is None or 0 < address.port < 65_536


def test_the_line_of_an_invitation_is_an_address() -> None:
    line = invitation_line("::1", 6667, TOKEN, "ab" * 32)
    wanted = Address("::1", 6667, token=TOKEN, fingerprint="ab" * 32)
    assert parse_address(f" {line} ") == wanted
    assert parse_address(f"chat.example/{TOKEN}/plain") == Address("chat.example", token=TOKEN)


@pytest.mark.parametrize("cut", [1, 30, 44, 60])
def test_half_an_invitation_is_told(cut: int) -> None:
    line = invitation_line("chat.example", 6667, TOKEN, "ab" * 32)
    with pytest.raises(AddressError, match="not complete: copy the whole line"):
        parse_address(line[:-cut])


@pytest.mark.parametrize("host", ["[::1]:1", "127.0.0.1:1", "irc://127.0.0.1:1/#tea"])
def test_the_command_line_understands_them(tmp_path: Path, host: str) -> None:
    done = Shell(tmp_path).run("connect", host, "--plain", "--nick", "ana")
    assert done.returncode == 1
    assert "Nobody answers at" in done.stderr
    assert "port 1" in done.stderr


def test_the_command_line_says_what_is_wrong(tmp_path: Path) -> None:
    done = Shell(tmp_path).run("connect", "127.0.0.1", "1", "--also", "b:x", "--plain")
    assert done.stderr == "tui-chat: x is not a valid port (1 to 65535).\n"


def test_the_configuration_understands_them_and_says_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    file.write_text(
        '[[servers]]\nname = "a"\nhost = "ircs://irc.example/#tea"\n'
        '[[servers]]\nname = "b"\nhost = "irc.example:x"\n'
        '[[servers]]\nname = "c"\nhost = "[::1]:7000"\n'
    )
    loaded = load(file)
    assert [(each.host, each.port, each.tls.value) for each in loaded.config.servers] == [
        ("irc.example", 6697, "required"),
        ("::1", 7000, "auto"),
    ]
    assert loaded.problems == (
        f'{file}, line 6: server "b": x is not a valid port (1 to 65535). The server is left out.',
    )
