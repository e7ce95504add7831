"""Faults of several nodes, whose tests stand by themselves."""

from __future__ import annotations

from .elsewhere import Elsewhere

NODES = [
    Elsewhere(
        "the node that asks the platform dies",
        "another asks within fifteen seconds, and goes on from what was saved",
        "test_a_dead_one_is_replaced_within_fifteen_seconds_and_the_agenda_goes_on",
    ),
    Elsewhere(
        "it is stopped",
        "another asks at once",
        "test_one_that_is_stopped_well_is_replaced_at_once",
    ),
    Elsewhere(
        "it cannot reach the store",
        "it stops asking by its own clock, no later than its lease ends",
        "test_one_that_cannot_renew_stops_by_its_own_clock",
    ),
    Elsewhere(
        "its lease ends in mid-pull",
        "the pull is given up, and the token with it",
        "test_a_lost_lease_gives_up_a_pull_that_is_under_way_and_its_token",
    ),
    Elsewhere(
        "it is paused for a minute in mid-pull",
        "it shows and writes nothing old",
        "test_one_that_was_paused_in_mid_pull_shows_and_writes_nothing_old",
    ),
    Elsewhere(
        "the gateway wants to be left alone, and another node asks next",
        "it is left alone as long",
        "test_the_next_one_leaves_the_gateway_alone_as_long_as_it_wants",
    ),
    Elsewhere(
        "a change is held back, and another node asks next",
        "it waits no longer for that, and what was rejected stays so",
        "test_what_is_held_does_not_begin_its_wait_anew_when_another_node_asks",
    ),
]
