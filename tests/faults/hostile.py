"""What somebody may do on purpose, or a feed that is out of its mind; each with its outcome and a test of its own."""

from __future__ import annotations

from .elsewhere import Elsewhere

HOSTILE = [
    Elsewhere(
        "4,000 sessions in one room on a day",
        "the 1,000 nearest to now, also later on; staff are told",
        "test_walls_follow_the_clock_and_staff_are_told_once",
    ),
    Elsewhere(
        "the same, which walls are to compute",
        "each session is looked at as it starts and ends",
        "test_twice_the_sessions_take_little_more_than_twice_the_work",
    ),
    Elsewhere(
        "an answer that is compressed to a fraction",
        "inflated up to the bound and no further",
        "test_inflating_ends_at_the_bound",
    ),
    Elsewhere(
        "a large answer, of sessions, of speakers or of a single one",
        "parsed in a process of its own and taken up in slices: no wall waits",
        "test_a_large_page_is_parsed_beside_the_loop_and_taken_up_line_by_line",
    ),
    Elsewhere(
        "JSON that takes more time or memory to parse than is given",
        "not used; the process that parses it is ended",
        "test_what_a_child_refuses_or_cannot_do_is_told",
    ),
    Elsewhere(
        "a folder or a file in it that other users may read or write",
        "closed to them at the start, and told",
        "test_what_was_open_to_others_is_closed_and_told",
    ),
    Elsewhere(
        "a lock that is a link to another file",
        "refused; what it leads to stays as it was",
        "test_the_lock_goes_through_no_link",
    ),
    Elsewhere(
        "a lock that another user made, to keep the server from starting",
        "refused, and told what to remove",
        "test_a_lock_of_another_user_is_refused",
    ),
    Elsewhere(
        "text from outside with control characters, marks that turn text round, or ends of lines",
        "escaped, in the log and in a terminal",
        "test_a_log_entry_is_one_line",
    ),
    Elsewhere(
        "another site's page, or a program without the token, tells the sandbox what happens next",
        "403",
        "test_control_is_for_who_has_the_token_and_no_page_of_others",
    ),
    Elsewhere(
        "a gateway that is asked by plain http, and is not this machine",
        "told at the start",
        "test_a_gateway_by_plain_http_is_told_of_at_the_start",
    ),
    Elsewhere(
        "one visitor asks without end, or sends a large body, through the nginx of our example",
        "429 or 413; streams of others are passed on as they come",
        "test_nginx_bounds_what_one_visitor_asks",
    ),
]
