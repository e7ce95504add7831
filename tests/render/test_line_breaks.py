"""Where lines may break: between words without spaces, after a slash; not before a dash, a French sign or a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.render.language import bidi
from signage.render.line_breaks import BREAK, JOINT, numbered, with_breaks


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("การจัดการน้ำในเมือง", ["การ", "จัดการ", "น้ำ", "ใน", "เมือง"]),
        ("Room 2 ห้องประชุม", ["Room 2 ห้อง", "ประชุม"]),
        ("မြန်မာစာ", ["မြန်မာ", "စာ"]),
        ("ພາສາເລົາ", ["ພາສາ", "ເລົາ"]),
        ("កម្ពុជាជាប្រទេសមួយ", ["កម្ពុជា", "ជា", "ប្រទេស", "មួយ"]),
        ("Hall A", ["Hall A"]),
        ("Dynamic/InvokeDynamic", ["Dynamic/", "InvokeDynamic"]),
        ("TCP/IP, A/B and 2025/2026", ["TCP/IP, A/B and 2025/2026"]),
        ("at https://talks.org/a_talk?id=7&as=12", ["at https://", "talks.", "org/a_", "talk?", "id=7&", "as=12"]),
        ("mailto:summit-2026@example.org", ["mailto:summit-", "2026@example.", "org"]),
        ("see (example.org/talks/open_data.html)", ["see (example.", "org/", "talks/", "open_", "data.", "html)"]),
        ("<script src=//evil.org>alert(1)</script>", ["<script src=//evil.org>alert(1)</script>"]),
        ("on 2026.11.27/2026.11.28 v1.2.3", ["on 2026.11.27/2026.11.28 v1.2.3"]),
        ("All-in on Gateways - and out", ["All-in on Gateways\u00a0- and out"]),
        ("Où ? « Ici » : demain", ["Où\u00a0? «\u00a0Ici\u00a0»\u00a0: demain"]),
        ("Yes :) and :no", ["Yes :) and :no"]),
        ("会议室", ["会议室"]),
        ("Stand D-200, COVID-19 and 24-hour", ["Stand D-\u2060200, COVID-\u206019 and 24-hour"]),
        ("2025-2026 ‐ -5 and page 3–10", ["2025-\u20602026 ‐ -5 and page 3–\u206010"]),
    ],
)
def test_words_are_told_apart(text: str, parts: list[str]) -> None:
    assert with_breaks(text).split(BREAK) == parts
    assert bidi(text).text == with_breaks(text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("E-POSTER TERMINAL 1", "E-POSTER TERMINAL~1"),
        ("Moderated ePoster Arena 12b", "Moderated ePoster Arena~12b"),
        ("Salle de conférence B", "Salle de conférence~B"),
        ("Room 2", "Room 2"),
        ("Hall of the Fathers", "Hall of the Fathers"),
        ("Große Hauptversammlungsstätte 1", "Große Hauptversammlungsstätte 1"),
        ("大会议室 会议 3", "大会议室 会议~3"),
        ("Halle 7.2 / Stand B-114", "Halle 7.2 / Stand~B-114"),
        ("Freigelände Nord, Gleis 3/4", "Freigelände Nord, Gleis~3/4"),
        ("Lecture Theatre 1.02a", "Lecture Theatre~1.02a"),
        ("Seminar Room E.03.22", "Seminar Room~E.03.22"),
        ("Hall at 127.0.0.1:8080", "Hall at 127.0.0.1:8080"),
    ],
)
def test_a_number_at_the_end_of_a_name_stays_with_its_word(name: str, shown: str) -> None:
    assert numbered(name) == shown.replace("~", "\u00a0")


@given(st.text(st.characters(codec="utf-8", exclude_characters=BREAK + JOINT)))
def test_nothing_but_breaks_is_added(text: str) -> None:
    assert with_breaks(text).replace(BREAK, "").replace(JOINT, "").replace("\u00a0", " ") == text.replace("\u00a0", " ")
