import pytest

from tui_chat.server.cluster import event_batch_codec
from tui_chat.server.cluster.event_batch_codec import UnknownFrame
from tui_chat.server.core.events import ClientId, Disconnected, Millis, NodeJoined, NodeLost

EVENTS = [
    NodeJoined(ClientId(0), Millis(1), "n1", "rules", "token"),
    NodeLost(ClientId(0), Millis(2), 7, 3),
    Disconnected(ClientId(5), Millis(3), "gone"),
]


def test_a_frame_is_read_as_it_was_written() -> None:
    frame = event_batch_codec.decode(
        event_batch_codec.encode(3, 7, 12, event_batch_codec.encode_events(EVENTS))
    )
    assert (frame.epoch, frame.incarnation, frame.batch) == (3, 7, 12)
    assert frame.decoded() == EVENTS


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1,2]", b"\xff", b"[" * 100_000, b'[1,1,"x",1,[]]', b"[9,1,1,1,[]]"]
)
def test_anything_else_is_no_frame(data: bytes) -> None:
    with pytest.raises(UnknownFrame):
        event_batch_codec.decode(data)


@pytest.mark.parametrize("event", [b"{}", b"7", b'{"type":"Connected"}', b'{"type":"Shouted"}'])
def test_a_frame_with_unknown_events_is_none_of_ours(event: bytes) -> None:
    frame = event_batch_codec.decode(b"[1,1,1,1,[" + event + b"]]")
    with pytest.raises(UnknownFrame):
        frame.decoded()
