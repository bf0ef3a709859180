"""One file on its way, without a network or a thread: each step is made by hand."""

import errno
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.server.files.uploads import PNG
from tui_chat.server.files.file_store import FOLDER, FileStore, Limits, StoredFile
from tui_chat.server.files.upload import Announced, Upload
from tui_chat.server.http.response import Response, plain

ROOMY = Limits(quota=1_000_000, total=10_000_000)


class HandWorker:
    """Does its work when it is told to; `fails` is raised instead, once."""

    def __init__(self) -> None:
        self.jobs: deque[tuple[Callable[[], Any], Callable[[Any], object]]] = deque()
        self.fails: Exception | None = None

    def do(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        self.jobs.append((work, then))

    def work(self) -> None:
        while self.jobs:
            job, then = self.jobs.popleft()
            failure, self.fails = self.fails, None
            try:
                result = job() if failure is None else failure
            except Exception as error:  # noqa: BLE001 - as the true worker
                result = error
            then(result)


class Body:
    """The body of a request, of which is known whether it is being read."""

    reading = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


class Case:
    """An upload to a folder, and what came of it."""

    def __init__(self, folder: Path, size: int, kind: str = "image/png") -> None:
        self.folder = folder
        self.worker, self.body = HandWorker(), Body()
        self.store = FileStore(folder)
        self.ended: list[Response | None] = []
        self.upload = Upload(
            self.body,  # type: ignore[arg-type]
            Announced("cat.png", kind, size),
            worker=self.worker,  # type: ignore[arg-type]
            store=lambda: self.store,
            limits=ROOMY,
            types=(),
            now=1000,
            located=lambda stored: plain(HTTPStatus.CREATED, _name(stored)),
            ended=self.ended.append,
        )

    def files(self) -> list[bytes]:
        return [file.read_bytes() for file in (self.folder / FOLDER).rglob("*") if file.is_file()]

    def status(self) -> int | None:
        """Of the answer, of which there is one; None without one."""
        (response,) = self.ended
        return None if response is None else int(response.status)


def _name(stored: StoredFile) -> str:
    return stored.name


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A picture that is announced with its true size."""
    return Case(tmp_path, len(PNG))


def test_a_file_is_written_as_it_comes_and_answered_once(case: Case) -> None:
    case.upload.logged_in("ana", "")
    case.worker.work()
    for start in range(0, len(PNG), 100):
        case.upload.feed(PNG[start : start + 100])
        case.worker.work()
    assert case.ended == []
    case.upload.finish()
    case.worker.work()
    assert case.status() == HTTPStatus.CREATED
    assert case.files() == [PNG]


def test_nothing_is_read_before_it_is_known_who_sends_and_that_there_is_room(case: Case) -> None:
    assert not case.body.reading
    case.upload.logged_in("ana", "")
    assert not case.body.reading
    case.worker.work()
    assert case.body.reading


def test_no_more_is_read_while_the_disk_writes(case: Case) -> None:
    case.upload.logged_in("ana", "")
    case.worker.work()
    case.upload.feed(PNG[:100])
    assert not case.body.reading
    case.worker.work()
    assert case.body.reading


def test_a_stranger_is_refused_and_nothing_is_kept(case: Case) -> None:
    case.upload.logged_in("", "Wrong password.")
    case.worker.work()
    assert case.status() == HTTPStatus.UNAUTHORIZED
    assert case.files() == []


@pytest.mark.parametrize("begun", ["before the login", "before its room", "while it is written"])
def test_a_sender_who_is_gone_leaves_nothing(case: Case, begun: str) -> None:
    if begun != "before the login":
        case.upload.logged_in("ana", "")
    if begun == "while it is written":
        case.worker.work()
        case.upload.feed(PNG[:100])
    case.upload.abandon()
    case.worker.work()
    case.upload.logged_in("ana", "")
    case.worker.work()
    assert case.ended == [None]
    assert case.files() == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "full"), HTTPStatus.INSUFFICIENT_STORAGE),
        (OSError(errno.EIO, "broken"), HTTPStatus.INTERNAL_SERVER_ERROR),
        (RuntimeError("ours"), HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_a_failing_disk_is_answered_and_leaves_nothing(
    case: Case, error: Exception, status: HTTPStatus
) -> None:
    case.upload.logged_in("ana", "")
    case.worker.work()
    case.worker.fails = error
    case.upload.feed(PNG[:100])
    case.worker.work()
    assert case.status() == status
    case.upload.feed(PNG[100:])
    case.upload.finish()
    case.worker.work()
    assert len(case.ended) == 1
    assert case.files() == []


def test_a_file_that_is_not_what_it_claims_is_refused(tmp_path: Path) -> None:
    case = Case(tmp_path, 12)
    case.upload.logged_in("ana", "")
    case.worker.work()
    case.upload.feed(b"<html></html"[:12])
    case.upload.finish()
    case.worker.work()
    assert case.status() == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert case.files() == []


def test_a_file_without_room_is_refused_before_its_bytes_are_read(tmp_path: Path) -> None:
    case = Case(tmp_path, ROOMY.quota + 1)
    case.upload.logged_in("ana", "")
    case.worker.work()
    assert case.status() == HTTPStatus.INSUFFICIENT_STORAGE
    assert not case.body.reading
