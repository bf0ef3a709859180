"""Web addresses in sentences."""

import pytest

from tui_chat.client.widgets.links import find_links


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
        ("javascript://alert file:///etc/passwd", []),
    ],
)
def test_addresses_end_where_the_sentence_goes_on(text: str, links: list[str]) -> None:
    assert [text[start:end] for start, end in find_links(text)] == links
