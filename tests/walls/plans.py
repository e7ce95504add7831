"""Agendas in the widest ranges: each in a few numbers, drawn by chance, and what is made of these."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.build import chance
from tests.walls.agendas import WORDS
from tests.walls.venue import Venue, read
from tests.walls.venue import made as basic_layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BEGIN = datetime(2026, 2, 6, 0, 0, tzinfo=UTC)
MOST = 500
"""Sessions of an agenda; a room's later ones are left out."""
CLOCKS = (
    "en", "en-US", "en-AU", "de", "es", "es-MX", "fi", "fr", "he", "it", "ja", "ko", "nl", "pl", "pt", "tr", "zh", "ar",
)  # fmt: skip
"""Languages with clocks of 12 and of 24 hours, read from either side; one without a catalogue, too."""
ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Asia/Jerusalem", "America/St_Johns")
LETTERS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "korean": "가나다라마바사아자차카타파하강남대한민국",
    "japanese": "会議室大小中東西南北一二三のアイウエオ",
    "chinese": "厅室楼层会议中心东西南北大小",
    "thai": "กขคงจชซดตถทนบปผพฟมยรลวสหอ",
    "devanagari": "कखगघचछजझटठडढतथदधनपफबभमयरलवशषसह",
}


@dataclass(frozen=True)
class Plan:
    """An agenda in a few numbers. Shares are of one hundred; `at_once` sessions run in each of the `crowded` rooms."""

    seed: int
    rooms: int
    scripts: tuple[str, ...]
    room_letters: int
    one_word: bool
    twins: bool
    floors: int
    floor_letters: int
    language: str
    zone: str
    days: int
    a_day: int
    minutes: int
    at_once: int
    crowded: int
    title_letters: int
    speakers: int
    without_end: int
    without_room: int
    marks: int
    arrows: bool
    light: bool


RANGES: dict[str, Sequence[Any]] = {
    "rooms": (*range(1, 17), 0, 18, 24, 24, 25, 32, 35, 48, 60, 72, 72, 90, 90),
    "room_letters": range(1, 61),
    "one_word": (False, False, False, True),
    "twins": (False, False, True),
    "floors": (0, 0, 1, 2, 3, 5, 9, 24),
    "floor_letters": range(1, 61),
    "language": CLOCKS,
    "zone": ZONES,
    "days": (1, 1, 2, 3, 10),
    "a_day": (4, 4, 0, 1, 2, 2, 6, 6, 8, 8, 12, 12),
    "minutes": (45, 20, 60, 90, 240),
    "at_once": (1, 2, 3, 4, 6, 9, 13, 22, 30),
    "crowded": (1, 1, 2, 5),
    "title_letters": (30, 5, 60, 90, 180, 500),
    "speakers": (1, 0, 2, 5, 40),
    "without_end": (0, 0, 10, 100),
    "without_room": (0, 0, 0, 5, 5, 100),
    "marks": (0, 0, 10, 60),
    "arrows": (False, True),
    "light": (False, True),
}
"""What a plan's numbers may be, the simplest first; what is there twice comes more often."""


def plan_of(number: int) -> Plan:
    """The plan of a number. All values of a range are as likely: hypothesis would dwell on simple ones."""
    dice = chance(number)
    scripts = dice.sample(tuple(LETTERS), dice.randint(1, 3))
    return Plan(seed=number, scripts=tuple(scripts), **{name: dice.choice(values) for name, values in RANGES.items()})


def drawn(count: int, seed: int = 0, first: int = 0) -> list[Plan]:
    """So many plans of a seed from the first on, the same ones each time."""
    return [plan_of(seed * 100_000 + number) for number in range(first, first + count)]


