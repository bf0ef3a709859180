from tests.client.session.talk import Talk


def test_ranks_are_kept_the_highest_first(tea: Talk) -> None:
    tea.hears(":bia!b@host MODE #tea +vo ana ana")
    assert tea.members("#tea") == ["@+ana", "@bia"]
    tea.hears(":bia!b@host MODE #tea -o+o ana nobody")
    assert tea.members("#tea") == ["+ana", "@bia"]


def test_the_channels_modes_are_known_and_told_only_when_asked(tea: Talk) -> None:
    tea.hears(":irc 324 ana #tea +nt", ":irc 329 ana #tea 1700000000")
    assert tea.buffer("#tea").modes == "nt"
    assert tea.shows("#tea") == []
    tea.session.set_modes("#tea")
    tea.hears(":irc 324 ana #tea +ntl 20", ":bia!b@host MODE #tea -t")
    assert tea.shows("#tea")[0] == "Modes of #tea: +ntl 20"
    assert tea.buffer("#tea").modes == "ln"


def test_modes_of_another_channel_and_our_own_are_told_to_who_asks(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    for name in ("#ops", "ana"):
        tea.session.set_modes(name)
    for _answer in range(2):  # the second one was not asked for
        tea.hears(":irc 324 ana #ops +mnt", ":irc 221 ana +iw")
    assert tea.shows("#tea") == ["Modes of #ops: +mnt", "Modes of ana: +iw"]


def test_a_new_key_is_used_on_coming_back(tea: Talk) -> None:
    tea.hears(":bia!b@host MODE #tea +k sencha")
    tea.session.disconnected("Lost.", tea.at, retry_in=1)
    tea.connects()
    tea.hears(":irc 001 ana :Hi")
    tea.sent()
    assert tea.answers(":irc 376 ana :End") == ["JOIN #tea sencha"]


def test_our_own_modes_are_told_once_we_are_in(talk: Talk) -> None:
    talk.hears(":ana MODE ana :+ix")  # what this server gives to everybody
    assert talk.shows("") == []
    talk.hears(":irc PONG irc :tui-chat-1", ":ana!a@h MODE ana +w-i", ":NickServ!s@s MODE ana :+r")
    assert talk.shows("") == ["Your modes have changed: +w -i"]
