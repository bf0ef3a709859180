"""The "new" line of the open buffer, and what is read while the person looks."""

from tests.client.stage import Stage
from tui_chat.client.events import HistoryReceived


async def test_new_begins_where_the_person_looked_away(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :old")
    lobby.app.on_app_blur()
    await lobby.hears(":bia!b@h PRIVMSG #lobby :fresh")
    lobby.app.on_app_focus()
    await lobby.settles()
    rows = lobby.rows()
    new = next(number for number, row in enumerate(rows) if " new " in row)
    assert "old" in rows[new - 1]
    assert "fresh" in rows[new + 1]


async def test_no_new_line_where_nothing_is_new(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :old")
    lobby.app.on_app_blur()
    lobby.app.on_app_focus()
    await lobby.hears(":bia!b@h PRIVMSG #lobby :while looking")
    assert not lobby.shows(" new ")


async def test_what_we_wrote_while_the_connection_was_lost_is_not_new_to_us(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :old")
    await lobby.tells(lobby.session.disconnected("Lost.", 1.8e9, retry_in=1.0))
    await lobby.submits("wow")
    buffer = lobby.chat.buffer
    buffer.read_up_to = buffer.lines.next_id - 2
    await lobby.tells([HistoryReceived(buffer, 0, older=False)])
    assert lobby.chat.log_view.new_from is None
    await lobby.hears(":bia!b@h PRIVMSG #lobby :missed")
    await lobby.tells([HistoryReceived(buffer, 0, older=False)])
    assert lobby.chat.log_view.new_from == buffer.lines[-1].id


async def test_only_a_terminal_that_reports_its_focus_says_that_a_buffer_is_seen(
    stage: Stage,
) -> None:
    here = stage.chat._here
    assert (here.is_looked_at, here.is_surely_seen) == (True, False)
    stage.chat.look(here=False)
    assert (here.is_looked_at, here.is_surely_seen) == (False, False)
    stage.chat.look(here=True)
    assert (here.is_looked_at, here.is_surely_seen) == (True, True)
