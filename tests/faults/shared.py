"""Faults of the Redis that nodes share, whose tests stand by themselves."""

from __future__ import annotations

from .elsewhere import Elsewhere

OUTLIVES = "test_walls_outlive_a_redis_that_is"
SHARED = [
    Elsewhere(
        "one node is cut off from it",
        "its walls go on; once the lease has run out it does not ask the platform; `/readyz` stays 200 with a word, and"
        " it comes back by itself",
        "test_walls_of_a_node_that_is_cut_off_go_on_and_those_of_the_other_follow",
    ),
    Elsewhere(
        "one of two is cut off from it",
        "the same there; the other asks, and its walls follow",
        "test_walls_of_a_node_that_is_cut_off_go_on_and_those_of_the_other_follow",
    ),
    Elsewhere(
        "killed and started again, under one node and under two",
        "walls go on by what they have, and are right again by themselves; once the lease has run out the platform is"
        " not asked",
        OUTLIVES,
    ),
    Elsewhere("hanging, under one node and under two", "the same, after 5 s", OUTLIVES),
    Elsewhere(
        "hanging while a node is stopped (`SIGTERM`) or told to leave (`SIGUSR1`)",
        "it waits for no answer, and ends as soon as ever",
        "test_a_node_ends_though_redis_hangs",
    ),
    Elsewhere("refusing its password, under one node and under two", "as when it is killed", OUTLIVES),
    Elsewhere(
        "failed over: its address leads to what is a replica now, under one node and under two",
        "the same, until its address leads to the new master",
        OUTLIVES,
    ),
    Elsewhere(
        "slow, under one node and under two",
        "walls follow, later by as much; nothing is told",
        "test_walls_follow_though_redis_answers_slowly",
    ),
    Elsewhere(
        "its master killed, with a Sentinel",
        "writes go on at the new master; no token and no number comes twice",
        "test_writes_go_on_at_the_new_master_and_no_token_comes_twice",
    ),
    Elsewhere(
        "away while a node is restarted",
        "it shows the copy of the last agenda in its own data folder",
        "test_a_node_that_starts_while_redis_is_away_shows_what_it_showed",
    ),
    Elsewhere(
        "full, under one node and under two",
        "the walls of the node that asks follow; those of others keep what was saved last, and tell its age",
        OUTLIVES,
    ),
    Elsewhere(
        "emptied, under one node and under two",
        "they write back what they have; tokens and numbers go on rising",
        "test_what_a_redis_lost_that_was_emptied_is_written_into_it_again",
    ),
    Elsewhere("killed and started again, its data kept", "all that was written is there", "test_killed_and_restarted"),
    Elsewhere(
        "it hangs",
        "an error after 5 s, then none is waited for; the event loop waits for none",
        "test_one_that_hangs_costs_a_bounded_wait_and_then_none",
    ),
    Elsewhere("slow answers", "waited for, up to 5 s", "test_slow_answers_are_waited_for"),
    Elsewhere(
        "full: what can be done all the same",
        "reading, and prolonging the lease; a write is refused as a whole",
        "test_a_full_one_is_read_on_and_its_state_stays_until_it_is_written_again",
    ),
    Elsewhere(
        "full, and the node that asks dies",
        "nobody can take its lease until there is room, which is told once; walls go on",
        "test_a_full_one_in_which_no_lease_can_be_taken_is_told_once",
    ),
    Elsewhere(
        "no room on its disk",
        "its refusal, and what to look at",
        "test_a_disk_on_which_it_cannot_save",
    ),
    Elsewhere(
        "rights that are too few",
        "its refusal; those of the page for operators are enough",
        "test_the_rights_that_the_page_for_operators_gives_are_enough_and_fewer_are_told",
    ),
    Elsewhere(
        "written by a newer release",
        "refused in a sentence, and left as it is",
        "test_a_store_of_a_newer_release_is_left_alone",
    ),
    Elsewhere(
        "a snapshot damaged",
        "the one before",
        "test_a_snapshot_in_redis_that_cannot_be_read_falls_back_to_the_one_before",
    ),
    Elsewhere(
        "a connection that is lost while words are said",
        "everything is looked at anew",
        "test_after_a_lost_connection_everything_is_to_be_looked_at",
    ),
    Elsewhere(
        "leases taken, lost, run out and forgotten in any order",
        "nothing is written by any but the newest",
        "test_nothing_is_written_by_a_token_that_is_not_the_newest",
    ),
    Elsewhere(
        "an answer of the platform that could not be saved, and another node asks next",
        "walls that show it stay until that node knows it too",
        "test_when_another_asks_next_walls_stay_until_that_one_knows_it_too",
    ),
    Elsewhere(
        "Redis hangs while an answer of the platform is saved, for longer than the lease lasts",
        "the node's walls keep what it learnt, also when it asks again and Redis has only what was before",
        "test_nor_where_the_lease_ended_while_the_store_gave_no_answer",
    ),
    Elsewhere(
        "Redis hangs while an answer of the platform is saved, and the node ends that, as its lease has ended",
        "the same",
        "test_nor_where_its_tick_was_ended_while_the_store_gave_no_answer",
    ),
    Elsewhere(
        "two nodes: the one that asks killed or paused in mid-pull, the other paused, Redis restarted, hanging or"
        " emptied, at random moments, 50 times in `make soak`",
        "no wall goes back or loses a session, all are right again by themselves, and the platform is never asked by"
        " two",
        "test_walls_of_both_nodes_are_right_whatever_strikes",
    ),
]