def simpler(plan: Plan) -> Iterator[Plan]:
    """Plans of which one value is simpler, the simplest first."""
    for script in plan.scripts if len(plan.scripts) > 1 else ():
        yield replace(plan, scripts=(script,))
    for name, values in RANGES.items():
        place = values.index(getattr(plan, name))
        for other in dict.fromkeys((0, place // 2, place - 1)) if place else ():
            yield replace(plan, **{name: values[other]})


class Maker:
    """Makes the agenda of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.dice = plan, chance(plan.seed)

    def often(self, share: int) -> bool:
        return self.dice.random() * 100 < share

    def words(self, longest: int, one: bool = False) -> str:
        """Text of up to so many letters; mostly words that there are, else letters of the script."""
        script = self.dice.choice(self.plan.scripts)
        spaceless = script in ("japanese", "chinese", "thai")
        length = self.dice.randint(max(1, longest // 2), longest)
        if one or script not in WORDS:
            letters = self.dice.choices(LETTERS[script], k=length)
            spaces = () if one or spaceless else range(self.dice.randint(3, 9), length - 1, 9)
            return "".join(" " if n in spaces else letter for n, letter in enumerate(letters)).strip().capitalize()
        text = ""
        while len(text) < length:
            text += ("" if spaceless or not text else " ") + self.dice.choice(WORDS[script])
        return text[:length].strip() or LETTERS[script][0]

    def rooms(self) -> list[dict[str, str]]:
        """Rooms of different names; with twins some share one, and some differ only at the end."""
        made: list[dict[str, str]] = []
        for number in range(self.plan.rooms):
            name = self.words(self.plan.room_letters, self.plan.one_word)
            if self.plan.twins and made and number % 3 == 1:
                name = made[-1]["name"]
            elif self.plan.twins and number % 3 == 2:
                name = f"{made[-1]['name']} {number}"
            elif any(room["name"] == name for room in made):
                name = f"{name} {number}"
            made.append({"id": f"r{number}", "name": name[:60]})
        return made

    def times(self, day: int, place: int) -> tuple[datetime, datetime]:
        minutes = self.plan.minutes
        start = BEGIN + timedelta(days=day, hours=9, minutes=place * (minutes + self.dice.choice((0, 0, 5, 15))))
        return start, start + timedelta(minutes=minutes + self.dice.choice((0, 0, 0, -10, 30)))

    def sessions(self, rooms: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
        """All of a day in each room, then the next day; in the crowded rooms several at a time."""
        made: list[dict[str, Any]] = []
        for day in range(self.plan.days):
            for number, room in enumerate(rooms or [None]):
                for place in range(self.dice.randint(0, self.plan.a_day) if number else self.plan.a_day):
                    crowd = number < self.plan.crowded and place == self.plan.a_day // 2
                    many = self.plan.at_once if crowd else 2 if self.often(3) else 1
                    made += [self.session(len(made) + n, room, *self.times(day, place)) for n in range(many)]
        return made[:MOST]

    def speaker(self) -> dict[str, str]:
        return {"name": self.words(20), "company": self.words(24)}

    def session(self, number: int, room: dict[str, str] | None, start: datetime, end: datetime) -> dict[str, Any]:
        plan, dice = self.plan, self.dice
        made: dict[str, Any] = {
            "id": f"s{number}",
            "title": self.words(plan.title_letters if self.often(20) else min(60, plan.title_letters)),
            "starts_at": f"{start:%Y-%m-%dT%H:%M:00Z}", "ends_at": f"{end:%Y-%m-%dT%H:%M:00Z}",
            "room": None if self.often(plan.without_room) else room,
            "track": dice.choice(("", "Energy", "Ocean", "Cities, Mobility and the Public Realm")),
            "speakers": [self.speaker() for _ in range(dice.randint(0, plan.speakers))],
            "status": "scheduled", "updated_at": "2026-01-01T00:00:00Z",
        }  # fmt: skip
        if self.often(plan.without_end):
            made["ends_at"] = made["starts_at"]
        if self.often(plan.marks):
            early = {"starts_at": f"{start - timedelta(minutes=25):%Y-%m-%dT%H:%M:00Z}", "ends_at": made["starts_at"]}
            elsewhere = {"room": {"id": "r0", "name": "Hall of before"}}
            made |= dice.choice(({"status": "cancelled"}, {"was": early}, {"was": elsewhere}, {"added": True}))
        return made


def agenda(plan: Plan) -> dict[str, Any]:
    """The agenda's JSON."""
    maker = Maker(plan)
    rooms = maker.rooms()
    event = {"id": "evt_1", "name": "Summit", "timezone": plan.zone}
    return {"event": event, "rooms": rooms, "sessions": maker.sessions(rooms)}


def layout(plan: Plan, made: dict[str, Any]) -> dict[str, Any]:
    """The layout of a made agenda: this plan's language, floors, arrows and theme."""
    maker = Maker(plan)
    floors = [f"{maker.words(plan.floor_letters)} {number}" for number in range(plan.floors)]
    texts = {room["id"]: {"floor": maker.dice.choice(floors)} for room in made["rooms"]} if floors else {}
    shown = basic_layout(made["event"]) | {"language": plan.language, "theme": "light" if plan.light else "dark"}
    if plan.arrows:
        arrows = {floor: ("left", "right", "up", "down")[n % 4] for n, floor in enumerate(floors)}
        views = shown["screens"].items()
        shown["screens"] = {name: view | {"arrows": arrows} for name, view in views if "show" in view}
    return shown | {"rooms": texts}


def save(plan: Plan, folder: Path, name: str) -> Path:
    """The agenda of a plan as a file, its layout beside it: for `make walls AGENDA=`."""
    folder.mkdir(parents=True, exist_ok=True)
    made, file = agenda(plan), folder / f"{name}.json"
    file.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    file.with_suffix(".yaml").write_text(json.dumps(layout(plan, made), ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def venue(plan: Plan, name: str = "plan") -> Venue:
    made = agenda(plan)
    return read(made, name, json.dumps(layout(plan, made)).encode())
