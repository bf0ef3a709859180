from tests.client.commands.noted_context import NotedContext


def test_an_account_is_made_and_used(channel_context: NotedContext) -> None:
    assert channel_context.types("/register sesame ana@example.org") == [
        "PRIVMSG NickServ :REGISTER sesame ana@example.org"
    ]
    assert channel_context.types("/verify ana 1234") == ["VERIFY ana 1234"]
    assert channel_context.types("/login sesame") == ["PRIVMSG NickServ :IDENTIFY ana sesame"]
    assert channel_context.types("/login bia sesame") == ["PRIVMSG NickServ :IDENTIFY bia sesame"]


def test_who_got_another_nickname_logs_in_to_the_account_of_the_wanted_one(
    channel_context: NotedContext,
) -> None:
    talk = channel_context.talk
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.session.connected(trusted=True)
    talk.hears(":irc CAP * LS :", ":irc 433 * ana :Nickname is reserved", ":irc 001 ana_ :Welcome")
    talk.sent()
    assert channel_context.types("/login sesame") == ["PRIVMSG NickServ :IDENTIFY ana sesame"]


def test_an_operator_logs_in(channel_context: NotedContext) -> None:
    assert channel_context.types("/oper root two words") == ["OPER root :two words"]
    (complaint,) = channel_context.types("/oper root")
    assert "Usage: /oper NAME PASSWORD" in complaint


def test_staying_is_asked_about_and_chosen(channel_context: NotedContext) -> None:
    channel_context.talk.hears(":irc CAP * ACK :draft/persistence")
    channel_context.talk.sent()
    assert channel_context.types("/stay") == ["PERSISTENCE GET"]
    assert channel_context.types("/stay off") == ["PERSISTENCE SET OFF"]
    (complaint,) = channel_context.types("/stay here")
    assert "Usage: /stay" in complaint


def test_keys_that_log_in_are_listed_added_and_removed(channel_context: NotedContext) -> None:
    assert channel_context.types("/keys") == ["PRIVMSG NickServ :CERT LIST"]
    assert channel_context.types("/keys add") == ["PRIVMSG NickServ :CERT ADD"]
    assert channel_context.types("/chaves remove ab12") == ["PRIVMSG NickServ :CERT DEL ab12"]
    for wrong in ("/keys remove", "/keys add ab12", "/keys x"):
        (complaint,) = channel_context.types(wrong)
        assert "/keys remove FINGERPRINT" in complaint
