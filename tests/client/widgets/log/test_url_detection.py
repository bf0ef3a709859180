"""Web addresses in sentences."""

import pytest

from tui_chat.client.widgets.log.url_detection import address_of, find_links


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
        ("_https://e.org/h_ or *https://e.org/i*", ["https://e.org/h", "https://e.org/i"]),
        ("www.e.org/j, (www.e.org)", ["www.e.org/j", "www.e.org"]),
        ("WWW.E.ORG. www.e.org.", ["WWW.E.ORG", "www.e.org"]),
        ("https://www.e.org", ["https://www.e.org"]),
        ("www. www.e. ana@www.e.org a_https://e.org awww.e.org", []),
        ("看www.e.org/k。", ["www.e.org/k"]),
    ],
)
def test_addresses_end_where_the_sentence_goes_on(text: str, links: list[str]) -> None:
    assert [text[start:end] for start, end in find_links(text)] == links


def test_an_address_without_its_beginning_gets_one() -> None:
    text = "www.e.org and http://e.org"
    assert [address_of(text, link) for link in find_links(text)] == [
        "https://www.e.org",
        "http://e.org",
    ]
