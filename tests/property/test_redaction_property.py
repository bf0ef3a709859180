"""A recording tells all but the secrets: with them put back, its replay gives the same state."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.test_network_property import SETTINGS, play, script_of
from tests.property.test_replay_property import lines
from tests.server.core.event_lines import replayed
from tui_chat.server.core.event_codec import decode, encode
from tui_chat.server.core.events import Event
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.settings import Operator
from tui_chat.server.recording.secret_pseudonyms import Redactor, without_passwords

KEYS = ("open-sesame", "k", "q" * 23, "q" * 24, "schlüssel")
RECORDED = without_passwords(SETTINGS)
with_keys = st.builds(
    str.format,
    st.sampled_from(
        (
            *(
                "MODE #tea +k {0}",
                "MODE #tea -k {0}",
                "MODE #tea +lk 5 {0}",
                "MODE #tea +bk a!*@* {0}",
            ),
            *(
                "MODE #tea +k-k+k {0} {0} {1}",
                "JOIN #tea {0}",
                "JOIN #x,#tea {1},{0}",
                "JOIN #tea ,{0}",
            ),
            *("CS REGISTER #tea", "NS REGISTER correct-horse", "NS IDENTIFY correct-horse"),
        )
    ),
    st.sampled_from(KEYS),
    st.sampled_from(KEYS),
)


def secrets_of(events: list[Event]) -> set[str]:
    """The channel keys, and what is kept of each password."""
    found = set(KEYS)
    for event in events:
        answer = getattr(event, "answer", None)
        if isinstance(answer, Secrets):
            assert answer.scram is not None
            scram = answer.scram
            found |= {answer.hash, scram.salt, scram.stored, scram.server}
    return found


@settings(deadline=None, max_examples=40)
@given(script_of(lines | with_keys | with_keys, least=10))
def test_a_redacted_recording_replays_to_the_same_state(script: list[tuple[int, str]]) -> None:
    world = play([(0, "JOIN #tea"), *script], RECORDED)
    world.flush()
    redactor = Redactor(b"salt", SETTINGS.limits.key)
    written = [encode(redactor.event(event)) for event in world.events]
    again = repr(replayed(RECORDED, map(decode, written)).snapshot())
    everything = b"".join(written).decode()
    for secret in sorted(secrets_of(world.events), key=len, reverse=True):
        if len(secret) > 1:
            assert secret not in everything
        again = again.replace(redactor.word(secret), secret)
    assert again == repr(world.node.network.snapshot())


def test_settings_are_recorded_without_passwords() -> None:
    assert RECORDED.operators == (Operator("root", ""),)
    assert "sesame" not in msgspec.json.encode(RECORDED).decode()
