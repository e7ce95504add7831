"""Lists of sessions, long and short."""

from __future__ import annotations

from tests.sync.feed import record


def many(count, **fields):
    return [record(number, **fields) for number in range(count)]


def ids(pull):
    return [session.id for session in pull.sessions]
