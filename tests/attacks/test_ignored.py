"""An ignored person finds no other way to have their words shown."""

import pytest

from tests.client.session.talk import Talk

WORD = "INSULT"
WAYS = {
    "speech": [":eve!e@h PRIVMSG #tea :INSULT", ":eve!e@h NOTICE ana :INSULT"],
    "an edit": ["@msgid=x;+draft/edit=e1 :eve!e@h PRIVMSG #tea :INSULT"],
    "a reaction": ["@+draft/reply=b1;+draft/react=INSULT :eve!e@h TAGMSG #tea"],
    "lines": [
        "BATCH +m draft/multiline #tea",
        "@batch=m :eve!e@h PRIVMSG #tea :INSULT",
        "BATCH -m",
    ],
    "leaving": [":eve!e@h PART #tea :INSULT"],
    "disconnecting": [":eve!e@h QUIT :INSULT"],
    "deleting": [":eve!e@h REDACT #tea e1 :INSULT"],
    "being away": [":eve!e@h AWAY :INSULT"],
    "a name": [":eve!e@h SETNAME :INSULT"],
    "an invitation": [":eve!e@h INVITE ana #INSULT"],
    "an answer": [":eve!e@h NOTICE ana :\x01PING INSULT\x01"],
}


@pytest.mark.parametrize("way", WAYS)
def test_no_word_of_an_ignored_person_is_shown(way: str) -> None:
    talk = Talk()
    talk.enters("message-tags batch draft/multiline draft/message-redaction away-notify setname")
    talk.joins("#tea", "bia", "eve")
    talk.hears("@msgid=e1 :eve!e@h PRIVMSG #tea :hi", "@msgid=b1 :bia!b@h PRIVMSG #tea :hello")
    talk.session.ignore("eve")
    talk.hears(*WAYS[way])
    for buffer in talk.session.buffers:
        assert not any(WORD in str(line) for line in buffer.lines)
    assert WORD not in str(talk.happened())


def test_it_is_still_told_that_an_ignored_person_has_left() -> None:
    talk = Talk()
    talk.enters()
    talk.joins("#tea", "eve")
    talk.session.ignore("eve")
    talk.hears(":eve!e@h PART #tea :INSULT")
    assert talk.shows("#tea") == ["eve left"]
