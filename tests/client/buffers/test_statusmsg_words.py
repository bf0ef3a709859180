from tui_chat.client.buffers.statusmsg_words import audience_in_words


def test_an_audience_is_told_in_words() -> None:
    assert audience_in_words("@") == "to operators only"
    assert audience_in_words("@+") == "to voiced members and operators only"
    assert audience_in_words("!") == "to members with ! only"
