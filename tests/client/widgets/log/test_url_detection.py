"""Web addresses in sentences."""

import pytest

from tui_chat.client.widgets.log.url_detection import find_links


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("no address", []),
        ("https://example.org", ["https://example.org"]),
        ("see http://example.org/a?b=c#d, please", ["http://example.org/a?b=c#d"]),
        ("(https://example.org)", ["https://example.org"]),
        ("https://example.org/a_(b)", ["https://example.org/a_(b)"]),
        ("<https://example.org>!", ["https://example.org"]),
        ("HTTPS://EXAMPLE.ORG...", ["HTTPS://EXAMPLE.ORG"]),
        ("https://a.example and https://b.example.", ["https://a.example", "https://b.example"]),
        ("https:// alone", []),
        ("看https://e.org/a", ["https://e.org/a"]),
        ("https://e.org/b（中文）完", ["https://e.org/b"]),
        ("「https://e.org/c」、https://e.org/d。", ["https://e.org/c", "https://e.org/d"]),
        ("見て https://e.org/e…。", ["https://e.org/e"]),
        ("“https://e.org/f”, ‘https://e.org/g’", ["https://e.org/f", "https://e.org/g"]),
        ("https://zh.wikipedia.org/wiki/中文", ["https://zh.wikipedia.org/wiki/中文"]),
        ("xhttps://e.org", []),
        ("javascript://alert file:///etc/passwd", []),
    ],
)
def test_addresses_end_where_the_sentence_goes_on(text: str, links: list[str]) -> None:
    assert [text[start:end] for start, end in find_links(text)] == links
