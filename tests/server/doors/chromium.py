"""Pages in headless Chromium, driven by its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect

PROGRAM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
"""Where it is, None if it is not."""
_PATIENCE: Final = 30.0
_LISTENING: Final = re.compile(r"DevTools listening on (ws://\S+)")
_SHOWN: Final = "document.querySelector('.xterm-rows')?.innerText ?? ''"
_KEYS: Final = {"Enter": (13, "\r"), "F1": (112, ""), "Escape": (27, "")}
_CONTROL: Final = 2


class Page:
    """One tab, as a person sees and uses it."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    async def go(self, address: str) -> None:
        """Open this address."""
        await self.order("Page.navigate", url=address)

    async def reload(self) -> None:
        """What the browser's own button does."""
        await self.order("Page.reload")

    async def size(self, width: int, height: int, *, phone: bool = False, scale: float = 1) -> None:
        """Give the window another size; on a phone there are fingers in place of a mouse."""
        await self.order(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=phone,
        )
        if phone:
            await self.order("Emulation.setTouchEmulationEnabled", enabled=True)

    async def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        words = {"expression": script, "awaitPromise": True, "returnByValue": True}
        said = await self.order("Runtime.evaluate", **words)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    async def type(self, text: str) -> None:
        """Type, as a keyboard or an input method does."""
        await self.order("Input.insertText", text=text)

    async def press(self, key: str, *, control: bool = False) -> None:
        """Press a key, by its name or its letter."""
        code, text = _KEYS.get(key, (ord(key.upper()[0]), key))
        held = {"modifiers": _CONTROL} if control else {"text": text} if text else {}
        common = {"key": key, "windowsVirtualKeyCode": code, **held}
        await self.order(
            "Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **common
        )
        await self.order("Input.dispatchKeyEvent", type="keyUp", **common)

    async def click(self, x: float, y: float) -> None:
        """Move the mouse there, and click."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            words = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
            await self.order("Input.dispatchMouseEvent", **words)

    async def shown(self) -> str:
        """The text in the terminal."""
        return str(await self.run(_SHOWN)).replace("\xa0", " ")

    async def shows(self, text: str) -> None:
        """Wait until the terminal shows a text."""
        await self.until(f"({_SHOWN}).replaceAll('\\xa0', ' ').includes({json.dumps(text)})")

    async def until(self, script: str) -> None:
        """Wait until an expression is true."""
        look = (
            "new Promise((done) => { const look = () => { let holds; try { holds = (EXPRESSION) }"
            " catch { holds = false } if (holds) done(true); else setTimeout(look, 20) }; look() })"
        )
        seen = ""
        try:
            async with asyncio.timeout(_PATIENCE):
                while True:
                    with contextlib.suppress(RuntimeError):  # the page is being reloaded
                        await self.run(look.replace("EXPRESSION", script))
                        return
                    await asyncio.sleep(0)
        except TimeoutError:
            seen = await self.shown()
            raise AssertionError(f"never: {script}\n{seen}\n{self._browser.complaints}") from None

    async def picture(self) -> bytes:
        """The window as PNG."""
        said = await self.order("Page.captureScreenshot", format="png")
        return base64.b64decode(said["data"])

    async def order(self, method: str, **words: object) -> Any:
        """Have the tab do something. Raises RuntimeError if it could not."""
        return await self._browser.order(method, self._session, **words)


class Browser:
    """The program; pages opened in the same `context` share what they remember."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.complaints: list[str] = []
        """What pages write on the console, and what their security policy refused."""

    async def person(self) -> str:
        """Somebody else, who shares no memory with the others: a context for `open`."""
        return str((await self.order("Target.createBrowserContext"))["browserContextId"])

    async def open(self, address: str, person: str) -> Page:
        """A new tab."""
        words = {"url": "about:blank", "browserContextId": person}
        target = (await self.order("Target.createTarget", **words))["targetId"]
        attached = await self.order("Target.attachToTarget", targetId=target, flatten=True)
        page = Page(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            await page.order(f"{domain}.enable")
        await page.order("Emulation.setFocusEmulationEnabled", enabled=True)
        if address:
            await page.go(address)
        return page

    async def order(self, method: str, session: str = "", **words: object) -> Any:
        """Have it do something, and wait for the answer. Raises RuntimeError if it could not."""
        number = next(self._numbers)
        answered = self._waiting[number] = asyncio.get_running_loop().create_future()
        order = {"id": number, "method": method, "params": words}
        await self._wire.send(json.dumps(order | ({"sessionId": session} if session else {})))
        async with asyncio.timeout(_PATIENCE):
            return await answered

    async def listen(self) -> None:
        """Take in what it says."""
        async for said in self._wire:
            word = json.loads(said)
            waiting = self._waiting.pop(word.get("id", 0), None)
            if waiting is not None and not waiting.done():
                if "error" in word:
                    waiting.set_exception(RuntimeError(str(word["error"])))
                else:
                    waiting.set_result(word["result"])
            elif word.get("method") in {"Runtime.consoleAPICalled", "Log.entryAdded"}:
                self.complaints.append(json.dumps(word["params"])[:400])
            elif word.get("method") == "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(word["params"])[:800])


@asynccontextmanager
async def running_browser(*switches: str) -> AsyncIterator[Browser]:
    """Headless Chromium, with nothing remembered."""
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio"),
            *("--remote-debugging-port=0", f"--user-data-dir={folder}", "--no-first-run"),
            *("--disable-extensions", "--disable-background-networking", "--no-proxy-server"),
            *("--ignore-certificate-errors", *switches, "about:blank"),
            stderr=asyncio.subprocess.PIPE,
            env={"HOME": folder, "PATH": str(Path(PROGRAM).parent) + ":/usr/bin:/bin"},
        )
        try:
            assert process.stderr is not None
            async with asyncio.timeout(_PATIENCE):
                while not (found := _LISTENING.search((await process.stderr.readline()).decode())):
                    assert process.returncode is None, "Chromium has ended"
            async with connect(found[1], max_size=None) as wire:
                browser = Browser(wire)
                listening = asyncio.create_task(browser.listen())
                try:
                    yield browser
                finally:
                    listening.cancel()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
