from tests.client.session.talk import Talk
from tests.client.session.told import said
from tui_chat.client.events import Refused, SearchAnswered


def answer(talk: Talk) -> SearchAnswered:
    [event] = [event for event in talk.happened() if isinstance(event, SearchAnswered)]
    return event


def test_the_server_finds_what_was_said_anywhere() -> None:
    talk = Talk.entered("batch soju.im/search message-tags server-time")
    talk.session.search("green tea", talk.session.talk_to("bia"))
    talk.session.search("tea; or not")
    assert talk.sent() == [
        "SEARCH limit=100;in=bia;text=green\\stea",
        "SEARCH limit=100;text=tea\\:\\sor\\snot",
    ]
    talk.hears(
        ":irc BATCH +s soju.im/search",
        f"@batch=s;{said(1, 'bia', 'green tea')}",
        f"@batch=s;{said(2, 'caio', 'tea', 'ana')}",
        f"@batch=s;{said(3, 'ana', 'no tea', 'dani')}",
        ":irc BATCH -s",
    )
    found = answer(talk)
    assert found.everywhere
    assert [(each.place, each.line.text) for each in found.found] == [
        ("#tea", "green tea"),
        ("caio", "tea"),
        ("dani", "no tea"),
    ]
    assert talk.session.find("caio") is None


def test_elsewhere_what_is_loaded_is_looked_through(tea: Talk) -> None:
    tea.hears(
        ":bia!b@h PRIVMSG #tea :Green TEA, please",
        ":bia!b@h PRIVMSG #tea :coffee",
        ":caio!c@h PRIVMSG ana :tea is green",
    )
    tea.happened()
    tea.session.search("green tea")
    found = answer(tea)
    assert not found.everywhere
    assert [each.line.text for each in found.found] == ["Green TEA, please", "tea is green"]
    tea.session.search("green tea", tea.buffer("#tea"))
    assert [each.place for each in answer(tea).found] == ["#tea"]
    assert tea.sent() == []


def test_a_search_that_is_refused_is_told() -> None:
    talk = Talk.entered("batch soju.im/search message-tags standard-replies")
    talk.session.search("x")
    talk.hears(":irc FAIL SEARCH INTERNAL_ERROR :The history is asleep")
    assert [type(event) for event in talk.happened()] == [SearchAnswered, Refused]
    talk.hears(":irc BATCH +s soju.im/search", ":irc BATCH -s")
    assert talk.happened() == []


def test_accents_case_and_forms_do_not_matter_here_either(tea: Talk) -> None:
    tea.hears(
        ":bia!b@h PRIVMSG #tea :em S\u00e3o Jo\u00e3o hoje",
        ":bia!b@h PRIVMSG #tea :em Sa\u0303o Joa\u0303o ontem",
        ":bia!b@h PRIVMSG #tea :\u65e5\u672c\u8a9e\u306e\u30c6\u30b9\u30c8",
        ":bia!b@h PRIVMSG #tea :coffee",
    )
    tea.happened()
    tea.session.search("sao joao", tea.session.find("#tea"))
    assert len(answer(tea).found) == 2
    tea.session.search("\u672c\u8a9e", tea.session.find("#tea"))
    assert len(answer(tea).found) == 1


def test_a_sender_and_a_place_go_to_the_server() -> None:
    talk = Talk.entered("batch soju.im/search message-tags")
    for query in ("tea from:@bia in:#tea", "from:me", "in:#tea"):
        talk.session.search(query)
    assert talk.sent() == [
        "SEARCH limit=100;in=#tea;from=bia;text=tea",
        "SEARCH limit=100;from=ana",
    ]
    assert answer(talk) == SearchAnswered("in:#tea", (), everywhere=True)  # of that there is no end


def test_a_sender_and_a_place_are_looked_for_here_too(tea: Talk) -> None:
    tea.hears(
        ":bia!b@h PRIVMSG #tea :tea",
        ":caio!c@h PRIVMSG #tea :tea",
        ":caio!c@h PRIVMSG ana :tea",
    )
    tea.happened()
    found = {}
    for query in ("from:CAIO", "tea in:#Tea", "tea from:caio in:#tea", "tea in:#nowhere"):
        tea.session.search(query)
        found[query] = [(each.place, each.line.sender) for each in answer(tea).found]
    assert found == {
        "from:CAIO": [("#tea", "caio"), ("caio", "caio")],
        "tea in:#Tea": [("#tea", "bia"), ("#tea", "caio")],
        "tea from:caio in:#tea": [("#tea", "caio")],
        "tea in:#nowhere": [],
    }


def test_answers_belong_to_the_searches_in_their_order() -> None:
    talk = Talk.entered("batch soju.im/search message-tags")
    talk.session.search("one")
    talk.session.search("two")
    talk.hears(":irc BATCH +s soju.im/search", ":irc BATCH -s")
    assert answer(talk).text == "one"
    talk.hears(":irc BATCH +s soju.im/search", ":irc BATCH -s")
    assert answer(talk).text == "two"


def test_a_search_fails_with_the_connection() -> None:
    talk = Talk.entered("batch soju.im/search message-tags")
    talk.session.search("one")
    events = talk.session.disconnected("gone", 0.0, retry_in=5.0)
    assert SearchAnswered("one", (), everywhere=True, failed=True) in events
    talk.session.search("two")
    assert not answer(talk).everywhere
