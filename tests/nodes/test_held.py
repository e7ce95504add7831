"""A change that is held back is seen, accepted and rejected at any node; everything is pulled at any node's word."""

from __future__ import annotations

from signage.sync.archive import ACCEPT, PULL, REJECT


async def test_it_is_seen_at_the_other_node_with_all_that_it_would_do(held):
    mine, theirs = held.a.sync.status, held.b.sync.status
    assert theirs.held == mine.held
    assert theirs.passes_in == mine.passes_in


async def test_it_is_accepted_at_the_other_node(held):
    digest = held.b.sync.status.held.bulk_change.digest
    assert held.b.sync.accept(digest)
    await held.b.sync.ask_others(ACCEPT, digest)
    await held.a.hears()
    await held.b.hears()
    assert held.a.shown[-1] == held.b.shown[-1] == []
    assert held.b.sync.status.held is None


async def test_it_is_rejected_at_the_other_node(held):
    digest = held.b.sync.status.held.bulk_change.digest
    assert held.b.sync.reject(digest)
    await held.b.sync.ask_others(REJECT, digest)
    await held.a.hears()
    assert held.a.sync.status.held.rejected
    held.pass_seconds(700)
    await held.a.claims()
    await held.a.sync.full()
    assert held.a.shown[-1] != []


async def test_what_was_rejected_stays_so_when_another_node_asks(held):
    held.a.sync.reject(held.a.sync.status.held.bulk_change.digest)
    await held.a.archive.write_notes()
    held.pass_seconds(700)
    await held.b.claims()
    await held.b.sync.full()
    assert held.b.sync.status.held.rejected
    assert held.b.shown[-1] != []


async def test_what_is_held_does_not_begin_its_wait_anew_when_another_node_asks(held):
    held.pass_seconds(590)
    await held.b.claims()
    assert held.b.sync.status.passes_in == 10
    held.pass_seconds(11)
    await held.b.claims()
    await held.b.claims()
    await held.b.sync.full()
    assert held.b.shown[-1] == []


async def test_everything_is_pulled_at_the_other_nodes_word(bench):
    bench.feed.asked.clear()
    await bench.b.sync.ask_others(PULL, "now")
    await bench.a.hears()
    asked = len(bench.feed.asked)
    assert asked > 0
    await bench.a.hears()
    assert len(bench.feed.asked) == asked
