import pytest

from tui_chat.server.core.state.records.unregistered_channels import EntryRules


@pytest.mark.parametrize(
    ("rules", "closed"),
    [
        (EntryRules(), True),
        (EntryRules(flags="nt", key="word"), True),
        (EntryRules(flags="Rnt"), False),
        (EntryRules(flags="nt", lists={"b": (("eve!*@*", "ana", 0),)}), False),  # type: ignore[dict-item]
    ],
)
def test_a_channel_is_closed_by_a_key_or_by_mode_i(rules: EntryRules, closed: bool) -> None:
    assert rules.is_closed is closed
