"""What a person searches for."""

import pytest

from tui_chat.client.search_query import SearchQuery, parse_query, words_in


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("green tea", SearchQuery("green tea")),
        ("tea from:ana in:#class", SearchQuery("tea", "ana", "#class")),
        ("FROM:@ana", SearchQuery("", "ana")),
        ("de:ana em:#ops", SearchQuery("", "ana", "#ops")),
        ("from: in:", SearchQuery("")),
        ("from:ana from:bia", SearchQuery("", "bia")),
        ("https://x.example/in:here", SearchQuery("https://x.example/in:here")),
    ],
)
def test_a_query_is_words_a_sender_and_a_place(text: str, query: SearchQuery) -> None:
    assert parse_query(text) == query


def test_a_query_with_nothing_to_look_for_is_empty() -> None:
    assert parse_query("in:#ops ...").is_empty
    assert not parse_query("from:ana").is_empty


def test_words_are_found_past_accents_and_overlaps_are_one() -> None:
    assert words_in("São João, são", "sao") == [(0, 3), (10, 13)]
    assert words_in("teapot", "teap apot") == [(0, 6)]
    assert words_in("coffee", "tea") == []
