"""The list of places."""

from tests.client.widgets.panels import PanelApp, place, rows, shown
from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.widgets.buffer_list import ChannelList


async def test_places_show_what_is_unread_and_where_one_is_called() -> None:
    panel = ChannelList()
    places = [
        place("tea.example", BufferKind.SERVER),
        place("#lobby"),
        place("#class", unread=3),
        place("#ops", unread=5, mentions=1),
        place("bia", BufferKind.PERSON, unread=2_000, mentions=2_000),
    ]
    async with shown(panel):
        panel.show(places, places[1])
        assert rows(panel) == [
            " tea.example",
            "1 #lobby",
            "2 #class      3",
            "3 #ops      @ 1",
            " \u2500\u2500 people",
            "4 bia     @ 999",
        ]


async def test_long_names_of_places_are_cut_before_their_count() -> None:
    panel = ChannelList()
    async with shown(panel, width=12):
        panel.show([place("#a-very-long-name", unread=12)], None)
        assert rows(panel) == ["1 #a-ve\u2026 12"]


async def test_the_place_one_goes_to_comes_into_view() -> None:
    panel = ChannelList()
    places = [place(f"#{number}") for number in range(50)]
    async with shown(panel, height=5):
        panel.show(places, places[30])
        assert "  #30" in rows(panel)
        panel.show(places, places[2])
        assert "3 #2" in rows(panel)


async def test_a_click_chooses_the_row_also_further_down() -> None:
    panel = ChannelList()
    places = [place(f"#{number}") for number in range(50)]
    async with shown(panel, height=5) as pilot:
        panel.show(places, places[30])
        row = rows(panel).index("  #28")
        await pilot.click(ChannelList, offset=(3, row))
        await pilot.pause()
        assert isinstance(pilot.app, PanelApp)
        assert [panel.buffer_at(each) for each in pilot.app.chosen] == [places[28]]


async def test_servers_stand_apart() -> None:
    panel = ChannelList()
    servers = [place(name, BufferKind.SERVER) for name in ("one", "two")]
    async with shown(panel):
        panel.show([servers[0], place("#a"), servers[1], place("#b")], None)
        assert [panel.buffer_at(row) for row in range(5)].index(None) == 2
        assert rows(panel) == [" one", "1 #a", " two", "2 #b"]


async def test_what_calls_beyond_the_edge_is_counted_there() -> None:
    panel = ChannelList()
    places = [place(f"#{number}") for number in range(50)]
    places[0].mentions = places[0].unread = 2
    places[1].unread = 7  # nobody was called there
    places[45].mentions = places[45].unread = 1
    places[40] = place("bia", BufferKind.PERSON, unread=3)
    async with shown(panel, height=5):
        panel.show(places, places[30])
        assert rows(panel)[0].endswith("\u2191 @ 2")
        assert rows(panel)[-1].endswith("\u2193 @ 4")


async def test_channels_that_one_is_not_in_any_more_look_so() -> None:
    panel = ChannelList()
    places = [place("#lobby"), place("#ops")]
    async with shown(panel):
        panel.show(places, places[0], left={places[1]})
        assert rows(panel) == ["1 #lobby", "2 (#ops)"]


async def test_the_open_place_is_told_from_unread_ones_in_the_terminals_own_colours() -> None:
    panel = ChannelList()
    places = [place("#lobby"), place("#ops", unread=5, mentions=1)]
    async with shown(panel) as pilot:
        panel.app.theme = "ansi-dark"
        panel.show(places, places[0])
        await pilot.pause()
        styles = [[segment.style for segment in panel.render_line(y)] for y in range(2)]
        assert [any(each and each.reverse for each in row) for row in styles] == [True, False]
