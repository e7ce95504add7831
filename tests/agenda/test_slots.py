"""What is on, what comes next and what follows, at every instant: examples, and properties that hold for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given

from signage.agenda import Session, Slots, boundaries, intervals
from tests.build import A, at, session
from tests.draw import END, START, many


def ids(sessions: tuple[Session, ...]) -> list[str]:
    return [one.id for one in sessions]


def slots(sessions: Iterable[Session], at: datetime, until: datetime) -> Slots:
    """Now, next and later at one instant, in the words of the promise."""

    def key(session: Session) -> tuple[object, ...]:
        return session.cancelled, session.starts_at, session.ends_at, session.id

    now = [session for session in sessions if session.starts_at <= at < session.ends_at]
    ahead = [session for session in sessions if at < session.starts_at < until]
    first = min((session.starts_at for session in ahead), default=until)
    following = [session for session in ahead if session.starts_at == first]
    later = sorted((session for session in ahead if session.starts_at > first), key=lambda one: key(one)[1:])
    return Slots(tuple(sorted(now, key=key)), tuple(sorted(following, key=key)), tuple(later))


def shown(some: Sequence[Session], clock: str, until: datetime = END) -> Slots:
    """What is shown from this instant on."""
    return intervals(some, at(clock), until)[0][2]


def test_a_session_is_on_from_its_start_until_its_end() -> None:
    one = session("a", "09:00", "10:00")
    assert [ids(shown([one], clock).now) for clock in ("08:59:59", "09:00", "09:59:59", "10:00")] == [
        [],
        ["a"],
        ["a"],
        [],
    ]


def test_running_ones_come_before_cancelled_ones_and_a_session_without_length_is_never_on() -> None:
    some = [session("c", "09:00", cancelled=True), session("b", "09:30"), session("z", "09:30", "09:30")]
    assert ids(shown(some, "09:30").now) == ["b", "c"]
    assert shown(some, "09:30").live is True
    assert shown(some, "09:10").live is False


def test_next_is_all_that_shares_the_earliest_start_and_later_what_follows() -> None:
    some = [session("a", "11:00"), session("b", "10:00", cancelled=True), session("c", "10:00"), session("d", "12:00")]
    found = shown(some, "09:59:59")
    assert (ids(found.now), ids(found.next), ids(found.later)) == ([], ["c", "b"], ["a", "d"])
    assert ids(shown(some, "10:00").next) == ["a"]
    assert shown(some, "10:00", at("11:00")).next == ()


@given(many())
def test_intervals_cover_the_day_and_say_what_holds_at_each_of_their_seconds(some: tuple[Session, ...]) -> None:
    found = intervals(some, START, END)
    assert found[0][0] == START
    assert found[-1][1] == END
    assert all(one[1] == other[0] and one[2] != other[2] for one, other in pairwise(found))
    for begin, stop, holds in found:
        for when in (begin, begin + (stop - begin) / 2, stop - timedelta(seconds=1)):
            assert holds == slots(some, when, END)


@given(many())
def test_intervals_do_not_depend_on_the_order_in_which_sessions_are_told(some: tuple[Session, ...]) -> None:
    assert intervals(some, START, END) == intervals(some[::-1], START, END)


class Counted(datetime):
    """A time that counts how often it is compared."""

    compared = 0

    def __lt__(self, other: datetime) -> bool:
        Counted.compared += 1
        return super().__lt__(other)

    def __gt__(self, other: datetime) -> bool:
        Counted.compared += 1
        return super().__gt__(other)


def test_twice_the_sessions_take_little_more_than_twice_the_work() -> None:
    def work(count: int) -> int:
        Counted.compared = 0
        begin = Counted(2026, 2, 7, 4, tzinfo=UTC)
        times = [Counted.fromtimestamp(begin.timestamp() + 20 * number, UTC) for number in range(count + 1)]
        some = [Session(f"{number}", "T", *pair, A) for number, pair in enumerate(pairwise(times))]
        assert len(intervals(some, begin, END)) == count + 1
        return Counted.compared

    assert work(2_000) < 2.5 * work(1_000)


@given(many())
def test_boundaries_ascend_and_nothing_starts_or_ends_between_two(some: tuple[Session, ...]) -> None:
    edges = boundaries(some, START, END)
    assert edges == sorted({*edges})
    assert (edges[0], edges[-1]) == (START, END)
    assert all(edge in edges for s in some for edge in (s.starts_at, s.ends_at) if START <= edge < END)


def test_an_empty_stretch_has_its_two_ends() -> None:
    assert boundaries([], START, END) == [START, END]
    assert intervals([], START, END) == [(START, END, ((), (), ()))]
