"""Faults of upgrades, backups and deployment, each with its outcome."""

from __future__ import annotations

from .elsewhere import Elsewhere

OPERATING = [
    Elsewhere(
        "file of any earlier release",
        "moved forward, and kept beside as it was",
        "test_a_file_of_every_earlier_release_is_moved_forward",
    ),
    Elsewhere(
        "the same, and no room for the copy or no right to write it",
        "stays as it was; what is in it is shown",
        "test_where_no_copy_can_be_made_the_file_stays_as_it_was_and_is_read",
    ),
    Elsewhere(
        "file of a newer release, at the start",
        "refused in a sentence that names the ways out, and not touched; open walls go on by what they hold",
        "test_a_newer_file_is_refused_with_the_ways_out_and_stays_as_it_is",
    ),
    Elsewhere(
        "one bit flipped that makes the file seem newer",
        "damage as any other: set aside; what can be read is kept",
        "test_a_bit_that_makes_a_file_seem_newer_is_damage_and_stops_no_start",
    ),
    Elsewhere(
        "a backup is made while the server writes",
        "whole, as of one moment; the server is not held up",
        "test_a_backup_is_made_while_a_server_runs_and_has_what_was_written_last",
    ),
    Elsewhere(
        "no room for a backup, or it is killed",
        "the one before stays as it was",
        "test_a_backup_that_fails_leaves_the_one_before_and_nothing_else",
    ),
    Elsewhere(
        "`signage restore` while the server runs",
        "refused, and told which process has the folder",
        "test_a_running_server_s_folder_is_refused",
    ),
    Elsewhere(
        "a backup of another event",
        "refused; nothing has changed",
        "test_another_event_s_place_is_refused",
    ),
    Elsewhere(
        "a backup that is damaged or cut short",
        "refused; nothing has changed",
        "test_no_byte_of_an_archive_changes_anything_by_halves",
    ),
    Elsewhere(
        "`signage restore` while a node works on the store that several share",
        "refused, and told which; nothing has changed",
        "test_while_a_node_is_at_work_nothing_is_restored",
    ),
    Elsewhere(
        "a folder that cannot be moved while restoring",
        "what was moved before goes back; nothing has changed",
        "test_a_move_that_fails_takes_back_those_before",
    ),
    Elsewhere(
        "an event loop that is stuck, under systemd",
        "says nothing more: it is ended and started anew, and the log tells where it was",
        "test_a_loop_that_is_stuck_says_nothing_more_and_tells_where_when_it_is_ended",
    ),
]
