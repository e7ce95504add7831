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
        "20,000 sessions that come, or change, at once",
        "put into the agenda beside the loop: walls have their turns meanwhile",
        "test_an_answer_of_20_000_sessions_is_taken_over_beside_the_loop",
    ),
    Elsewhere(
        "the same, and half of them stood elsewhere before",
        "what is known of each is carried on beside the loop",
        "test_where_20_000_sessions_stood_before_is_carried_on_beside_the_loop",
    ),
    Elsewhere(
        "20,000 sessions of which more than half are moved at once",
        "the bulk change is found and held beside the loop",
        "test_a_bulk_change_of_20_000_sessions_is_found_and_held_beside_the_loop",
    ),
    Elsewhere(
        "a layout that is saved with 20,000 sessions, twice as many in each room as are shown",
        "what follows from both is worked out beside the loop; what becomes current meanwhile is kept",
        "test_a_layout_that_is_saved_with_20_000_sessions_is_worked_out_beside_the_loop",
    ),
    Elsewhere(
        "views of 20,000 sessions, which take seconds",
        "rendered in slices of 30 ms, each of which begins where the last one ended",
        "test_a_slice_begins_where_the_last_one_ended",
    ),
    Elsewhere(
        "a start with 20,000 sessions that another release has kept",
        "read anew beside the loop",
        "test_an_agenda_of_20_000_sessions_that_another_release_has_kept_is_read_anew_beside_the_loop",
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
    Elsewhere(
        "pictures that are few bytes and minutes of work, one after another",
        "given up after ten seconds of a process of its own, which stands behind the server",
        "test_a_picture_that_takes_for_ever_is_given_up",
    ),
    Elsewhere(
        "a restart while such a picture is decoded",
        "the picture is given up at once",
        "test_a_program_that_ends_waits_for_no_picture",
    ),
    Elsewhere(
        "requests for pictures that nobody named",
        "404 by one look-up: nothing is decoded, no folder read, no thread taken",
        "test_who_guesses_names_has_nothing_decoded_and_no_folder_read",
    ),
    Elsewhere(
        "requests without end for what there is not",
        "one list of pages for all, rendered once; names are looked at no further than names go",
        "test_the_list_of_pages_is_made_once_for_all_who_ask_for_what_there_is_not",
    ),
    Elsewhere(
        "streams of any number of days",
        "all on one topic: they tell the time, and to load again",
        "test_the_stream_of_another_time_tells_to_load_again_once_anything_is_another",
    ),
    Elsewhere(
        "displays without number that come back after a change",
        "what they lack is put together once",
        "test_what_streams_begin_with_is_put_together_once_for_all_that_have_the_same",
    ),
    Elsewhere(
        "thousands of requests in the same moment, for streams or for pages",
        "64 are begun in each turn of the loop, and neither kind keeps the other out",
        "test_streams_and_pages_share_each_turn",
    ),
    Elsewhere(
        "the same, for something that takes long to answer",
        "as few are begun in each turn as it has time for, whatever they ask for",
        "test_so_many_are_begun_in_a_turn_as_it_has_time_for",
    ),
    Elsewhere(
        "streams that each name others of a page's own revisions",
        "32 of these get an opening of their own, all others the whole one, which is there once",
        "test_of_pages_that_have_some_of_what_is_shown_only_so_many_get_an_opening_of_their_own",
    ),
    Elsewhere(
        "codes of TVs that are to be drawn again and again, for hosts of 4,000 characters",
        "each is drawn once, and for no longer host than there is",
        "test_a_code_is_drawn_once_and_for_no_longer_host_than_there_is",
    ),
    Elsewhere(
        "thousands who say that they are displays of a page, while staff look at a list of all",
        "what should be on that page is found out once; walls have their turns between the pages",
        "test_what_should_be_on_a_page_is_found_out_once_for_all_of_its_displays",
    ),
    Elsewhere(
        "so many that each list of them would take long",
        "a thousand are told of one screen, those first that staff have named or paired, and a number",
        "test_of_thousands_of_displays_of_a_screen_those_are_told_that_staff_know",
    ),
    Elsewhere(
        "thousands who say so, and leave at once",
        "each screen's displays are counted by their states: nobody looks at all of them for each",
        "test_thousands_of_displays_that_leave_a_screen_at_once_are_counted_and_not_looked_through",
    ),
    Elsewhere(
        "a report under another id each time, while a message is on the walls",
        "no more displays are followed with it than are known",
        "test_displays_that_nobody_knows_any_longer_are_followed_no_further",
    ),
    Elsewhere(
        "10,000 who say that they are walls from each of two addresses of one laptop, and leave",
        "no more places are kept than there are, to those who came first; a fifth stays for whoever comes anew",
        "test_walls_that_were_made_up_shut_out_nobody_once_they_are_gone",
    ),
    Elsewhere(
        "an operator's stolen token that sends banners, or sends and ends them, without end",
        "takeovers have places of their own",
        "test_what_operators_send_keeps_no_emergency_from_the_walls",
    ),
    Elsewhere(
        "a member of staff's stolen cookie, and all that takes long on their page",
        "one such is begun in a turn of the loop, and the next one after as long as that took",
        "test_after_what_took_long_the_next_of_its_kind_waits_for_as_long",
    ),
    Elsewhere(
        "requests on thousands of connections, while staff send an emergency from elsewhere",
        "addresses take turns",
        "test_nobody_waits_behind_all_that_another_address_asks_for",
    ),
    Elsewhere(
        "connections, as fast as they can be made, while staff send an emergency from elsewhere",
        "all are taken out of the system's queue at once, and addresses take turns",
        "test_who_comes_from_elsewhere_is_heard_before_thousands_who_came_first",
    ),
    Elsewhere(
        "thousands of streams that come and go",
        "a connection that ends leaves nothing that Python has to search for",
        "test_a_connection_that_ends_leaves_no_cycle",
    ),
    Elsewhere(
        "requests for what takes long, each cut before its answer",
        "nobody's turn: what nobody waits for is not begun",
        "test_whoever_has_gone_takes_no_turn",
    ),
    Elsewhere(
        "a body in thousands of pieces of one byte",
        "413 from the sixty-fifth on",
        "test_a_body_comes_in_few_pieces_or_large_ones",
    ),
    Elsewhere(
        "answers that nobody reads, and the next is asked for",
        "the connection is closed",
        "test_whoever_does_not_read_an_answer_gets_no_further_one",
    ),
    Elsewhere(
        "a member of staff's stolen cookie on a thousand connections that read nothing",
        "64 MB of answers that nobody shares wait; of more the address that has most of it loses the oldest connection",
        "test_answers_that_nobody_shares_and_nobody_reads_are_bounded_in_bytes",
    ),
    Elsewhere(
        "the same, where each asks for a wall as it is now",
        "one is made at a time, of a few hundred that may wait; the rest gets 503",
        "test_walls_that_thousands_ask_to_look_at_are_made_one_at_a_time",
    ),
    Elsewhere(
        "a stranger who asks for codes of TVs, from the venue's own network or from thousands of addresses",
        "every code that a TV shows stays good",
        "test_no_code_on_a_tv_is_pushed_out_by_strangers_of_its_own_network",
    ),
    Elsewhere(
        "headers that come after a body, such as a proxy would have removed from before it",
        "400",
        "test_headers_after_the_body_are_refused",
    ),
    Elsewhere(
        "a chunked body whose framing, or a header after it, never ends",
        "refused when that is more than a head may have besides the body",
        "test_what_goes_around_a_chunked_body_is_bounded",
    ),
    Elsewhere(
        "streams that name revisions by chance, in up to 16 KB",
        "answered alike, and kept once",
        "test_what_a_page_may_have_by_chance_is_answered_alike_and_kept_once",
    ),
    Elsewhere(
        "readers of streams that take no compression, and stop reading",
        "a socket and references each: the megabytes that they do not read are there once",
        "test_readers_that_stop_share_what_they_do_not_read",
    ),
    Elsewhere(
        "a screens.yaml of 20,000 and more bad entries",
        "the first hundred are told, and a number",
        "test_of_tens_of_thousands_of_bad_entries_the_first_are_told_and_a_number_within_a_second",
    ),
    Elsewhere(
        "a framed page that does not answer",
        "given up after ten seconds in all; others are shown meanwhile",
        "test_a_page_that_does_not_answer_keeps_no_other_from_the_walls",
    ),
    Elsewhere(
        "a framed page that leads elsewhere",
        "followed to hosts that staff list, and no other; five times at most",
        "test_a_redirect_is_followed_to_hosts_that_are_listed_and_no_other",
    ),
    Elsewhere("a framed page that sets cookies", "none is sent back", "test_no_cookie_is_sent_back"),
    Elsewhere(
        "a link in `media/` that leads out of it",
        "refused; staff are told",
        "test_a_link_is_followed_inside_the_folder_only",
    ),
    Elsewhere(
        "the same in `theme/`",
        "refused; our own template in its place",
        "test_a_link_that_leads_out_of_the_folder_is_not_followed",
    ),
    Elsewhere(
        "an SVG that runs script, or fetches by `image()`, `src()`, `xml:base`, an animated reference",
        "refused; staff are told",
        "test_a_drawing_that_runs_or_fetches_is_refused",
    ),
    Elsewhere(
        "an SVG with a document type elsewhere",
        "shown without it",
        "test_a_document_type_elsewhere_is_left_out",
    ),
    Elsewhere(
        "an SVG that means nothing without that, such as by parameter entities",
        "refused, in place of a broken image; staff are told",
        "test_what_means_nothing_without_its_document_type_is_refused",
    ),
    Elsewhere(
        "a backup with paths that lead out of its folder, links, names twice, more than a disk has, a store that acts",
        "refused; nothing of it is used, nothing has changed",
        "test_what_is_no_sound_backup_changes_nothing",
    ),
    Elsewhere(
        "a screens.yaml that writes to a terminal",
        "escaped in what commands say",
        "test_check_says_what_screens_yaml_holds_without_obeying_it",
    ),
    Elsewhere(
        "a command line that does",
        "escaped in complaints about it",
        "test_complaints_about_the_command_line_do_not_obey_it",
    ),
    Elsewhere(
        "two `Host`, or none in HTTP/1.1",
        "400",
        "test_a_request_names_one_host",
    ),
    Elsewhere(
        "HTTP/0.9, HTTP/2.0, or what begins a connection of HTTP/2",
        "400",
        "test_what_is_no_request_is_refused_without_a_word_in_the_log",
    ),
    Elsewhere(
        "a head of a byte more than 16,384",
        "431",
        "test_a_head_may_have_16_kb_to_the_byte",
    ),
    Elsewhere(
        "a body in pieces that turns out larger than it may be",
        "413; the application is handed no more than it may have",
        "test_the_application_is_handed_no_more_of_a_body_than_it_may_have",
    ),
    Elsewhere(
        "strangers who ask for more pages of other times than can be composed",
        "staff have a queue, and a process, of their own",
        "test_strangers_who_ask_for_other_times_keep_no_staff_from_them",
    ),
    Elsewhere(
        "a notice that is saved while every page is to be rendered anew",
        "on every wall before the first of them is",
        "test_notices_are_on_every_wall_before_any_view_is_rendered",
    ),
    Elsewhere(
        "a request under a name that is not this server's",
        "the same answer to the byte, with `address:` and without: nothing is built of it",
        "test_no_answer_depends_on_the_name_that_a_request_gives_the_server",
    ),
    Elsewhere(
        "an answer without `Cache-Control` or another of our headers",
        "there is none",
        "test_every_answer_carries_its_headers",
    ),
    Elsewhere(
        "the same of what is refused before it is a request",
        "not to be stored, too",
        "test_what_is_refused_is_stored_nowhere",
    ),
    Elsewhere(
        "the audit of dependencies reaches no service",
        "it fails, unless told that it is offline",
        "test_an_audit_that_could_ask_nobody_fails_unless_told",
    ),
    Elsewhere(
        "a fault that gets out of the server",
        "the unit may write its state folder and nothing else, within 4 GB and without privileges",
        "test_systemd_understands_the_unit_and_finds_it_shut",
    ),
]
