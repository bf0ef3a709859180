from tests.client.commands.noted_context import NotedContext


def test_msg_says_something_elsewhere(channel_context: NotedContext) -> None:
    assert channel_context.types("/msg caio psst, you") == ["PRIVMSG caio :psst, you"]


def test_me_says_what_we_do_here(person_context: NotedContext) -> None:
    assert person_context.types("/me waves") == ["PRIVMSG caio :\x01ACTION waves\x01"]


def test_upload_sends_a_file(channel_context: NotedContext) -> None:
    assert channel_context.types("/upload ~/my cat.png") == ["upload ~/my cat.png"]


def test_msg_says_something_to_each_of_several(channel_context: NotedContext) -> None:
    assert channel_context.types("/msg bob,dora,bob hi") == ["PRIVMSG bob hi", "PRIVMSG dora hi"]
    assert channel_context.session.find("bob,dora,bob") is None
    assert channel_context.session.find("dora") is not None


def test_a_channel_that_we_are_not_in_gets_no_message(channel_context: NotedContext) -> None:
    told = "complain You are not in #ops. /join #ops to write there"
    for line in ("/msg #ops hi", "/notice @#ops hi", "/query #ops", "/query #ops hi"):
        assert channel_context.types(line) == [told]
    assert channel_context.session.find("#ops") is None
    assert channel_context.types("/msg #ops,caio hi") == ["PRIVMSG caio hi", told]
    assert channel_context.types("/msg #tea hi") == ["PRIVMSG #tea hi"]
    channel_context.talk.hears(":ana!ana@host PART #tea")
    assert channel_context.types("/msg #tea hi") == [told.replace("#ops", "#tea")]


def test_shrug(channel_context: NotedContext) -> None:
    assert channel_context.types("/shrug no idea") == [r"PRIVMSG #tea :no idea ¯\_(ツ)_/¯"]
    assert channel_context.types("/shrug") == [r"PRIVMSG #tea ¯\_(ツ)_/¯"]


def test_services_are_spoken_to_by_their_names(channel_context: NotedContext) -> None:
    assert channel_context.types("/ns identify ana pw")[0] == "PRIVMSG NickServ :identify ana pw"
    assert channel_context.types("/cs")[0] == "PRIVMSG ChanServ HELP"


def test_whoever_writes_to_an_ignored_person_is_told(channel_context: NotedContext) -> None:
    channel_context.types("/ignore bia")
    told = "complain You ignore bia: answers are not shown. /unignore bia to undo"
    assert channel_context.types("/msg bia,caio hi")[-1] == told
    assert channel_context.types("/query bia")[-1] == told
    channel_context.types("/unignore bia")
    assert told not in channel_context.types("/query bia")
