"""What was made last, kept."""

from __future__ import annotations

import gc
import threading
import weakref

from index.kept import Kept


class Source:
    """Stands for an open index."""


def test_a_value_is_kept_until_the_source_is_another() -> None:
    kept: Kept[str, int] = Kept(4)
    one, other = Source(), Source()
    assert kept.get(one, "a") is None
    kept.put(one, "a", 1)
    assert kept.get(one, "a") == 1
    assert kept.get(other, "a") is None
    assert kept.get(one, "a") is None
    assert len(kept) == 0


def test_the_oldest_unused_goes_first() -> None:
    kept: Kept[str, int] = Kept(2)
    source = Source()
    kept.get(source, "")
    kept.put(source, "a", 1)
    kept.put(source, "b", 2)
    assert kept.get(source, "a") == 1
    kept.put(source, "c", 3)
    assert [kept.get(source, key) for key in "abc"] == [1, None, 3]


def test_what_was_made_from_a_source_that_is_gone_is_not_kept() -> None:
    kept: Kept[str, int] = Kept(2)
    old, new = Source(), Source()
    assert kept.get(old, "a") is None
    assert kept.get(new, "a") is None
    kept.put(old, "a", 1)
    assert kept.get(new, "a") is None


def test_a_source_is_not_kept_alive() -> None:
    kept: Kept[str, int] = Kept(2)
    source = Source()
    gone = weakref.ref(source)
    kept.get(source, "a")
    kept.put(source, "a", 1)
    del source
    gc.collect()
    assert gone() is None
    assert kept.get(Source(), "a") is None


def test_threads_may_share_it() -> None:
    kept: Kept[int, int] = Kept(8)
    sources = [Source(), Source()]
    wrong: list[object] = []

    def work(which: int) -> None:
        for number in range(2000):
            key = number % 12
            value = kept.get(sources[which], key)
            if value is None:
                kept.put(sources[which], key, which * 100 + key)
            elif value != which * 100 + key:
                wrong.append((which, key, value))

    threads = [threading.Thread(target=work, args=(number % 2,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(kept) <= 8
