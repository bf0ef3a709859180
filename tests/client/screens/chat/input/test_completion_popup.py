"""What a popup says about completions."""

from tests.client.stage import Stage
from tui_chat.client.screens.chat.input.completion_popup import offers_for
from tui_chat.client.widgets.input.popup import Offer


async def test_each_offer_says_what_it_is(lobby: Stage) -> None:
    await lobby.hears(":irc 332 zed #lobby :Welcome")
    offered = ["/me", "#lobby", "bia", "@here", "\U0001f389"]
    found = offers_for(offered, ":tad", lobby.session)
    assert found == [
        Offer("/me", "TEXT  say what you do"),
        Offer("#lobby", "Welcome"),
        Offer("bia"),
        Offer("@here", "notify everybody in this channel"),
        Offer("\U0001f389", "tada"),
    ]


async def test_offers_stand_above_the_word_that_they_complete(lobby: Stage) -> None:
    await lobby.types("hi @b")
    rows = lobby.rows()
    assert [row.find("@bia") for row in rows if "@bia" in row] == [rows[-2].find("@b")]
