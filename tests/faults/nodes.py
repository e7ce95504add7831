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
    Elsewhere(
        "two of staff save a layout at two nodes at once",
        "one is refused, and sees what the other saved",
        "test_of_two_saves_at_once_one_is_refused_before_it_changed_anything",
    ),
    Elsewhere(
        "a node starts with an old screens.yaml",
        "it shows what the others do, and writes that into its file",
        "test_a_node_that_starts_with_an_old_file_rolls_nobody_back",
    ),
    Elsewhere(
        "a node's screens.yaml cannot be written",
        "it shows what the others do all the same",
        "test_a_file_that_cannot_be_written_stays_and_is_no_edit",
    ),
    Elsewhere(
        "a takeover is sent at a node that is cut off from the store",
        "on its walls at once, on the others' when it is back",
        "test_a_takeover_that_is_sent_while_its_node_is_cut_off_reaches_the_other_when_it_is_back",
    ),
    Elsewhere(
        "the store is emptied",
        "each node writes into it what it lacks; an empty one overwrites nothing",
        "test_an_emptied_store_is_filled_again_by_what_nodes_know",
    ),
    Elsewhere(
        "a display moves to another node",
        "it is there all the while, and hears orders there",
        "test_one_that_moves_to_the_other_node_is_there_all_the_while",
    ),
    Elsewhere(
        "a TV shows a code of one node, and staff type it at another",
        "found and bound there; whichever node the TV asks sends it to its screen",
        "test_each_request_of_tv_and_staff_may_reach_another_node",
    ),
    Elsewhere(
        "nodes do not hear each other of such a code",
        "the TV brings it: its ticket holds all that a node has to know",
        "test_the_tv_itself_brings_its_code_to_a_node_that_has_not_heard_of_it",
    ),
    Elsewhere(
        "a TV is paired while Redis is away",
        "by the codes that a node knows, or that the TV brings; of others it says that it is cut off",
        "test_without_redis_a_tv_is_paired_all_the_same_and_staff_are_told_what_is_wrong",
    ),
    Elsewhere(
        "a sign-in at an identity provider comes back to another node",
        "it ends there",
        "test_a_sign_in_at_a_provider_that_begins_at_one_ends_at_the_other",
    ),
    Elsewhere(
        "somebody signs in at one node, and the next request reaches another",
        "known there at once",
        "test_whoever_signs_in_at_one_is_known_at_the_other_by_the_very_next_request",
    ),
    Elsewhere(
        "a message or a layout is tried at one node, and its walls are asked for at another",
        "drawn there",
        "test_a_message_and_a_layout_that_are_tried_at_one_are_drawn_at_the_other",
    ),
    Elsewhere(
        "a node dies with its displays' streams",
        "those that do not come back are missed at the others",
        "test_the_streams_of_a_node_that_died_are_over",
    ),
    Elsewhere(
        "Redis dies with all that it holds, and comes back empty",
        "every node serves on and says so, and fills it again; what was done meanwhile reaches the others",
        "test_redis_dies_with_all_it_holds_and_comes_back_empty",
    ),
    Elsewhere(
        "a picture is added at a node that is cut off",
        "it is in the others' folders once that node is back",
        "test_one_that_was_added_while_cut_off_comes_when_the_node_is_back",
    ),
    Elsewhere(
        "a display moves to a node that lags behind",
        "it goes on with what it has; the node sends the time alone until it has caught up",
        "test_a_node_that_lags_sends_the_time_alone_until_it_has_looked",
    ),
    Elsewhere(
        "a node is told to leave (`SIGUSR1`)",
        "not ready; another node asks; its streams end one by one, then it does",
        "test_a_node_that_leaves_is_not_ready_and_ends_connections_and_streams_and_itself",
    ),
    Elsewhere(
        "nodes are restarted one after the other, behind nginx or Caddy",
        "every change is on every wall, and every page is answered",
        "test_a_rolling_restart_behind_a_balancer_loses_no_change",
    ),
]
