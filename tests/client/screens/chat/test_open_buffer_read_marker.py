"""The "new" line of the open buffer, and what is read while the person looks."""

from tests.client.stage import staged
from tui_chat.client.events import HistoryReceived


async def test_new_begins_where_the_person_looked_away() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :old")
        stage.app.on_app_blur()
        await stage.hears(":bia!b@h PRIVMSG #lobby :fresh")
        stage.app.on_app_focus()
        await stage.settles()
        rows = stage.rows()
        new = next(number for number, row in enumerate(rows) if " new " in row)
        assert "old" in rows[new - 1]
        assert "fresh" in rows[new + 1]


async def test_no_new_line_where_nothing_is_new() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :old")
        stage.app.on_app_blur()
        stage.app.on_app_focus()
        await stage.hears(":bia!b@h PRIVMSG #lobby :while looking")
        assert not stage.shows(" new ")


async def test_what_we_wrote_while_the_connection_was_lost_is_not_new_to_us() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :old")
        await stage.tells(stage.session.disconnected("Lost.", 1.8e9, retry_in=1.0))
        await stage.types("wow")
        await stage.presses("enter")
        lobby = stage.chat.buffer
        lobby.read_up_to = lobby.lines.next_id - 2
        await stage.tells([HistoryReceived(lobby, 0, older=False)])
        assert stage.chat.log_view.new_from is None
        await stage.hears(":bia!b@h PRIVMSG #lobby :missed")
        await stage.tells([HistoryReceived(lobby, 0, older=False)])
        assert stage.chat.log_view.new_from == lobby.lines[-1].id


async def test_only_a_terminal_that_reports_its_focus_says_that_a_buffer_is_seen() -> None:
    async with staged() as stage:
        here = stage.chat._here
        assert (here.is_looked_at, here.is_surely_seen) == (True, False)
        stage.chat.look(here=False)
        assert (here.is_looked_at, here.is_surely_seen) == (False, False)
        stage.chat.look(here=True)
        assert (here.is_looked_at, here.is_surely_seen) == (True, True)
