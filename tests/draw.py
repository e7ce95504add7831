"""Random sessions around one day of an event, as Hypothesis draws them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from signage.agenda import Session
from tests.build import A, B, at

START, END = at("04:00"), at("04:00") + timedelta(days=1)
MINUTES = st.integers(0, 26 * 60).map(lambda minutes: START - timedelta(hours=1) + timedelta(minutes=minutes))
ROOMS = st.sampled_from([A, B, None])


@st.composite
def made(draw: st.DrawFn, id: str) -> Session:  # noqa: A002 - the field's own name
    starts_at = draw(MINUTES)
    length = timedelta(minutes=draw(st.sampled_from([0, 1, 15, 60, 60, 600])))
    return Session(id, "T", starts_at, starts_at + length, draw(ROOMS), cancelled=draw(st.booleans()))


@st.composite
def many(draw: st.DrawFn) -> tuple[Session, ...]:
    return tuple(draw(made(f"s{number}")) for number in range(draw(st.integers(0, 8))))
