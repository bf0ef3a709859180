from tests.client.session.talk import Talk


def test_what_nobody_asked_for_is_not_told() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(
        ":irc 001 ana :Hi",
        ":irc 002 ana :Your host is irc",
        ":irc 004 ana irc 1 o nt",
        ":irc 251 ana :There are 3 users",
        ":irc 265 ana 3 5 :Current local users 3, max 5",
        ":irc 376 ana :End",
        ":irc NOTANUMERIC ana :x",
    )
    assert talk.shows("") == []


def test_what_was_asked_for_is_told_where_we_look(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.hears(
        ":irc 375 ana :- irc Message of the day -",
        ":irc 372 ana :- Be kind",
        ":irc 376 ana :End",
        ":irc 251 ana :There are 3 users",
        ":irc 252 ana 1 :operators online",
        ":irc 422 ana :MOTD File is missing",
    )
    assert tea.shows("#tea") == [
        "Be kind",
        "There are 3 users",
        "1 operators online",
        "MOTD File is missing",
    ]


def test_words_of_the_server_without_a_rule_are_told_where_we_look(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.hears(":irc 391 ana irc.example :Friday, 20 November", ":irc 999 ana")
    assert tea.shows("#tea") == ["irc.example Friday, 20 November"]


def test_whoever_runs_the_network_speaks_in_the_servers_page(talk: Talk) -> None:
    talk.hears(":oper!o@h WALLOPS :Restart at noon")
    assert talk.shows("") == ["oper: Restart at noon"]
