"""Who may have said a message."""

import pytest

from tui_chat.client.session.model import message_authors
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.message_authors import Authors
from tui_chat.wire.message import Message


def said(line: str) -> Incoming:
    return Incoming(Message.parse(f"@msgid=m1;{line}".encode()), 0.0)


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ("x :bia!b@h PRIVMSG #a :x", "x :bia!b@h PRIVMSG #a :y", True),
        ("x :bia!b@h PRIVMSG #a :x", "x :bia!c@h PRIVMSG #a :y", False),
        ("account=b :bia!b@h PRIVMSG #a :x", "account=b :bia!c@j PRIVMSG #a :y", True),
        ("account=b :bia!b@h PRIVMSG #a :x", "account=c :bia!b@h PRIVMSG #a :y", False),
        ("account=b :bia!b@h PRIVMSG #a :x", "x :bia!b@h PRIVMSG #a :y", True),
        ("x :bia PRIVMSG #a :x", "x :bia!c@h PRIVMSG #a :y", True),
        ("x :bia!*@* PRIVMSG #a :x", "x :bia!c@h PRIVMSG #a :y", True),
    ],
)
def test_authors_are_compared_by_account_or_else_by_address(
    first: str, then: str, expected: bool
) -> None:
    authors = Authors()
    authors.note(said(first))
    assert authors.may_have_said("m1", said(then)) is expected


def test_the_first_who_said_it_is_believed() -> None:
    authors = Authors()
    authors.note(said("x :bia!b@h PRIVMSG #a :x"))
    authors.note(said("x :bia!c@h PRIVMSG #a :x"))
    assert not authors.may_have_said("m1", said("x :bia!c@h PRIVMSG #a :y"))


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_authors, "MOST", 3)
    authors = Authors()
    for number in range(9):
        line = f"@msgid=n{number} :bia!b@h PRIVMSG #a :x"
        authors.note(Incoming(Message.parse(line.encode()), 0.0))
    assert len(authors._by_msgid) == 3
    assert not authors.may_have_said("n8", said("x :bia!c@h PRIVMSG #a :y"))
    assert authors.may_have_said("n0", said("x :bia!c@h PRIVMSG #a :y"))
