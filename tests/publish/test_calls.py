"""Calling the steps of a run: in forks of the warm process, or here."""

from __future__ import annotations

import pickle
import threading
from typing import Any

import pytest

from analysis.pipeline.warm.process import LONGEST, Lost
from analysis.publish.calls import calls_to
from analysis.reference import Project
from analysis.reference.project import ReportSource

HERE = __name__
STEPS: list[str] = []


def first(source: ReportSource) -> None:
    STEPS.append(f"first {source.year}")


def work(number: int) -> tuple[int, str]:
    STEPS.append("work")
    return number, threading.current_thread().name


class Process:
    """A warm process of which only requests are noted; its forks are lost, or answer."""

    def __init__(self, lost: bool = False) -> None:
        self.lost, self.prepared = lost, []

    def prepare(self, *request: Any) -> None:
        self.prepared.append(request)

    def call(self, function: str, *arguments: Any) -> Any:
        if self.lost:
            raise Lost(function)
        assert function == "analysis.publish.calls:call_once"
        return arguments[0], arguments[1:]


@pytest.fixture
def source(project: Project) -> ReportSource:
    STEPS.clear()
    return ReportSource(project, "183", 2023, digests={f"data/183-cao-loc/2023/{n}.csv": "0" * 64 for n in range(2000)})


def test_the_report_is_computed_first_however_many_files_there_are(source: ReportSource) -> None:
    process = Process()
    with calls_to(HERE, process, source, "first") as steps:  # type: ignore[arg-type]
        assert steps.call("work", 1) == (f"{HERE}:work", (1,))
    assert [request[0] for request in process.prepared] == [f"{HERE}:first"]
    assert len(pickle.dumps(process.prepared[0])) < LONGEST / 10


def test_without_a_warm_process_everything_is_done_here(source: ReportSource) -> None:
    with calls_to(HERE, None, source, "first") as steps:
        assert steps.start("work", 1).result() == (1, threading.current_thread().name)
    assert STEPS == ["first 2023", "work"]


def test_what_a_lost_fork_should_have_done_is_done_here(source: ReportSource) -> None:
    with calls_to(HERE, Process(lost=True), source, "first") as steps:  # type: ignore[arg-type]
        assert steps.call("work", 2)[0] == 2


def test_after_an_interrupt_nothing_is_done_any_more(source: ReportSource) -> None:
    with pytest.raises(KeyboardInterrupt), calls_to(HERE, Process(lost=True), source, "first") as steps:  # type: ignore[arg-type]
        raise KeyboardInterrupt
    assert steps.closed
    with pytest.raises(Lost):
        steps._forked(Process(lost=True), "work", (3,))  # type: ignore[arg-type]
    assert "work" not in STEPS
