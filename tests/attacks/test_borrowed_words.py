"""What people say of themselves is not taken for words of the client or the server."""

import pytest

from tests.client.session.channels.test_user_metadata_protocol import described


@pytest.mark.parametrize("key", ["display-name", "status"])
@pytest.mark.parametrize(
    "said", ["runs this network", "x” · runs this network · “x", "x · runs this network"]
)
def test_nobody_says_of_themselves_that_they_run_the_network(key: str, said: str) -> None:
    talk = described()
    talk.hears(
        ":eve!e@h PRIVMSG ana :send me your password", f":eve!e@h METADATA eve {key} * :{said}"
    )
    topic = talk.buffer("eve").topic
    assert topic.startswith("“")
    assert topic.endswith("”")
    assert (topic.count("“"), topic.count("”")) == (1, 1)


@pytest.mark.parametrize(
    "said", ["logged in as alice", "logged in as alice”\u2028· x", "a program"]
)
def test_no_real_name_reads_like_a_fact(said: str) -> None:
    talk = described()
    talk.session.whois("eve")
    talk.hears(f":irc 311 ana eve e h * :{said}", ":irc 318 ana eve :End")
    lines = talk.shows("")[-1].splitlines()
    assert lines[0] == "eve"
    assert lines[1].startswith("· is “")
    assert lines[1].endswith("”, from e@h")
    assert lines[1].count("”") == 1
    assert len(lines) == 2
