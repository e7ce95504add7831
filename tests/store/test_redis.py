"""What only a store that nodes share has: the lease, words, a relay, pictures."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from signage.errors import Fenced, StoreError
from signage.store import Record
from signage.store.redis import LENT_LASTS, LENT_PLACES
from signage.store.shared import AGENDA, EVERYTHING, LEASE, MAX_LENT, MAX_PICTURE, MAX_RELAYED, NOTE, RELAYED, Word

from .samples import T0, snapshot

LONG = timedelta(minutes=1)
LATER = T0 + timedelta(minutes=1)


@pytest.fixture
def nodes(redis_server):
    made = redis_server.store(node="one"), redis_server.store(node="two")
    yield made
    for store in made:
        store.close()


# The lease ------------------------------------------------------------------------------------------------------------


def test_one_node_has_the_lease_until_it_gives_it_back(nodes):
    one, two = nodes
    token = one.claim(LONG)
    assert (two.claim(LONG), one.claim(LONG), one.holder()) == (None, token, "one")
    two.release()
    assert one.holder() == "one"
    one.release()
    assert two.claim(LONG) > token


def test_an_emptied_store_leaves_the_lease_to_whoever_had_it_while_others_are_wary(nodes, redis_server):
    one, two = nodes
    token = one.claim(LONG)
    redis_server.say("FLUSHALL")
    assert two.claim(LONG, wary=True) == 0
    again = one.claim(LONG, token)
    assert again > token
    assert two.claim(LONG, wary=True) is None
    one.release()
    assert two.claim(LONG, wary=True) > again  # it was given back: nobody else thinks that he has it


def test_a_lease_runs_out(nodes):
    one, two = nodes
    token = one.claim(timedelta(milliseconds=1))
    while (other := two.claim(LONG)) is None:
        pass
    assert other > token


def test_a_token_is_greater_than_what_was_known_and_than_the_clock(nodes, redis_server):
    one, two = nodes
    clock = datetime.now(UTC).timestamp() * 1_000_000
    token = one.claim(LONG)
    assert token > clock
    redis_server.say("FLUSHALL")
    ahead = two.claim(LONG, least=token + 10**9)
    assert ahead == token + 10**9 + 1
    two.release()
    assert one.claim(LONG) == ahead + 1


def test_without_the_lease_nothing_of_the_agenda_is_written(nodes):
    one, two = nodes
    one.fence = one.claim(LONG)
    one.save(snapshot(1))
    two.fence = one.fence - 1
    for refused in (
        lambda: two.save(snapshot(2)),
        lambda: two.confirm(snapshot(1, confirmed_at=LATER)),
        lambda: two.put("held", "theirs", fenced=True),
    ):
        with pytest.raises(Fenced, match="another node has the lease"):
            refused()
    two.put("layout", "theirs")
    assert (two.load("evt"), two.load("evt").confirmed_at, two.get("held")) == (snapshot(1), T0, "")
    assert (two.get("layout"), two.state.reachable) == ("theirs", True)


def test_a_lease_that_ran_out_or_was_lost_writes_nothing_though_nobody_took_it(nodes, redis_server):
    one, _ = nodes
    one.fence = one.claim(LONG)
    redis_server.say("FLUSHALL")
    with pytest.raises(Fenced):
        one.save(snapshot(1))
    before, one.fence = one.fence, one.claim(LONG, least=one.fence)
    assert one.fence > before
    assert one.save(snapshot(1))


# Words ----------------------------------------------------------------------------------------------------------------


async def test_each_kind_of_change_is_heard_by_the_other_node_alone(nodes):
    one, two = nodes
    one.fence = one.claim(LONG)
    async with aclosing(one.words()) as own, aclosing(two.words()) as heard:
        assert await anext(heard) == await anext(own) == Word(EVERYTHING)
        one.save(snapshot(1))
        one.confirm(snapshot(1, confirmed_at=LATER))
        one.put("held", "much")
        one.put("held", "much")
        one.write([Record("account", "ana", "1"), Record("token", "t", "2"), Record("account", "rui", "3")])
        one.relay(b"\0report\n\xff")
        one.release()
        words = [await anext(heard) for _ in range(7)]
        two.put("mine", "1")
        assert await anext(own) == Word(NOTE, b"mine")
    assert words == [
        Word(AGENDA),
        Word(AGENDA),
        Word(NOTE, b"held"),
        Word("account"),
        Word("token"),
        Word(RELAYED, b"\0report\n\xff"),
        Word(LEASE),
    ]


async def test_after_a_lost_connection_everything_is_to_be_looked_at(nodes, redis_server):
    one, two = nodes
    async with aclosing(two.words()) as heard:
        await anext(heard)
        redis_server.say("CLIENT", "KILL", "TYPE", "pubsub")
        assert await asyncio.wait_for(anext(heard), 60) == Word(EVERYTHING)
        one.put("held", "much")
        assert await anext(heard) == Word(NOTE, b"held")


def test_what_is_too_large_is_not_sent(nodes):
    one, _ = nodes
    with pytest.raises(StoreError, match="more than nodes relay at once"):
        one.relay(b"x" * (MAX_RELAYED + 1))
    with pytest.raises(StoreError, match="more than a picture has"):
        one.put_picture("d", b"x" * (MAX_PICTURE + 1))


# Pictures, and keys ---------------------------------------------------------------------------------------------------


def test_pictures(nodes):
    one, two = nodes
    one.put_picture("abc", b"\x89PNG\xff")
    assert (two.picture("abc"), two.picture("none")) == (b"\x89PNG\xff", None)
    two.remove_picture("abc")
    assert one.picture("abc") is None


def test_what_is_lent_is_had_by_the_other_for_some_minutes_and_bounded_in_number_and_bytes(nodes, redis_server):
    one, other = nodes
    one.lend("layout a", b"text")
    assert (other.lent("layout a"), other.lent("layout b")) == (b"text", None)
    (key,) = redis_server.say("KEYS", "*:lent:*")
    assert 0 < redis_server.say("TTL", key) <= LENT_LASTS
    for number in range(500):
        one.lend(f"layout {number}", b"text")
    assert len(redis_server.say("KEYS", "*:lent:*")) <= LENT_PLACES
    with pytest.raises(StoreError, match="more than nodes lend"):
        one.lend("large", bytes(MAX_LENT + 1))


def test_events_on_one_server_share_nothing_and_each_is_in_one_place_of_a_cluster(redis_server):
    one, other = redis_server.store("evt"), redis_server.store("e{v}:t")
    one.fence, other.fence = one.claim(LONG), other.claim(LONG)
    one.save(snapshot(1))
    one.put("held", "much")
    one.write([Record("account", "ana", "1")])
    assert (other.load("evt"), other.get("held"), other.records("account")) == (None, "", {})
    keys = {key.decode() for key in redis_server.say("KEYS", "*")}
    assert all(key.startswith(("signage:{evt}:", "signage:{e%7Bv%7D%3At}:")) for key in keys)
    one.close()
    other.close()


def test_the_last_ten_of_each_event_are_kept(nodes, redis_server):
    one, _ = nodes
    one.fence = one.claim(LONG)
    numbers = [one.save(snapshot(version)) for version in range(12)]
    for part in ("bodies", "heads"):
        kept = redis_server.say("HKEYS", f"signage:{{evt}}:{part}:evt")
        assert sorted(map(int, kept)) == numbers[2:]


def test_a_snapshot_in_redis_that_cannot_be_read_falls_back_to_the_one_before(nodes, redis_server, caplog):
    one, _ = nodes
    one.fence = one.claim(LONG)
    _, second, third = (one.save(snapshot(version)) for version in range(3))
    redis_server.say("HSET", "signage:{evt}:bodies:evt", third, "damaged")
    redis_server.say("HSET", "signage:{evt}:heads:evt", second, '{"kind": "full"}')
    assert one.load("evt") == snapshot(0)
    assert len(caplog.records) == 2


def test_a_store_of_a_newer_release_is_left_alone(nodes, redis_server):
    one, _ = nodes
    one.put("key", "value")
    redis_server.say("SET", "signage:{evt}:format", 2)
    for refused in (lambda: one.get("key"), lambda: one.put("key", "other"), lambda: one.claim(LONG)):
        with pytest.raises(StoreError, match="its format is 2, known here is 1"):
            refused()
    redis_server.say("SET", "signage:{evt}:format", 1)
    assert one.get("key") == "value"
