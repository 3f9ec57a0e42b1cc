"""The line for the language model: first come, first served, and each is told how many are before."""

from __future__ import annotations

import threading

from assistant.answer import Finished, TextWritten, Waiting, stream
from assistant.outcome import Event
from assistant.turns import Turns
from index.search import Searcher
from tests.assistant.test_answer import DIAGNOSIS, TODAY, resources


def test_one_at_a_time_in_the_order_of_coming() -> None:
    turns, served = Turns(), list[int]()
    told: dict[int, list[int]] = {}
    waiting = threading.Semaphore(0)

    def ask(number: int) -> None:
        with turns.queued() as before:
            told[number] = []
            waiting.release()
            while ahead := before():
                told[number].append(ahead)
            served.append(number)

    with turns.queued() as before:
        assert before() == 0
        threads = []
        for number in range(3):
            threads.append(threading.Thread(target=ask, args=(number,)))
            threads[-1].start()
            waiting.acquire(timeout=10)
    for thread in threads:
        thread.join(10)
    assert served == [0, 1, 2]
    assert told[2][0] == 3
    assert told[2] == sorted(told[2], reverse=True)


def test_several_at_a_time() -> None:
    turns = Turns(2)
    with turns.queued() as first, turns.queued() as second, turns.queued() as third:
        assert (first(), second(), third()) == (0, 0, 1)


def test_who_leaves_the_line_lets_the_next_one_move_up() -> None:
    turns = Turns()
    with turns.queued(), turns.queued() as waiting:
        with turns.queued() as last:
            assert last() == 2
        assert waiting() == 1
    with turns.queued() as alone:
        assert alone() == 0


def test_an_asker_hears_how_many_are_before_and_leaves_the_line_when_the_stream_is_closed(searcher: Searcher) -> None:
    made = resources(searcher, "每年组织专业机构为企业上门诊断并出具报告。[1]")
    with made.turns.queued():
        events = stream(DIAGNOSIS, made, as_of=TODAY)
        told: list[Event] = [next(event for event in events if isinstance(event, Waiting))]
        left = stream(DIAGNOSIS, made, as_of=TODAY)
        assert next(event for event in left if isinstance(event, Waiting)).before == 2
        left.close()  # type: ignore[attr-defined]
    told += [event for event in events if isinstance(event, Waiting | TextWritten | Finished)]
    assert told[0] == Waiting(1)
    assert isinstance(told[-1], Finished)
    assert "专业机构" in told[-1].answer.answer
    with made.turns.queued() as before:
        assert before() == 0, "nobody is left in the line"
