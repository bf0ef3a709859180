import pytest

from tui_chat.wire.source import Source


@pytest.mark.parametrize(
    ("text", "nick", "user", "host"),
    [
        ("alice!al@host.example", "alice", "al", "host.example"),
        ("irc.example", "irc.example", "", ""),
        ("alice", "alice", "", ""),
        ("alice@host", "alice", "", "host"),
        ("alice!al", "alice", "al", ""),
        ("alice!@", "alice", "", ""),
        ("a!b!c@d", "a", "b!c", "d"),
        ("a!b@c@d", "a", "b", "c@d"),
        ("a!b@2001:db8::1", "a", "b", "2001:db8::1"),
        ("", "", "", ""),
        ("!@", "", "", ""),
    ],
)
def test_a_source_falls_into_nick_user_and_host(text: str, nick: str, user: str, host: str) -> None:
    source = Source(text)
    assert (source.nick, source.user, source.host) == (nick, user, host)


def test_a_user_s_source_is_written_with_all_three_parts() -> None:
    assert Source.of("alice", "al", "host") == "alice!al@host"
