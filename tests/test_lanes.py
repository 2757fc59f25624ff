"""graph/lanes.py: who passes whom, who waits, who is sent away."""
from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest

from graph.errors import QueryError
from graph.lanes import Lanes


def nothing() -> None:
    """Neither stop nor go."""


def test_who_takes_long_steps_aside_for_those_behind() -> None:
    lanes = Lanes(1, waiting=1, wait=5)
    first = lanes.enter(1)
    with ThreadPoolExecutor() as threads:
        second = threads.submit(lanes.enter, 5)
        while not lanes.is_crowded:
            time.sleep(0.001)
        assert first.step_aside() and not first.is_quick
        assert second.result().is_quick and not lanes.is_crowded
        assert not first.step_aside()


def test_beside_the_quick_lane_there_is_room_for_twice_as_many() -> None:
    lanes = Lanes(1, waiting=1, wait=0.01)
    assert [lanes.enter(1).step_aside() for _ in range(2)] == [True, True]
    last = lanes.enter(1)
    assert not last.step_aside() and last.is_quick
    with pytest.raises(QueryError) as caught:
        lanes.enter(1)
    assert caught.value.reason == "busy"


def test_the_slow_lane_has_a_waiting_room_and_beyond_it_nobody_waits() -> None:
    lanes = Lanes(1, waiting=1, wait=5)
    halted, gone = threading.Event(), threading.Event()
    running = lanes.enter(1)
    assert running.slow_down(time.monotonic() + 5, nothing, nothing)
    with ThreadPoolExecutor() as threads:
        waiting = lanes.enter(1)
        turn = threads.submit(waiting.slow_down, time.monotonic() + 5, halted.set, gone.set)
        assert halted.wait(5)
        with pytest.raises(QueryError) as caught:
            lanes.enter(1).slow_down(time.monotonic() + 5, nothing, nothing)
        assert caught.value.reason == "busy" and not gone.is_set()
        running.leave()
        assert turn.result() and gone.is_set()


def test_who_waits_for_the_slow_lane_has_left_the_quick_one() -> None:
    lanes = Lanes(1, waiting=1, wait=0.05)
    lanes.enter(1).slow_down(time.monotonic() + 5, nothing, nothing)
    with pytest.raises(QueryError, match="after waiting 0.05 s"):
        lanes.enter(1).slow_down(time.monotonic() + 5, nothing, nothing)
    assert lanes.enter(1).is_quick


def test_a_deadline_in_the_waiting_room_is_no_answer() -> None:
    lanes = Lanes(1, waiting=1, wait=5)
    lanes.enter(1).slow_down(time.monotonic() + 5, nothing, nothing)
    place = lanes.enter(1)
    assert place.slow_down(time.monotonic() + 0.02, nothing, nothing) is False
    place.leave()


def test_a_place_is_given_back_once() -> None:
    lanes = Lanes(1, waiting=1, wait=0.01)
    place = lanes.enter(1)
    place.leave()
    place.leave()
    lanes.enter(1)
    with pytest.raises(QueryError):
        lanes.enter(1)


def test_the_queue_itself_is_bounded() -> None:
    lanes = Lanes(1, waiting=1, wait=5)
    place = lanes.enter(1)
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(lanes.enter, 5) for _ in range(8)]
        while lanes._queued < 8:
            time.sleep(0.001)
        with pytest.raises(QueryError, match="too many queries are running; try again"):
            lanes.enter(5)
        place.leave()
        for entered in as_completed(waiting):
            entered.result().leave()
