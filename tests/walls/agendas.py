"""Large agendas with everything that gets out of its place, made by chance and the same every time.

Each is a whole day of some thirty rooms and a short second one: 500-character and unbroken titles, forty speakers,
several sessions at once in a room, long names, many scripts, and sessions that moved, were cancelled or added.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from signage.agenda import Agenda, Placement, Room, Session, Speaker
from tests.build import at, chance, layout

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from datetime import datetime

    from signage.layout import Layout

SPOKEN = {
    "latin": """
        open traffic data for mid-sized cities and the procurement of interoperable signal control under new rules
        wind storage markets after the interconnector opens what regulators learned from nineteen pilots
        Reading rivers with low-cost sensors Night trains Kelp credits courtrooms Batteries at the gate of a harbour
        Straßenbahnhaltestelle Überlandleitung réseau électrique île façade Łódź Øresund İzmir Žilina czyli""",
    "arabic": "إدارة المياه في المدن الساحلية دروس من الإسكندرية والدار البيضاء الظل كبنية تحتية تبريد شوارع تونس",
    "hebrew": "ניהול מים בערי החוף לקחים מחיפה ומיפו הצל כתשתית ציבורית קירור רחובות העיר",
    "japanese": "津波のあとに、 三陸沿岸の十五年と、 次への備えを考える。 地域の漁業と エネルギー転換の これから",
    "chinese": "潮汐与城市： 上海滨水区三十年的得与失 ，海绵城市的 下一步怎么走 ？公共空间与 气候适应",
    "korean": "바다와 도시 사이 전력망의 다음 십 년 지역 에너지 전환 시민 참여 사례 발표",
    "thai": "การจัดการน้ำในเมืองชายฝั่ง บทเรียนจากกรุงเทพฯ",
    "emoji": "🚋 trams 👩‍👩‍👧‍👦 families 🇵🇹 Lisbon 👍🏽 café é́ 🌊🌊🌊 waves",
}
WORDS = {script: words.split() for script, words in SPOKEN.items()}
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ROOMS = (
    "Tejo", "Hall A", "Room 2", "Room 10", "Auditório Fernando Pessoa",
    "قاعة المؤتمرات الكبرى", "国際会議場 大ホール", "אולם מרכזי",
    "Interdisciplinary Centre for Oceanography, Main Lecture Theatre West (H.2215, entrance by the café)",
    "Hauptversammlungsraumverwaltungsgebäude", "H.2215 (Ferrer)", "🌊 Wave", UNBROKEN,
)  # fmt: skip
TRACKS = (
    "", "Energy & Grid", "Ocean", "Cities, Mobility and the Public Realm of the Twenty-First Century", "المدن", "海",
    "Data", "Finance & Policy", "Infrastrukturfinanzierungsmodelle", "AI",
)  # fmt: skip
SIZES = ((1, 4), (4, 12), (4, 12), (8, 20), (8, 20), (20, 50))  # words of most titles


def text(dice: random.Random, script: str, count: int) -> str:
    joint = "" if script in ("japanese", "chinese", "thai") else " "
    return joint.join(dice.choice(WORDS[script]) for _ in range(count))


def title(dice: random.Random, scripts: tuple[str, ...]) -> str:
    """Mostly a few words; one of ten has 300 to 500 characters, one of twenty no place to break."""
    script = dice.choice(scripts)
    kind = dice.random()
    if kind < 0.05:
        return (UNBROKEN if script == "latin" else text(dice, script, 40).replace(" ", "")) * dice.choice((1, 1, 2, 6))
    if kind < 0.15:
        return text(dice, script, 120)[: dice.choice((300, 500))].strip()
    if kind < 0.2:
        return f"{text(dice, script, 4)} {text(dice, dice.choice(scripts), 4)} {UNBROKEN} {text(dice, script, 3)}"
    return text(dice, script, dice.randint(*dice.choice(SIZES)))


def speakers(dice: random.Random, scripts: tuple[str, ...]) -> tuple[Speaker, ...]:
    count = dice.choice((0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 40))
    long = dice.random() < 0.2
    return tuple(
        Speaker(
            text(dice, dice.choice(scripts), dice.randint(6, 12) if long else 2)[:120].strip(),
            text(dice, dice.choice(scripts), dice.choice((0, 1, 3, 12 if long else 4)))[:160].strip(),
        )
        for _ in range(count)
    )


def rooms(dice: random.Random, count: int) -> list[Room]:
    names = [*ROOMS, *(f"Room {number}" for number in range(20, 20 + count))][:count]
    dice.shuffle(names)
    return [Room(f"r{number}", name) for number, name in enumerate(names)]


def sessions(dice: random.Random, places: list[Room], scripts: tuple[str, ...]) -> list[Session]:
    """A day in each room, from nine to late with pauses, some rooms with several at once; an hour on the next."""
    made: list[Session] = []
    for room in places:
        make = partial(one, dice, room, scripts)
        several = dice.random() < 0.15
        starts = at("09:00") + timedelta(minutes=5 * dice.randint(0, 6))
        while starts < at("18:30"):
            minutes = dice.choice((5, 15, 20, 20, 30, 30, 45, 45, 60, 120))
            for _ in range(dice.choice((1, 2, 3, 4, 5, 6, 9, 14)) if several else 1):
                made.append(make(starts, starts + timedelta(minutes=minutes), len(made)))
            starts += timedelta(minutes=minutes + dice.choice((0, 0, 5, 15, 15, 90)))
        made.append(make(at("09:00") + timedelta(days=1), at("10:00") + timedelta(days=1), len(made)))
    made.append(one(dice, places[0], scripts, at("23:30"), at("23:30") + timedelta(hours=3), len(made)))
    return made


def one(
    dice: random.Random, room: Room, scripts: tuple[str, ...], starts: datetime, ends: datetime, number: int
) -> Session:
    return Session(
        f"{room.id}-{number}", title(dice, scripts), starts, ends, room, dice.choice(TRACKS),
        speakers=speakers(dice, scripts),
    )  # fmt: skip


def changed(dice: random.Random, places: list[Room], session: Session) -> Session:
    """Moved, late, earlier, cancelled, added, or several of these."""
    room, start, end = session.room, session.starts_at, session.ends_at
    if dice.random() < 0.5:
        room = dice.choice(places)
    if dice.random() < 0.5:
        late = timedelta(minutes=dice.choice((-30, 5, 10, 25, 120, 1440)))
        start, end = start - late, end - late
    return replace(
        session,
        past=(Placement(start, end, room, at("08:00")),),
        cancelled=dice.random() < 0.25,
        added_at=at("08:00") if dice.random() < 0.2 else None,
    )


def build(seed: int, count: int, scripts: tuple[str, ...], share: float) -> Agenda:
    """An agenda of so many rooms; `share` is how much of it has changed."""
    dice = chance(seed)
    places = rooms(dice, count)
    planned = sessions(dice, places, scripts)
    return Agenda.of(changed(dice, places, s) if dice.random() < share else s for s in planned)


def signs(language: str, more: str = "", count: int = 34) -> Layout:
    """A layout that shows every view of many rooms, in a language."""
    floors = ("Floor 0", "Erdgeschoss, Nordflügel", "Floor 2", "الطابق الثالث")
    near = ("Past registration", "Café", "Stairs, lifts and the cloakroom behind the big staircase")
    rows = "\n".join(f"  r{n}: {{floor: '{floors[n // 10 % 4]}', near: '{near[n % 3]}'}}" for n in range(count))
    arrows = "{Floor 0: left, Floor 2: up-right, الطابق الثالث: down}"
    some = ", ".join(f"r{n}" for n in range(0, 18, 2))
    screens = f"""
        overview: {{show: overview, arrows: {arrows}}}
        nine: {{show: overview, rooms: [{some}], title: Nine of them}}
        two: {{show: overview, rooms: [r1, r2]}}
        agenda: {{show: agenda, arrows: {arrows}}}
        directory: {{show: directory, arrows: {arrows}}}
    """
    return layout(screens, f"language: {language}\nrooms:\n{rows}\n{more}")


BANNERS = """notices:
  - {title: Lunch is on the roof terrace, text: Take the escalator by the café to floor 2., until: 2026-02-07 13:00}
  - {title: "Storm warning: please stay inside until further notice and away from the glass roof of the foyer",
     style: urgent, from: 2026-02-07 15:00, until: 2026-02-07 17:00}"""
AGENDAS: dict[str, Callable[[], tuple[Agenda, Layout]]] = {
    "crowded": lambda: (build(1, 34, ("latin",), 0.0), signs("en")),
    "scripts": lambda: (build(2, 32, tuple(WORDS), 0.1), signs("ar", "theme: light")),
    "largest": lambda: (build(4, 90, ("latin",), 0.02), signs("en", count=90)),
    "changes": lambda: (build(3, 34, ("latin", "latin", "arabic", "japanese"), 0.5), signs("de", BANNERS)),
}
