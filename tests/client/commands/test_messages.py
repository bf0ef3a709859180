from tests.client.commands.desk import NotedDesk


def test_msg_says_something_elsewhere(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/msg caio psst, you") == ["PRIVMSG caio :psst, you"]


def test_me_says_what_we_do_here(person_desk: NotedDesk) -> None:
    assert person_desk.types("/me waves") == ["PRIVMSG caio :\x01ACTION waves\x01"]


def test_topic_is_told_or_set(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/topic") == ["TOPIC #tea"]
    assert channel_desk.types("/topic Assam or Darjeeling?") == ["TOPIC #tea :Assam or Darjeeling?"]


def test_msg_says_something_to_each_of_several(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/msg bob,dora,bob hi") == ["PRIVMSG bob hi", "PRIVMSG dora hi"]
    assert channel_desk.session.find("bob,dora,bob") is None
    assert channel_desk.session.find("dora") is not None
