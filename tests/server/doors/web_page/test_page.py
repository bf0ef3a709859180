"""The files of the page: what is answered, and what browsers are told about it."""

import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from tui_chat.server.doors import web_page
from tui_chat.server.doors.web_page.page import Page
from tui_chat.server.http.handlers_by_path import Exchange
from tui_chat.server.http.request import Request
from tui_chat.server.http.response import Response

FOLDER = Path(web_page.__file__).parent


class Asked:
    """A request, and the answer to it."""

    def __init__(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        self.request = Request(method, path, headers)
        self.answered: list[Response] = []

    def answer(self, response: Response) -> None:
        self.answered.append(response)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page()


def asked(page: Page, path: str, method: str = "GET", **headers: str) -> tuple[Response, bytes]:
    exchange = Asked(method, path, {name.replace("_", "-"): headers[name] for name in headers})
    page.answer(cast("Exchange", exchange))
    (response,) = exchange.answered
    body = response.body if isinstance(response.body, bytes) else response.body.read()
    return response, body


def test_all_that_the_page_names_is_there(page: Page) -> None:
    html = asked(page, "/")[1].decode()
    named = re.findall(r'(?:href|src)="([^"]+)"', html)
    assert [path.rpartition("/")[2] for path in named] == ["icon.svg", "page.css", "page.js"]
    assert [asked(page, path)[0].status for path in named] == [200, 200, 200]


def test_all_scripts_are_one_and_all_styles(page: Page) -> None:
    """Each file costs a connection."""
    root = re.findall(r'src="(.+)/page.js"', asked(page, "/")[1].decode())[0]
    script = asked(page, f"{root}/page.js")[1].decode()
    styles = asked(page, f"{root}/page.css")[1].decode()
    assert not re.search(r"^(?:import|export)\b", script, re.MULTILINE)
    for file in FOLDER.rglob("*"):
        text = styles if file.suffix == ".css" else script
        if file.suffix in {".css", ".js", ".mjs"}:
            some = file.read_text()[len(file.read_text()) // 2 :][:300]
            assert some.replace("\nexport const ", "\nconst ") in text, file


def test_nothing_in_the_page_is_a_script_or_a_style(page: Page) -> None:
    """The policy would refuse a script; what is written there must come from files."""
    html = asked(page, "/")[1].decode()
    assert re.findall(r"<script[^>]*>(.*?)</script>", html) == [""]
    assert "<style" not in html
    assert not re.search(r"\son\w+=|javascript:", html)


def test_browsers_are_told_to_run_nothing_else_and_to_tell_nobody(page: Page) -> None:
    head = asked(page, "/")[0].head().decode()
    policy = next(line for line in head.split("\r\n") if line.startswith("Content-Security-Policy"))
    assert "default-src 'none'; script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "X-Content-Type-Options: nosniff" in head
    assert "Referrer-Policy: no-referrer" in head


def test_files_are_kept_for_ever_and_the_page_is_not(page: Page) -> None:
    response, html = asked(page, "/")
    assert response.headers["Cache-Control"] == "no-cache"
    (script,) = re.findall(r'src="([^"]+)"', html.decode())
    assert "immutable" in asked(page, script)[0].headers["Cache-Control"]


def test_who_understands_gzip_gets_less(page: Page) -> None:
    whole = asked(page, "/")[1]
    response, packed = asked(page, "/", accept_encoding="gzip, br")
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.length == len(packed)
    assert gzip.decompress(packed) == whole


@pytest.mark.parametrize(
    "path",
    [
        *("/page", "/page.js", "/terminal", "/index.html", "/favicon.ico", "//", "/./", "/..", ""),
        *("/../../etc/passwd", "/page/../page.py", "/page/x/page.js", "/page/\0", "/%2e%2e/"),
    ],
)
def test_there_is_nothing_else_whatever_its_path(page: Page, path: str) -> None:
    response, body = asked(page, path)
    assert (response.status, body) == (404, b"There is nothing here: the page is at /.\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "get"])
def test_it_can_only_be_looked_at(page: Page, method: str) -> None:
    assert asked(page, "/", method)[0].status == 405
