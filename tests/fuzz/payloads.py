"""Random answers of a gateway: near-valid JSON, with fields missing, of other types, doubled or hostile."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from signage.inevent.wire import SPELLINGS
from tests.fuzz.corpus import junk, texts
from tests.sync.feed import T0, iso

Field = tuple[str, Any]

ids = st.one_of(st.integers(0, 7).map("ses_{}".format), texts)
names = st.one_of(st.sampled_from(["Hall A", "Hall B", "hall-b", "Halle 3", "Salle des Fêtes"]), texts)
spellings = st.sampled_from(sorted({spelling for known in SPELLINGS.values() for spelling in known}))
instants = st.sampled_from([-1500, -60, -45, -15, -1, 0, 1, 15, 45, 60, 90, 600, 1440, 2900]).map(
    lambda minutes: T0 + timedelta(minutes=minutes)
)
moments = st.one_of(
    instants.map(iso),
    instants.map(iso),
    instants.map(lambda at: at.isoformat()),
    instants.map(lambda at: at.replace(tzinfo=None).isoformat(" ")),
    st.sampled_from(["1970-01-01", "2199-12-31T23:59:59Z", "2026-02-07T09:00:00.999999-11:30", "2126-02-07T09:00:00Z"]),
)
speakers = st.fixed_dictionaries(
    {"first_name": texts, "last_name": texts}, optional={"name": texts, "company": texts | junk}
)
rooms = st.one_of(
    st.none(),
    names,
    names.map(lambda name: {"id": f"room_{name[:3]}", "name": name}),
    st.fixed_dictionaries({"id": texts | st.just("room_a"), "name": names}),
)


@st.composite
def records(draw: st.DrawFn) -> list[Field]:
    """A record as its fields in order, of which some may be missing, odd or twice there."""
    fields: list[Field] = [
        ("id", draw(ids)),
        ("title", draw(texts)),
        ("starts_at", start := draw(moments)),
        ("ends_at", draw(moments.filter(lambda end: end >= start)) if draw(st.booleans()) else "2026-02-07T11:00:00Z"),
        ("room", draw(rooms)),
        ("track", draw(names)),
        ("language", draw(st.sampled_from(["en", "ar", "zh-Hant", "x_y_z", ""]) | texts)),
        ("status", draw(st.sampled_from(["scheduled", "scheduled", "cancelled", "draft"]) | texts)),
        ("speakers", draw(st.lists(speakers, max_size=8))),
        ("updated_at", draw(moments)),
    ]
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        place = draw(st.integers(0, len(fields) - 1))
        name = fields[place][0]
        match draw(st.sampled_from(["drop", "change", "double", "spell"])):
            case "drop":
                del fields[place]
            case "change":
                fields[place] = name, draw(junk)
            case "double":
                fields.append((name, draw(junk)))
            case "spell":
                fields.append((draw(spellings), draw(junk)))
    return fields


def written(fields: Any) -> str:
    """A record as JSON; a field may stand there twice."""
    if not isinstance(fields, list):
        return json.dumps(fields)
    return "{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in fields) + "}"


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """A page of the collection."""
    found = draw(st.lists(records(), max_size=7)) + draw(
        st.lists(junk.filter(lambda one: type(one) is not list), max_size=1)
    )
    pagination = {"page": 1, "page_size": 100, "total": len(found), "next_page": None}
    if draw(st.integers(0, 9)) == 0:
        pagination[draw(st.sampled_from(sorted(pagination)))] = draw(junk)
    return f'{{"data":[{",".join(map(written, found))}],"pagination":{json.dumps(pagination)}}}'.encode()
