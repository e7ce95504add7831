"""Text of the gateway: what people see of it, in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.inevent.text import clean, readable


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (" a \n\t b ", "a b"),
        ("a\x00\x1b[31mb\x7f\u0085c", "a[31mb c"),
        ("a\u2028b", "a b"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("👩‍👩‍👧 مرحبا", "👩‍👩‍👧 مرحبا"),
        (12, "12"),
        (1.5, "1.5"),
        (True, ""),
        pytest.param(10**5000, "", id="a number of 5001 digits"),
        ({"a": 1}, ""),
        ("Z" + "\u0301\u0316" * 30 + "oo", "Ź\u0316\u0316\u0301\u0301oo"),
        ("e\u0301\u200d\u0301\u034f\u0301\u0301", "é\u200d\u0301\u034f\u0301"),
        ("ka" + "\u0fb0" * 30, "ka" + "\u0fb0" * 8),
        ("\u202etxet desrever\u202c, \u202dtext", "txet desrever\u202c, text"),
        ("x" * 11, "xxxxxxxxx…"),
    ],
)
def test_clean(raw, text):
    assert clean(raw, 10 if raw == "x" * 11 else 200) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Q&amp;A", "Q&A"),
        ("L&#39;avenir", "L'avenir"),
        ("L&#x27;avenir", "L'avenir"),
        ("Zo&euml;", "Zoë"),
        ("Smith &amp; Sons", "Smith & Sons"),
        ("&amp;amp;", "&amp;"),
        ("R&D, AT&T; a&b=c", "R&D, AT&T; a&b=c"),
        ("?a=1&copy=2&para", "?a=1&copy=2&para"),
        ("&nosuch; &#0; &#999999999;", "&nosuch; � &#999999999;"),
        ("&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"),
        ("<b>Bold</b> and <I>italic</I>", "Bold and italic"),
        ('<p class="x">One</p><p>Two</p>', "One Two"),
        ("One<br>Two<br/>Three<BR />Four", "One Two Three Four"),
        ('<font color="red">Red</font> <a href="https://example.com/?a=1&amp;b=2">link</a>', "Red link"),
        ("vector<int>, List<String>", "vector<int>, List<String>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a < b > c", "a < b > c"),
        ("<blockquote>", "<blockquote>"),
        ("E\u0301quipe", "Équipe"),
        ("Hall\u00a0A", "Hall A"),
        ("\u200b", ""),
        ("\ufeff\u2060", ""),
        ("&#8203;&nbsp;", ""),
        ("<b></b>", ""),
        ("\u3164\u2800", ""),
        ("\u200bHall A\ufeff", "Hall A"),
        ("ภาษา\u200bไทย", "ภาษา\u200bไทย"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        (12345678901234567890, "12345678901234567890"),
    ],
)
def test_text_is_read_as_people_see_it(raw, text):
    assert readable(raw) == text


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("<>&;/b p\u200b")))
def test_any_text_has_one_form(raw):
    once = clean(raw)
    assert clean(once) == once
    readable(raw).encode()


def test_much_markup_takes_no_time():
    assert len(readable("<b " * 100_000, 1000)) <= 1000
    assert len(readable("&" * 100_000, 1000)) <= 1000
