"""Our client and our server: what each offers, the other understands. Through real sockets."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.client.cutting import Person, running
from tests.client.test_sent_once import config
from tui_chat.client.buffers.buffer import Past
from tui_chat.client.buffers.line import TALK, Line, LineKind, LineState
from tui_chat.client.connect import retry_policy
from tui_chat.client.events import LoggedIn, SearchAnswered
from tui_chat.client.session import Progress
from tui_chat.server.process.server import Server


class Two(NamedTuple):
    ana: Person
    bia: Person


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.01)


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    """ana and bia in #tea, where ana has said "hello"."""
    async with Server(config(), tmp_path) as server:
        people = Two(Person("ana", server.port), Person("bia", server.port))
        async with running(*people):
            people.ana.session.say(people.ana.tea, "hello", 0.0)
            await both(people, lambda each: last(each).text == "hello", "hello")
            await both(people, lambda each: bool(last(each).msgid), "its msgid")
            yield people


def last(person: Person) -> Line:
    """The last thing that was said."""
    said = [line for line in person.tea.lines if line.kind in TALK]
    return said[-1] if said else Line(0, 0.0, LineKind.INFO)


async def both(two: Two, is_so: Callable[[Person], bool], what: str) -> None:
    """It is so for both of them."""
    for person in two:
        await person.until(partial(is_so, person), what)


async def test_a_reaction_comes_and_goes(two: Two) -> None:
    two.bia.session.react(two.bia.tea, last(two.bia), "👍", 0.0)
    await both(two, lambda each: bool(last(each).reactions), "a reaction")
    assert last(two.ana).reactions[0].nicks == ("bia",)
    two.bia.session.react(two.bia.tea, last(two.bia), "👍", 0.0)
    await both(two, lambda each: not last(each).reactions, "no reaction")


async def test_words_are_changed_and_deleted(two: Two) -> None:
    two.ana.session.edit(two.ana.tea, last(two.ana), "good morning", 0.0)
    await both(two, lambda each: last(each).text == "good morning", "edited")
    two.ana.session.delete(two.ana.tea, last(two.ana), 0.0)
    await both(two, lambda each: last(each).deleted, "deleted")


async def test_a_reply_is_one_for_both(two: Two) -> None:
    two.bia.session.say(two.bia.tea, "hi", 0.0, answers=last(two.bia))
    await two.ana.until(lambda: last(two.ana).text == "hi", "hi")
    reply = last(two.ana).reply
    assert reply is not None
    assert (reply.sender, reply.text) == ("ana", "hello")


async def test_many_lines_are_one_message(two: Two) -> None:
    text = "def hello():\n\n    " + "print('☕') " * 100
    two.ana.session.say(two.ana.tea, text, 0.0)
    await two.bia.until(lambda: last(two.bia).text == text, "all of it")
    await two.ana.until(lambda: last(two.ana).state is LineState.SENT, "confirmed")
    assert len(two.ana.said()) == len(two.bia.said()) == 2


async def test_who_types_is_seen(two: Two) -> None:
    two.bia.session.typing(two.bia.tea, Progress.ACTIVE, 0.0)
    await two.ana.until(lambda: two.ana.session.typists(two.ana.tea, 0.0) == ["bia"], "typing")


async def test_what_was_said_is_found(two: Two) -> None:
    found: list[SearchAnswered] = []

    def answered() -> bool:
        found.extend(each for each in two.bia.told if isinstance(each, SearchAnswered))
        return bool(found)

    two.bia.session.search("hello")
    await two.bia.until(answered, "an answer")
    assert found[0].everywhere
    assert [(each.place, each.line.text) for each in found[0].found] == [("#tea", "hello")]


async def test_a_newcomer_reads_what_was_said_and_scrolls_back(two: Two) -> None:
    for number in range(250):
        two.ana.session.say(two.ana.tea, f"line {number}", 0.0)
    await two.bia.until(lambda: last(two.bia).text == "line 249", "all")
    caio = Person("caio", two.ana.link.port)
    async with running(caio):
        await caio.until(lambda: len(caio.said()) > 90, "the latest page")
        assert last(caio).text == "line 249"
        while caio.tea.past is not Past.COMPLETE:
            assert caio.session.older(caio.tea)
            await caio.until(lambda: caio.tea.past is not Past.LOADING, "a page")
        assert caio.said() == ["hello", *(f"line {number}" for number in range(250))]
        assert caio.tea.unread == 0


async def test_an_account_is_made_and_kept(two: Two) -> None:
    session = two.ana.session
    session.register("correct horse battery")
    await two.ana.until(lambda: session.account == "ana", "an account")
    two.ana.link.retry_now()
    two.ana.told.clear()
    await two.ana.until(lambda: LoggedIn("ana") in two.ana.told, "logged in again")


async def test_what_was_read_is_known_to_the_next_client(two: Two) -> None:
    session = two.ana.session
    session.register("correct horse battery")
    await two.ana.until(lambda: session.account == "ana", "an account")
    two.ana.tea.show()
    session.mark_read(two.ana.tea, 0.0, now=True)
    two.bia.session.say(two.bia.tea, "later", 0.0)
    await two.ana.until(lambda: last(two.ana).text == "later", "later")
    phone = Person(
        "ana", two.ana.link.port, account="ana", account_password="correct horse battery"
    )
    async with running(phone):
        await phone.until(lambda: last(phone).text == "later", "the history")
        await phone.until(lambda: phone.tea.unread == 1, "one unread")
