"""What is said of places and messages."""

from dataclasses import dataclass

import pytest

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineKind, LineState, Revision
from tui_chat.client.buffers.members import Member
from tui_chat.client.events import Found, SearchAnswered
from tui_chat.client.plain.buffer_and_search_texts import arrival, change, findings
from tui_chat.wire.names import Folded


@dataclass
class Case:
    state: LineState
    edited: bool
    own: bool
    told: list[str]


def channel(*nicks: str) -> Buffer:
    place = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))
    place.joined = True
    place.members.replace({Folded(nick): Member(nick) for nick in nicks})
    return place


def test_a_channel_is_told_with_topic_and_people() -> None:
    place = channel("bia", "ana")
    place.topic = "Assam"
    assert list(arrival(place)) == [
        "-- You joined #tea.",
        "-- Topic: Assam",
        "-- 2 are here: ana, bia",
    ]


def test_of_a_crowd_only_some_are_named() -> None:
    (_where, people) = arrival(channel(*(f"nick{number:02}" for number in range(30))))
    assert people.startswith("-- 30 are here: nick00, ")
    assert people.endswith("nick19, ...")


@pytest.mark.parametrize(
    "case",
    [
        Case(LineState.FAILED, edited=False, own=True, told=["!! Not delivered: hi"]),
        Case(LineState.DOUBTFUL, edited=False, own=True, told=["!! Perhaps not delivered: hi"]),
        Case(LineState.SENT, edited=False, own=True, told=[]),
        Case(LineState.SENT, edited=True, own=True, told=[]),
        Case(LineState.SENT, edited=True, own=False, told=["00:00 ana: hi (edited)"]),
    ],
)
def test_only_changes_that_matter_are_told(case: Case) -> None:
    line = Line(
        0,
        0.0,
        LineKind.MESSAGE,
        "ana",
        "hi",
        own=case.own,
        state=case.state,
        revision=Revision.EDITED if case.edited else Revision.NONE,
    )
    assert list(change(line)) == case.told


def test_what_a_search_found_comes_with_its_day() -> None:
    found = Found("#tea", Line(0, 0.0, LineKind.MESSAGE, "ana", "hi"))
    assert list(findings(SearchAnswered("hi", (found,), everywhere=True))) == [
        "1970-01-01 00:00 [#tea] ana: hi",
        "-- 1 message found.",
    ]
