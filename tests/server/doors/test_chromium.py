"""The page in the browser that people have: Debian's Chromium. One test, for each start is dear."""

import re
from pathlib import Path

import pytest

from tests.server.doors.chromium import PROGRAM, Browser, Page, running_browser
from tests.server.doors.ssh_visitors import open_config
from tests.server.doors.web_visitors import WEB, web_port
from tests.server.sockets import Client
from tui_chat.server.config.config_schema import Visitors
from tui_chat.server.process.server import Server

TOKEN = "T" * 22
LINK = "https://example.org/x"
PASTE = """
(() => {
  const data = new DataTransfer()
  data.setData('text/plain', 'pasted')
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
  document.querySelector('textarea').dispatchEvent(event)
})()
"""
PLACE_OF_LINK = f"""
(() => {{
  const row = [...document.querySelectorAll('.xterm-rows > div')].find(
    (one) => one.innerText.includes('{LINK}'))
  const spans = [...row.querySelectorAll('span')]
  const box = spans.find((one) => one.innerText.includes('example')).getBoundingClientRect()
  return [box.x + box.width / 2, box.y + box.height / 2]
}})()
"""


async def enters(browser: Browser, address: str, nick: str) -> Page:
    page = await browser.open(address, await browser.person())
    await page.shows("Your nickname")
    await page.type(nick)
    await page.press("Enter")
    await page.shows("Message #lobby")
    return page


async def says(page: Page, text: str) -> None:
    await page.type(text)
    await page.press("Enter")


async def copies_pastes_and_follows_a_link(page: Page) -> None:
    await page.run("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    await page.press("s", control=True)
    await page.shows("copy")
    await page.press("y")
    await page.until(f"window.copied?.includes('{LINK}')")
    await page.press("Escape")
    await page.run(PASTE)
    await page.shows("pasted")
    await page.press("u", control=True)
    await page.run("window.open = (...words) => { window.opened = words.join() }")
    x, y = await page.run(PLACE_OF_LINK)
    await page.click(x, y)
    await page.until(f"window.opened === '{LINK},_blank,noopener,noreferrer'")


async def fits_a_phone(page: Page) -> None:
    await page.size(390, 700, phone=True)
    await page.until("document.querySelectorAll('.xterm-rows > div').length > 34")
    assert await page.run("document.documentElement.scrollWidth") <= 390
    await page.size(1000, 600)
    await page.until("document.querySelectorAll('.xterm-rows > div').length < 34")


async def comes_back_after_a_loss(page: Page, server: Server) -> None:
    assert server.doors.web is not None
    server.doors.web.close()
    await page.until("document.querySelector('#notice').innerText.includes('is lost')")
    await page.until("document.querySelector('#notice').hidden")
    await page.shows("good morning")
    await says(page, "/quit")
    await page.until("document.querySelector('#notice').innerText.includes('You have left')")


async def keeps_what_let_it_in(page: Page, server: Server, address: str) -> None:
    """Anybody can send a link with a token that lets nobody in."""
    assert server.doors.visitors is not None
    server.doors.visitors.limits = Visitors(most=0)
    await page.run("localStorage.setItem('invitation', 'kept')")
    await page.go(f"{address}?#{'E' * 22}")
    await page.until("document.querySelector('#notice').innerText.includes('as many visitors')")
    assert await page.run("localStorage.getItem('invitation')") == "kept"
    assert (await page.run("sessionStorage.getItem('invitation')")).startswith("E" * 22)


@pytest.mark.skipif(PROGRAM is None, reason="needs Chromium (apt-get install chromium)")
async def test_two_people_chat_in_chromium_and_a_reload_keeps_the_nickname(tmp_path: Path) -> None:
    async with (
        Server(open_config(WEB), tmp_path) as server,
        # Without WebGL cells are elements of the page, and can be read.
        running_browser("--disable-3d-apis", "--lang=en-US") as browser,
    ):
        address = f"http://127.0.0.1:{web_port(server)}/"
        ana = await enters(browser, f"{address}#{TOKEN}", "ana")
        said = await ana.run("`${location.href} ${localStorage.getItem('invitation')}`")
        assert re.fullmatch(rf"{address} {TOKEN}\.[0-9a-f-]{{31,47}}", said)
        rui = await enters(browser, address, "rui")
        await says(ana, f"olá, look: {LINK}")
        await rui.shows(f"olá, look: {LINK}")
        await copies_pastes_and_follows_a_link(ana)
        await fits_a_phone(ana)
        await says(rui, "good morning")
        await ana.shows("good morning")

        await ana.reload()
        await ana.shows("good morning")
        await ana.shows("Message #lobby")
        assert await ana.run("localStorage.getItem('nick')") == "ana"
        assert {user.nick for user in server.node.network.users.values()} == {"ana", "rui"}

        async with await Client.named(server, "eva") as eva:
            eva.says("PRIVMSG #lobby :\x1b]0;evil\x07\x1b]52;c;ZXZpbA==\x07hello from eva")
            await rui.shows("hello from eva")
        assert "#lobby" in await rui.run("document.title")
        await comes_back_after_a_loss(rui, server)
        await keeps_what_let_it_in(rui, server, address)
        assert not [one for one in browser.complaints if "Content Security Policy" in one]
