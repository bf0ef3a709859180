from tests.client.commands.noted_context import NotedContext


def test_kick_may_say_why(channel_context: NotedContext) -> None:
    assert channel_context.types("/kick bia") == ["KICK #tea bia"]
    assert channel_context.types("/kick bia too much tea") == ["KICK #tea bia :too much tea"]


def test_modes_of_this_channel_or_another(channel_context: NotedContext) -> None:
    assert channel_context.types("/mode") == ["MODE #tea"]
    assert channel_context.types("/mode +l 20") == ["MODE #tea +l 20"]
    assert channel_context.types("/mode #ops +t") == ["MODE #ops +t"]


def test_ranks_are_given_and_taken(channel_context: NotedContext) -> None:
    assert channel_context.types("/op bia") == ["MODE #tea +o bia"]
    assert channel_context.types("/deop bia") == ["MODE #tea -o bia"]
    assert channel_context.types("/voice bia") == ["MODE #tea +v bia"]


def test_order_is_kept_in_channels_only(person_context: NotedContext) -> None:
    for line in ("/kick bia", "/mode +t", "/op bia"):
        assert person_context.types(line) == ["complain That works only in a channel."]


def test_bans_are_set_lifted_and_told(channel_context: NotedContext) -> None:
    assert channel_context.types("/ban dani") == ["MODE #tea +b dani!*@*"]
    assert channel_context.types("/unban dani") == ["MODE #tea -b dani!*@*"]
    assert channel_context.types("/ban") == ["MODE #tea +b"]
    assert channel_context.types("/devoice bia") == ["MODE #tea -v bia"]


def test_people_may_be_several(channel_context: NotedContext) -> None:
    assert channel_context.types("/kick bia,caio out") == [
        "KICK #tea bia out",
        "KICK #tea caio out",
    ]
    assert channel_context.types("/op bia,caio") == ["MODE #tea +oo bia caio"]
    assert channel_context.types("/devoice a b c d") == ["MODE #tea -vvv a b c", "MODE #tea -v d"]
    assert channel_context.types("/ban x,y") == ["MODE #tea +b x!*@*", "MODE #tea +b y!*@*"]
    assert channel_context.types("/unban x y") == ["MODE #tea -b x!*@*", "MODE #tea -b y!*@*"]


def test_people_of_a_named_channel_may_be_written_as_mentioned(
    channel_context: NotedContext,
) -> None:
    assert channel_context.types("/kick #tea @bia out, @caio") == ["KICK #tea bia :out, @caio"]


def test_topic_is_told_or_set(channel_context: NotedContext) -> None:
    assert channel_context.types("/topic") == ["TOPIC #tea"]
    assert channel_context.types("/topic Assam or Darjeeling?") == [
        "TOPIC #tea :Assam or Darjeeling?"
    ]


def test_a_channel_is_made_private_and_opened_again(channel_context: NotedContext) -> None:
    until = "tell Private until everybody has left. With an account it stays private."
    assert channel_context.types("/private") == ["MODE #tea +is", until]
    channel_context.talk.hears(
        ":irc 005 ana EXTBAN=$,am ACCOUNTEXTBAN=a,account :are supported",
        ":irc 900 ana ana!a@h ana :in",
    )
    assert channel_context.types("/private on") == ["MODE #tea +isI $a:ana"]
    assert channel_context.types("/private off") == ["MODE #tea -is"]
    assert channel_context.types("/private maybe") == ["complain Usage: /private [on|off]"]
