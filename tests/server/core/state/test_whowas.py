from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.state.whowas import Whowas
from tui_chat.wire.names import Folded


def user(nick: str, username: str) -> User:
    folded = Folded(nick.lower())
    return User(nick, folded, username, "host", "Real", Millis(0), Millis(0))


def test_the_latest_comes_first_and_the_oldest_is_forgotten() -> None:
    departures = Whowas(2)
    for username in "first", "second", "third":
        departures.add(user("Bob", username), Millis(1))
    assert [one.username for one in departures.of(Folded("bob"))] == ["third", "second"]


def test_others_are_not_found() -> None:
    departures = Whowas(2)
    departures.add(user("Bob", "bob"), Millis(1))
    assert not list(departures.of(Folded("alice")))


def test_what_was_shown_stays_as_it_was() -> None:
    departures = Whowas(2)
    bob = user("Bob", "bob")
    departures.add(bob, Millis(1))
    bob.host = "elsewhere"
    assert next(departures.of(Folded("bob"))).host == "host"
