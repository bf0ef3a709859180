from tests.client.session.talk import NOON, Talk
from tui_chat.client.events import EncryptionDemanded
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import StsPolicy


def test_in_the_clear_nothing_more_is_said() -> None:
    talk = Talk()
    talk.session.connected()
    assert talk.answers(":irc CAP * LS :echo-message sts=port=6697,duration=300") == []
    assert talk.happened() == [EncryptionDemanded(6697)]
    assert talk.session.sts is None  # anybody could have said that


def test_encrypted_it_is_kept_for_the_time_told() -> None:
    talk = Talk()
    talk.session.connected(secured=True, port=6697)
    talk.hears(":irc CAP * LS :sts=port=1,duration=300")
    assert talk.session.sts == StsPolicy(6697, NOON + 300)
    talk.hears(":irc CAP * NEW :sts=duration=0")
    assert talk.session.sts is None


def test_a_policy_that_makes_no_sense_is_none() -> None:
    for value in ("", "=port=0", "=port=99999", "=port=x", "=duration=300"):
        talk = Talk()
        talk.session.connected()
        assert talk.answers(f":irc CAP * LS :sts{value}")[-1] == "CAP END"
