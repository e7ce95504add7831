"""One suite for every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signage.errors import StoreConflict
from signage.store import Record
from tests.memory import MemoryStore

from .samples import T0, opened, snapshot


def held(server):
    """A store in Redis whose node may write what only one node writes."""
    made = server.store()
    made.fence = made.claim(timedelta(minutes=10))
    return made


@pytest.fixture(params=["memory", "sqlite", "redis"])
def store(request, tmp_path):
    make = {
        "memory": MemoryStore,
        "sqlite": lambda: opened(tmp_path),
        "redis": lambda: held(request.getfixturevalue("redis_server")),
    }
    made = make[request.param]()
    yield made
    made.close()


# Every store ----------------------------------------------------------------------------------------------------------


def test_empty(store):
    assert store.load("evt") is None
    assert store.get("anything") == ""


def test_loads_the_newest_as_it_was_saved(store):
    store.save(snapshot(1))
    store.save(snapshot(2, kind="delta", pulled_at=None, cursor=None))
    assert store.load("evt") == snapshot(2, kind="delta", pulled_at=None, cursor=None)


def test_events_do_not_mix(store):
    store.save(snapshot(1, "a"))
    store.save(snapshot(2, "b"))
    assert store.load("a") == snapshot(1, "a")


def test_confirming_keeps_the_agenda_and_moves_its_times(store):
    later = T0 + timedelta(minutes=1)
    store.save(snapshot(1))
    assert store.confirm(snapshot(2, kind="window", confirmed_at=later, pulled_at=later, cursor=None))
    assert store.load("evt") == snapshot(1, confirmed_at=later, pulled_at=later, cursor=None)


def test_only_what_is_there_is_confirmed(store):
    later = T0 + timedelta(minutes=1)
    assert not store.confirm(snapshot())
    assert store.load("evt") is None
    store.save(snapshot(1))
    assert not store.confirm(snapshot(2, taken_at=later, confirmed_at=later))
    assert store.load("evt") == snapshot(1)


def test_numbers_rise_over_all_events_and_from_what_is_known(store):
    numbers = [store.save(snapshot(1, "a")), store.save(snapshot(2, "b")), store.save(snapshot(3, "a"))]
    numbers.append(store.save(snapshot(4, "a", number=numbers[-1] + 1000)))
    assert numbers == sorted(set(numbers))
    assert numbers[-1] > numbers[-2] + 1000
    assert store.confirm(snapshot(4, "a"))
    assert (store.load("a").number, store.load("b").number) == (numbers[-1], numbers[1])


def test_notes(store):
    store.put("accept", "yes")
    store.put("accept", "ключ 🔑")
    store.put("other", "")
    assert (store.get("accept"), store.get("other")) == ("ключ 🔑", "")


def test_what_is_in_it_is_listed(store):
    assert store.names() == ((), ())
    store.put("accept", "yes")
    store.write([Record("display-key", "a", "1"), Record("token", "t", "2")])
    store.write([Record("token", "t", None)])
    assert store.names() == (("accept",), ("display-key",))


def test_records_by_kind(store):
    assert store.records("account") == {}
    store.write([Record("account", "ana", "1"), Record("account", "rui", "2"), Record("token", "ana", "3")])
    store.write([Record("account", "ana", "ключ 🔑"), Record("token", "ana", None), Record("token", "none", None)])
    assert list(store.records("account").items()) == [("ana", "ключ 🔑"), ("rui", "2")]
    assert store.records("token") == {}


def test_what_is_new_takes_the_place_of_nothing(store):
    store.write([Record("version", "1", "ours")], new=True)
    with pytest.raises(StoreConflict):
        store.write([Record("version", "2", "theirs"), Record("version", "1", "theirs")], new=True)
    assert store.records("version") == {"1": "ours"}
    store.write([Record("version", "1", None)])
    store.write([Record("version", "1", "again")], new=True)
    assert store.records("version") == {"1": "again"}
