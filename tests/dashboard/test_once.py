import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.once import Once

PATIENCE_S = 30


def test_who_asks_for_what_is_being_made_waits_for_it_and_gets_the_same():
    once, asked, made = Once(), threading.Barrier(2), []

    def make():
        made.append(object())
        asked.wait(PATIENCE_S)  # the second has been started
        return made[-1]

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(once.get, "a", make)
        second = pool.submit(lambda: asked.wait(PATIENCE_S) is not None and once.get("a", make))
        assert first.result(PATIENCE_S) is second.result(PATIENCE_S)
    assert len(made) == 1


def test_two_are_made_at_the_same_time_each_of_one_that_the_other_thread_has_made():
    once, both = Once(), threading.Barrier(2)

    def made_of(mine, other):
        both.wait(PATIENCE_S)
        return once.get(mine, lambda: 1) + once.get(other, lambda: 1)

    with ThreadPoolExecutor(2) as pool:
        sums = [pool.submit(once.get, name, lambda mine=mine, other=other: made_of(mine, other)) for name, mine, other in ("xab", "yba")]
        assert [one.result(PATIENCE_S) for one in sums] == [2, 2]


def test_an_error_reaches_who_asked_and_the_next_one_tries_again():
    once = Once()
    with pytest.raises(ZeroDivisionError):
        once.get("a", lambda: 1 / 0)
    assert "a" not in once
    assert once.get("a", lambda: 2) == once.get("a", lambda: 3) == 2


def test_what_was_longest_not_asked_for_is_let_go_when_room_is_short():
    once = Once(room=5, weight=len)
    for key, value in (("a", "12"), ("b", "34"), ("a", "12"), ("c", "56"), ("too heavy", "123456")):
        assert once.get(key, lambda value=value: value) == value
    assert [key in once for key in ("a", "b", "c", "too heavy")] == [True, False, True, False]
