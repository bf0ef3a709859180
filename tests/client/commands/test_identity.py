from tests.client.commands.desk import NotedDesk


def test_an_account_is_made_and_used(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/register sesame ana@example.org") == [
        "PRIVMSG NickServ :REGISTER sesame ana@example.org"
    ]
    assert channel_desk.types("/verify ana 1234") == ["VERIFY ana 1234"]
    assert channel_desk.types("/login sesame") == ["PRIVMSG NickServ :IDENTIFY ana sesame"]
    assert channel_desk.types("/login bia sesame") == ["PRIVMSG NickServ :IDENTIFY bia sesame"]
