from tests.client.commands.noted_context import NotedContext


def test_an_account_is_made_and_used(channel_context: NotedContext) -> None:
    assert channel_context.types("/register sesame ana@example.org") == [
        "PRIVMSG NickServ :REGISTER sesame ana@example.org"
    ]
    assert channel_context.types("/verify ana 1234") == ["VERIFY ana 1234"]
    assert channel_context.types("/login sesame") == ["PRIVMSG NickServ :IDENTIFY ana sesame"]
    assert channel_context.types("/login bia sesame") == ["PRIVMSG NickServ :IDENTIFY bia sesame"]


def test_staying_is_asked_about_and_chosen(channel_context: NotedContext) -> None:
    channel_context.talk.hears(":irc CAP * ACK :draft/persistence")
    channel_context.talk.sent()
    assert channel_context.types("/stay") == ["PERSISTENCE GET"]
    assert channel_context.types("/stay off") == ["PERSISTENCE SET OFF"]
    (complaint,) = channel_context.types("/stay here")
    assert "/stay on stays" in complaint
