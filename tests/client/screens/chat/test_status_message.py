from tui_chat.client.screens.chat.status_message import StatusMessage


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def message(clock: Clock) -> StatusMessage:
    return StatusMessage(lambda: None, clock)


def test_the_next_key_removes_what_was_said() -> None:
    said = message(Clock())
    said.say("copied")
    said.next_key()
    assert said.text == ""


def test_the_server_s_answer_outlasts_the_keys_of_a_person_who_types_on() -> None:
    clock = Clock()
    said = message(clock)
    said.answer("There is no channel #x.")
    said.next_key()
    clock.now += 1.9
    said.next_key()
    assert said.text == "There is no channel #x."
    clock.now += 0.1
    said.next_key()
    assert said.text == ""


def test_a_new_request_removes_the_answer_at_once() -> None:
    said = message(Clock())
    said.answer("There is no channel #x.")
    said.say("")
    assert said.text == ""
