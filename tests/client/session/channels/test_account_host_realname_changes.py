from tests.client.session.talk import Talk
from tui_chat.wire.names import Folded


def test_accounts_and_addresses_are_followed(tea: Talk) -> None:
    tea.hears(":bia!b@host ACCOUNT bia_acc", ":bia!b@host CHGHOST beatriz cloak")
    members = tea.buffer("#tea").members
    bia = members[Folded("bia")]
    assert (bia.account, bia.address) == ("bia_acc", "beatriz@cloak")
    tea.hears(":bia!b@host ACCOUNT *")
    assert members[Folded("bia")].account == ""


def test_a_server_that_tells_us_our_real_name_tells_our_address_too(tea: Talk) -> None:
    tea.hears(":ana!~ana@me.example SETNAME :Ana", ":bia!b@host MODE #tea +b *!~ana@me.example")
    assert tea.shows("#tea")[-1] == "bia banned you from this channel"
