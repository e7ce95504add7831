"""Faults whose tests stand by themselves, each with its outcome."""

from __future__ import annotations

from typing import NamedTuple


class Elsewhere(NamedTuple):
    """A fault whose test stands by itself; `test` is its name, which no other test has."""

    fault: str
    outcome: str
    test: str


TOKENS = [
    Elsewhere(
        "token expired or revoked",
        "replaced without a word",
        "test_expired_and_revoked_tokens_are_replaced_without_a_word",
    ),
    Elsewhere(
        "exchange down while the token lives",
        "nothing is seen of it until the token dies",
        "test_the_exchange_may_be_down_while_the_token_lives",
    ),
    Elsewhere(
        "secrets quoted by the gateway",
        "concealed in every text",
        "test_only_tokens_and_sessions_are_asked_for_and_secrets_stay_where_they_are",
    ),
    Elsewhere(
        "certificate of nobody known",
        "as a refused connection; nothing is sent",
        "test_a_certificate_that_nobody_knows",
    ),
    Elsewhere(
        "redirect with the token in hand",
        "not followed: the other host hears nothing",
        "test_a_redirect_takes_no_token_elsewhere",
    ),
]
FEED_TOO = [
    Elsewhere(
        "what the same feed adds or moves besides",
        "waits with what is held",
        "test_what_comes_along_with_what_is_held_waits_too",
    ),
    Elsewhere(
        "the gateway's clock is off, up to a day either way",
        "changes come all the same",
        "test_the_gateways_clock_may_be_wrong",
    ),
    Elsewhere(
        "pages that shift while they are read",
        "upserted; nothing is removed by it",
        "test_a_page_that_shifts_is_not_whole",
    ),
    Elsewhere(
        "a session is gone, and the gateway fails when it is asked for by id",
        "gone with the next window, which pulls the whole; until then nothing is confirmed, and staff are told",
        "test_where_no_session_can_be_asked_for_by_id_the_whole_tells_what_is_gone",
    ),
    Elsewhere(
        "pages that repeat",
        "the pull ends; nothing is removed by it",
        "test_pages_that_repeat_end",
    ),
    Elsewhere(
        "zone changed, times without offset",
        "re-read at once, without a hold",
        "test_another_zone_moves_naive_times_at_once",
    ),
    Elsewhere(
        "the same while the server was stopped",
        "re-read at the start, without a hold",
        "test_another_zone_at_a_restart_moves_naive_times_at_once",
    ),
    Elsewhere(
        "`day_ends` changed while the server was stopped",
        "sessions of whole days are read anew at the start: none is moved",
        "test_another_end_of_the_day_at_a_restart_moves_no_session_of_whole_days",
    ),
    Elsewhere(
        "a restart after records that cannot be read",
        "staff still know of them",
        "test_what_cannot_be_read_of_records_is_known_after_a_restart",
    ),
    Elsewhere(
        "the gateway's address changed while the server was stopped, the event's id the same",
        "replaced as soon as the new one answers, without a hold; nothing is marked",
        "test_what_another_gateway_had_under_the_same_name_is_replaced_as_another_event_is",
    ),
    Elsewhere(
        "`signage accept` while something is held",
        "taken by the next window",
        "test_what_is_held_is_accepted_from_the_command_line",
    ),
]
STORE = [
    Elsewhere(
        "SIGKILL while saving, 1,000 times",
        "nothing that was saved is lost, no start fails",
        "test_a_saving_process_killed_at_random_moments_loses_nothing",
    ),
    Elsewhere(
        "SIGKILL of the whole server, 20 times",
        "the same sessions without a gateway",
        "test_a_server_killed_at_random_moments_starts_with_what_it_had",
    ),
    Elsewhere(
        "disk full",
        "walls follow; staff are told once; saved again when there is room",
        "test_a_full_disk_stops_no_wall_and_is_told_once",
    ),
    Elsewhere(
        "read-only folder",
        "what is in it is shown; staff are told",
        "test_a_read_only_folder_still_shows_what_is_in_it",
    ),
    Elsewhere(
        "the same after a kill, the last agenda not yet in the file itself",
        "the last agenda",
        "test_a_read_only_folder_shows_what_was_saved_last_before_a_kill",
    ),
    Elsewhere(
        "a folder that cannot be used at all",
        "walls from the gateway; staff are told",
        "test_a_data_folder_that_cannot_be_used_stops_no_wall",
    ),
    Elsewhere(
        "file damaged at the start",
        "set aside; what can be read is kept",
        "test_a_damaged_file_stops_no_start",
    ),
    Elsewhere(
        "file damaged while running",
        "replaced by the next save",
        "test_a_file_that_is_damaged_while_running_is_replaced",
    ),
    Elsewhere(
        "the same, while nothing changes",
        "the agenda is saved again within a minute",
        "test_a_file_that_is_damaged_while_nothing_is_learnt_is_replaced_by_what_it_held",
    ),
    Elsewhere(
        "one bit of the file flipped, at the start or while running",
        "the last agenda that can be read; whatever is learnt is saved again, in a new file where need be",
        "test_no_bit_of_the_database_stops_a_wall_for_good",
    ),
    Elsewhere(
        "a note in it is damaged",
        "as if it were not there; staff are told",
        "test_a_damaged_note_stops_no_start",
    ),
    Elsewhere(
        "data folder lost, and no gateway",
        "open walls keep what they show",
        "test_walls_keep_what_they_show_when_the_server_comes_back_with_nothing",
    ),
    Elsewhere(
        "the same, and a layout saved that loads pages anew",
        "open walls keep what they show, with its age, until the agenda is back",
        "test_a_server_that_lost_its_agenda_takes_nothing_away",
    ),
    Elsewhere(
        "the same, and a display restarts",
        "what its device kept, where a worker may run",
        "test_a_server_that_lost_its_agenda_takes_nothing_from_the_device",
    ),
    Elsewhere(
        "a second server on the same folder",
        "refused, and told which process has it",
        "test_what_serve_says_and_a_second_one_is_refused",
    ),
]
LAYOUT = [
    Elsewhere(
        "broken file at a restart",
        "the last good form, from the data folder",
        "test_a_save_of_the_layout_is_on_the_walls_within_a_second",
    ),
    Elsewhere(
        "one bad screen at a restart",
        "its last good form; its neighbours move on",
        "test_a_broken_file_at_start_leaves_the_last_good_form",
    ),
    Elsewhere(
        "a save in pieces",
        "nothing is read until it is whole",
        "test_what_is_seen_once_only_was_still_being_written",
    ),
    Elsewhere(
        "saves while the gateway keeps us waiting",
        "each on the walls at once; fetching follows when it may",
        "test_a_gateway_that_keeps_us_waiting_holds_up_no_save_of_the_layout",
    ),
]
STREAMS = [
    Elsewhere(
        "a reader that pauses and goes on",
        "misses nothing",
        "test_a_reader_that_pauses_and_goes_on_misses_nothing",
    ),
    Elsewhere(
        "nginx before a compressed stream, with an outage, and a display that is suspended",
        "each change is shown, in engines of 2016 as in today's",
        "test_a_compressed_stream_tells_of_changes_through_nginx_an_outage_and_a_suspension",
    ),
    Elsewhere(
        "a reader that stops",
        "delays no other, is dropped",
        "test_a_reader_that_stops_delays_no_other_costs_little_and_is_dropped",
    ),
    Elsewhere(
        "more streams than the hub takes",
        "told to come back; no error status",
        "test_a_stream_too_many_is_told_to_come_back_and_harms_no_other",
    ),
    Elsewhere(
        "more connections than the limit",
        "closed; no other is harmed",
        "test_connections_beyond_the_limit_are_closed_and_harm_no_other",
    ),
    Elsewhere(
        "one address takes all it can",
        "its share, and no more",
        "test_an_address_has_no_more_connections_than_its_share",
    ),
    Elsewhere(
        "strangers fill the server while the walls' network is down",
        "the walls find their places kept",
        "test_walls_that_come_back_find_their_places_kept_also_among_connections",
    ),
    Elsewhere(
        "strangers open previews and pages that do not exist",
        "they share half of the streams",
        "test_previews_and_what_does_not_exist_share_half_of_the_places",
    ),
    Elsewhere(
        "of several events, a file that cannot be read, also at a restart; two files of one event",
        "told; the others are served, and it is once it is mended; a restart shows its last good layout",
        "test_a_bad_file_stops_no_other_event_and_is_tried_again",
    ),
    Elsewhere(
        "of several events, one that strangers flood with streams",
        "takeovers reach the walls of the others, which find their places kept",
        "test_a_flood_at_one_event_leaves_the_walls_of_another_their_places",
    ),
    Elsewhere(
        "of several events, credentials of one that are wrong",
        "told without their values; the others are served, and it is once they are mended",
        "test_credentials_that_are_wrong_stop_no_other_event",
    ),
    Elsewhere(
        "a request for what lies outside of the base path",
        "404; uploads and health checks below it work",
        "test_what_lies_elsewhere_is_not_answered",
    ),
    Elsewhere(
        "a forged X-Forwarded-For",
        "counts from a named proxy only",
        "test_only_a_proxy_that_was_named_tells_who_asks",
    ),
    Elsewhere(
        "more previews than can be composed",
        "503, to be tried again; walls are served",
        "test_whoever_comes_when_too_many_wait_is_told_to_try_again",
    ),
    Elsewhere(
        "a preview that takes too long",
        "refused; its process is ended",
        "test_a_page_that_takes_too_long_is_refused_and_its_process_ended",
    ),
    Elsewhere(
        "the previews' process dies",
        "another follows",
        "test_a_process_that_died_is_followed_by_another",
    ),
    Elsewhere(
        "`?at=` of a day long ago",
        "the nearest that something is known of, and a line that says so",
        "test_of_days_that_nothing_can_be_known_of_the_nearest_is_shown",
    ),
    Elsewhere(
        "thousands of names that do not exist",
        "one page and one topic for all",
        "test_pages_that_do_not_exist_are_composed_once",
    ),
    Elsewhere("two Host headers, or none", "400", "test_a_request_names_one_host"),
    Elsewhere(
        "a body that goes on after an early answer",
        "dropped, or the connection closed; never a second answer",
        "test_a_request_that_was_answered_early_gets_no_second_answer",
    ),
    Elsewhere(
        "a request hidden in the rest of one that was answered early",
        "is no request",
        "test_what_is_left_of_a_request_that_was_answered_early_is_no_part_of_the_next",
    ),
    Elsewhere("a head or a line without end", "431", "test_a_head_is_bounded"),
    Elsewhere("a head of 16 KB, and of one byte more", "200, 431", "test_a_head_may_have_16_kb_to_the_byte"),
    Elsewhere("a body without end", "413", "test_a_body_is_bounded"),
    Elsewhere(
        "a request that does not end",
        "cut after ten seconds",
        "test_a_request_that_does_not_come_to_an_end_is_cut",
    ),
    Elsewhere(
        "no HTTP at all",
        "400, not a word in the log",
        "test_what_is_no_request_is_refused_without_a_word_in_the_log",
    ),
    Elsewhere(
        "SIGTERM with a hundred open streams",
        "gone within two seconds",
        "test_sigterm_with_a_hundred_open_streams",
    ),
]
TIME = [
    Elsewhere(
        "days with a change of the clock, half-hour zones",
        "as long as they are",
        "test_when_days_begin_and_how_long_they_are",
    ),
    Elsewhere(
        "sessions after midnight, year end, leap day",
        "belong to the right day of the event",
        "test_which_day_an_instant_belongs_to",
    ),
    Elsewhere(
        "any instant in any zone",
        "belongs to exactly one day",
        "test_every_instant_belongs_to_exactly_one_day",
    ),
    Elsewhere("times without an offset", "event time", "test_times"),
    Elsewhere(
        "system clock set by hours while running",
        "the ticks go on at once",
        "test_a_clock_that_was_set_stops_nothing",
    ),
    Elsewhere(
        "system clock set by hours, both ways",
        "walls show what is on by the new clock, and follow the gateway",
        "test_a_clock_that_is_set_while_walls_are_open",
    ),
    Elsewhere(
        "system clock set by hours while the gateway is away",
        "the agenda's age is never less than it is",
        "test_a_clock_that_is_set_while_the_gateway_is_away_makes_no_agenda_younger",
    ),
    Elsewhere(
        "restart with the clock behind, and no gateway",
        "the last agenda, marked as old at once",
        "test_a_restart_with_the_clock_behind_shows_the_age_at_once",
    ),
    Elsewhere(
        "summer time begins and ends during the event",
        "now and next on either side of it",
        "test_a_night_in_which_the_clocks_change",
    ),
    Elsewhere(
        "a wall without a server for longer than the days it knows, at an event that goes on",
        "says that the programme follows; calls no room free",
        "test_a_wall_that_hears_of_nothing_calls_no_room_free_on_a_day_it_does_not_know",
    ),
    Elsewhere(
        "a late start after a stall",
        "once, and not never",
        "test_late_is_better_than_never_and_once_is_enough",
    ),
    Elsewhere(
        "a fortnight with random faults (`make soak`)",
        "every frame as the model has it",
        "test_a_fortnight_with_random_faults",
    ),
]
PROGRAM = [
    Elsewhere(
        "a picture that takes for ever to decode",
        "shown once it is decoded, in a process with limits; no save waits for it",
        "test_a_picture_that_takes_for_ever_holds_up_no_save",
    ),
    Elsewhere(
        "media or theme files that come and go, or cannot be looked at",
        "told once; they are looked at again a second later",
        "test_a_look_at_the_venues_files_that_fails_is_told_once_and_is_not_the_last",
    ),
    Elsewhere(
        "a turn of the day that fails",
        "told once; turned a second later",
        "test_a_day_that_could_not_be_turned_is_turned_a_second_later",
    ),
    Elsewhere(
        "a note that cannot be written: addresses of rooms, the last good layout",
        "nobody waits for it; it is written once the data folder can be used",
        "test_a_note_that_cannot_be_written_holds_nobody_up_and_is_written_later",
    ),
]
ELSEWHERE = [*PROGRAM, *TOKENS, *FEED_TOO, *STORE, *LAYOUT, *STREAMS, *TIME]
