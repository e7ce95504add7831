"""What the random tests share: text that means something to some layer between a gateway and a wall, and how often."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

HOSTILE = [
    "<zap>",
    "</title></script></style></noscript><zap onload=zap()>",
    '"><zap class="zap">',
    "' onzap='zap()' x='",
    '" class="zap" onzap="zap()" hidden x="',
    "<!-- zap --><![CDATA[<zap>]]><?zap?>",
    "</div></main></body><zap",
    "&lt;zap&gt;&#60;zap&#x3e;&amp;nbsp&",
    "javascript:zap()",
    "data-clock> data-stale data-left=\"0\"> data-from=\"0\" data-turn=\"-:0/1/1\"",
    "{{ 7 * 7 }}{% raw %}{# ${7*7} #}",
    "%s%d%(name)s%%",
    "room",
    "over",
    "../../etc/passwd",
    "a/b?c#d%2Fe",
    "\u2028data: zap\u2029\r\nevent: zap\n\n",
    "\u202e\u2066\u200f\u061c right to left",
    "half \ud83d a pair \udc00",
    "\x00\x1b[31m\x7f\x85",
    "\ufeff\ufffe\U0010ffff\u0300\u0301",
    "👩‍👩‍👧‍👦 未来 مستقبل שלום",
    "ﷺ" * 40,
    "W" * 5000,
    "x " * 700,
    "9" * 400,
    "٣" * 30,
    "",
    " ",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.text("<>&\"'=/- abzap{}%#;!\\`", max_size=30),
    st.tuples(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)).map("".join),
)
numbers = st.one_of(st.integers(), st.floats(), st.sampled_from([10**400, 2**63, -1, 0.1]))
junk = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
"""Any value JSON can hold, and some more."""


def examples(few: int, many: int) -> Any:
    """Gives a test its number of examples: few with every change, many in `make soak`."""
    return pytest.mark.parametrize("count", [few, pytest.param(many, marks=pytest.mark.soak)])


def of(count: int) -> settings:
    """So many examples, however long each takes to draw; what fails is shrunk, but not explained for minutes."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=count, suppress_health_check=slow, phases=set(Phase) - {Phase.explain})
