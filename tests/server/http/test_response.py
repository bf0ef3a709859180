"""Responses as bytes."""

import io

from tui_chat.server.http.response import Response, plain


def test_a_response_says_its_length_and_that_nothing_is_guessed() -> None:
    head = plain(404, "There is nothing here.").head().decode()
    assert head.startswith("HTTP/1.1 404 Not Found\r\n")
    assert head.endswith("\r\n\r\n")
    lines = head.split("\r\n")
    assert "Content-Length: 23" in lines
    assert "X-Content-Type-Options: nosniff" in lines
    assert "Connection: close" in lines


def test_a_file_is_as_long_as_it_is_said_to_be() -> None:
    assert b"Content-Length: 3\r\n" in Response(200, io.BytesIO(b"abcdef"), 3).head()


def test_no_content_has_no_length() -> None:
    assert b"Content-Length" not in Response(204).head()
