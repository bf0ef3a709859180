"""A class: `make class`. A teacher hosts in tmux, 80x24; thirty students come in at once.

They chat, change their names, paste and write nonsense, and two misbehave. The teacher works by
keyboard alone, through the list of people, and reads what the screen says. Then the class is over,
and the teacher hosts again. Each step is printed; the exit status is 1 if one fails, with the
screen. `--show` prints the screen after every step.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.classroom.students import Student
from tests.classroom.teacher import Teacher

STUDENTS: Final = 30
CLASS: Final = "#lobby"


class Lesson:
    """What is tried, step by step."""

    def __init__(self, teacher: Teacher, *, show: bool) -> None:
        self._teacher = teacher
        self._show = show
        self.students: list[Student] = []

    async def step(self, what: str, seen: Callable[[str], object]) -> None:
        """Wait until the teacher's screen shows it."""
        screen = await self._teacher.until(seen)
        print(f"{'ok ' if screen.is_so else 'NOT'} {what}", flush=True)  # noqa: T201
        if self._show or not screen.is_so:
            print(screen.text, flush=True)  # noqa: T201
        if not screen.is_so:
            raise SystemExit(1)

    async def begin(self) -> None:
        """The teacher hosts, and the class comes in."""
        await self.step("a nickname is proposed", lambda text: "Your nickname" in text)
        await self._teacher.press("Enter")
        await self.step("the teacher is in, as the owner", lambda text: f"This is {CLASS}" in text)
        self.students = [Student(f"student{number:02}") for number in range(STUDENTS)]
        await asyncio.gather(*(each.enter(self._teacher.port) for each in self.students))
        await self.step("thirty are here", lambda text: f"{STUDENTS + 1} here" in text)

    async def chat(self) -> None:
        """Everybody talks; some of it is nonsense."""
        for each in self.students:
            each.says(f"PRIVMSG {CLASS} :good morning from {each.nick}")
        await self.step("each is read", lambda text: "good morning from student29" in text)
        noise = self.students[3]
        noise.says(
            f"PRIVMSG {CLASS} :\x1b[2J\x1b]0;pwned\x07 \u202e evil \x03" + "04red",
            f"PRIVMSG {CLASS} :" + "a" * 400,
            "FOO bar",
            "JOIN",
            f"TOPIC {CLASS} :mine",
            f"KICK {CLASS} teacher",
            f"MODE {CLASS} +o {noise.nick}",
        )
        for row in range(6):
            self.students[4].says(f"PRIVMSG {CLASS} :for line {row} in a program:")
        self.students[5].says("NICK zoe")
        self.students[5].nick = "zoe"
        await self.step(
            "nonsense harms nothing, and a new name is told",
            lambda text: "student05 is now zoe" in text and "Welcome! Say hello." in text,
        )
        await self._teacher.type("quiet please")
        self.students[6].says(f"PRIVMSG {CLASS} :not yet")
        await self.step("what the teacher types stays", lambda text: " quiet please\n" in text)
        await self._teacher.press("Enter")
        await self.students[0].hears("teacher!", "quiet please")

    async def moderate(self) -> None:
        """Mute, kick, ban and voice, from the list of people."""
        loud, rude = self.students[7], self.students[8]
        await self._chooses(loud.nick, "mute")
        await self.step("muted", lambda text: f"teacher muted {loud.nick}" in text)
        loud.says(f"PRIVMSG {CLASS} :never read")
        await loud.hears(" 404 ", "You are muted here")
        await self._chooses(loud.nick, "unmute")
        await self.step("unmuted", lambda text: f"teacher unmuted {loud.nick}" in text)
        loud.says(f"PRIVMSG {CLASS} :sorry")
        await self.step("may speak again", lambda text: f"{loud.nick}  sorry" in text)
        await self._chooses(loud.nick, "kick:")
        await self.step("kicked", lambda text: f"teacher kicked {loud.nick}" in text)
        loud.says(f"JOIN {CLASS}")
        await self.step("may rejoin", lambda text: f"{loud.nick} joined" in text)
        await self._chooses(rude.nick, "ban")
        await self.step("banned", lambda text: f"teacher banned {rude.nick}" in text)
        rude.says(f"JOIN {CLASS}")
        await rude.hears(" 474 ")
        await self._chooses("zoe", "voice")
        await self.step("voiced", lambda text: "teacher gave voice to zoe" in text)
        await self._teacher.type("/mode +m")
        await self._teacher.press("Enter")
        await self.step("the class is moderated", lambda text: "made the channel moderated" in text)
        self.students[9].says(f"PRIVMSG {CLASS} :me?")
        await self.students[9].hears(" 404 ", "Only people with voice")
        self.students[5].says(f"PRIVMSG {CLASS} :only me")
        await self.step("the voiced one speaks", lambda text: "zoe  only me" in text)
        await self._teacher.type("/mode -m")
        await self._teacher.press("Enter")
        await self.step("and all may again", lambda text: "ended moderation" in text)

    async def _chooses(self, nick: str, action: str) -> None:
        teacher = self._teacher
        await teacher.press("F5")
        await self.step("  the list is there", lambda text: f"People in {CLASS}" in text)
        await teacher.type(nick)
        await teacher.until(lambda text: f"People in {CLASS}" in text and nick in text)
        await teacher.press("Enter")
        await self.step("  and what can be done", lambda text: "Show who it is" in text)
        await teacher.type(action)
        await teacher.press("Enter")

    async def leave(self) -> None:
        """All leave at once: what was said is not pushed away. The teacher hosts again."""
        for each in self.students:
            each.leave()
        await self.step("all have left, the words stay", lambda text: "zoe  only me" in text)
        await self.step("the list is empty", lambda text: "1 here" in text)
        await self._teacher.press("C-q")
        await self._teacher.ended()
        await self._teacher.start()
        early = Student("early")
        await self._teacher.until(lambda text: "Your nickname" in text)
        await early.enter(self._teacher.port)
        await self._teacher.press("Enter")
        await self.step("what was said is there again", lambda text: "zoe  only me" in text)
        await self._teacher.press("F5")
        await self.step(
            "the teacher owns it again, whoever came first",
            lambda text: "~teacher  owner" in text and "  early " in text,
        )
        await self._teacher.press("Escape")
        await self.step("the list closes", lambda text: f"People in {CLASS}" not in text)
        await self._chooses("early", "kick:")
        await self.step("and may kick", lambda text: "teacher kicked early" in text)
        early.leave()


async def main(*, show: bool) -> None:
    """The whole class."""
    folder = Path(tempfile.mkdtemp(prefix="tui-chat-class-"))
    teacher = Teacher(folder)
    try:
        await teacher.start()
        lesson = Lesson(teacher, show=show)
        await lesson.begin()
        await lesson.chat()
        await lesson.moderate()
        await lesson.leave()
    finally:
        await teacher.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--show", action="store_true")
    if shutil.which("tmux") is None or os.name == "nt":
        sys.exit("tmux is not here")
    asyncio.run(main(show=parser.parse_args().show))
