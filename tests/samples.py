# ruff: noqa: E501 (samples stand on a line each)
"""Sample contexts for every state of every view, modelled on a summit in Lisbon, nasty ones included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from signage.render.panels.agenda import AgendaPanel, RowView
from signage.render.panels.media import MissingPanel
from signage.render.panels.overlays import NoticesPanel, NoticeView, OverPanel, WordingView
from signage.render.panels.page import HeadPanel
from signage.render.panels.room import FollowView, RoomBlock, RoomPanel
from signage.render.panels.rooms import CellBlock, CellPanel, ColumnView, OverviewPage, RestPanel
from signage.render.panels.session import MarkView, PlaceView, SessionView, SpeakerView
from signage.render.panels.text import NOTHING, BidiText, DatedText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.render.panels.session import SlotName

DAY = 1795478400  # 2026-11-24, 00:00 in Lisbon


def at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return DAY + int(hours) * 3600 + int(minutes) * 60


def text(words: str) -> BidiText:
    if any("\u0600" <= char <= "\u06ff" for char in words):
        return BidiText(words, "ar", "rtl")
    if any("\u3040" <= char <= "\u30ff" for char in words):
        return BidiText(words, "ja", "ltr")
    return BidiText(words, "zh", "ltr") if any("\u4e00" <= char <= "\u9fff" for char in words) else BidiText(words)


def people(*names: str) -> tuple[SpeakerView, ...]:
    """Speakers from "Name, Company" each."""
    pairs = [name.partition(", ") for name in names]
    return tuple(SpeakerView(text(name), text(company)) for name, _, company in pairs)


def session(title: str, start: str, end: str, *names: str, tone: int = -1, track: str = "", **more: Any) -> SessionView:
    base = SessionView(
        id=title[:12],
        title=text(title),
        tone=f"tk-{tone}" if tone >= 0 else "tk-none",
        track=text(track),
        speakers=people(*names),
        more="",
        start=start,
        end=end,
        range=f"{start}\u2013{end}",
        until=f"until {end}",
        starts=at(start),
        ends=at(end),
        notches=max(1, (at(end) - at(start)) // 300),
        cancelled=False,
        was="",
        was_start="",
        was_room="",
        marks=(),
        place=None,
    )
    return replace(base, **more)


def place(name: str, floor: str = "", near: str = "", arrow: Any = "") -> PlaceView:
    return PlaceView(
        name.lower(), text(name), text(floor) if floor else NOTHING, text(near) if near else NOTHING, arrow
    )


MOVED = MarkView("moved", "arrow", "Moved", "Moved here", "from Belém")
LATE = MarkView("time", "clock", "10 min late", "Starts", "10 min late")
OFF = MarkView("cancelled", "cross", "Cancelled", "Cancelled")
ADDED = MarkView("added", "info", "Added", "Added to the programme")

GRID = session(
    "The grid after 2030: what 40 GW of Atlantic wind asks of the rest of us", "10:30", "11:15",
    "Inês Carvalhal, Atlântica Grid", "Jonas Lindqvist, Nordvind Energi", "Dr Amara Okonkwo, Kestrel Institute",
    tone=1, track="Energy & Grid",
)  # fmt: skip
ADAPT = session(
    "Who pays for adaptation? Insurance, bonds and the 1.5 °C budget", "11:45", "12:30",
    "Rui Salgado, Harbour & Hill", "Leila Haddad, Maghreb Climate Fund", tone=5, track="Finance & Policy",
)  # fmt: skip
ROOFS = session("Cool roofs, warm politics", "10:30", "11:15", "Beatriz Nogueira, Sombra Collective", tone=3)
MODELS = session(
    "Small models, big meters: forecasting demand on a €40 device", "11:55", "12:40",
    "Hannah Brückner, Kleinwatt", "Nuno Teles, Tagus Observatory", "Oluwaseun Adeyemi, Gridline Lagos",
    tone=4, track="Data & AI", was="11:45–12:30", was_start="11:45", was_room="was Belém", marks=(MOVED, LATE),
)  # fmt: skip
PILOT = session(
    "From pilot to procurement: how nineteen mid-sized municipalities rewrote their tender rules so that open-source "
    "traffic control could win on price, safety and public trust", "10:30", "12:00",
    "Marta Figueira Antunes, Porto Aberto", "Piotr Zawadzki, City of Wrocena", "Sanne van der Hoek, Open Signals Foundation",
    "Mehmet Aydın, Izmir Metropolitan Network", "Claire Beaumont-Lévy, Transports de Lorvanne", "Tomás Echeverría, Vía Común",
    tone=3, track="Cities & Mobility",
)  # fmt: skip
ASK = session(
    "Ask me anything: the people who run the interconnectors", "14:00", "14:45", "Inês Carvalhal, Atlântica Grid",
    "Jonas Lindqvist, Nordvind Energi", tone=1, track="Energy & Grid",
)  # fmt: skip
WATER = session("إدارة المياه في المدن الساحلية: دروس من الإسكندرية والدار البيضاء", "10:30", "11:15",
                "ليلى حداد, صندوق المناخ المغاربي", "Karim El-Masry, Delta Water Lab", tone=2, track="Ocean & Coast")  # fmt: skip
SHADE = session("الظل كبنية تحتية: تبريد شوارع تونس", "11:45", "12:30", "Nadia Ferhat, City of Tamrira", tone=3)
TSUNAMI = session("津波のあとに：三陸沿岸の十五年と、次への備え", "10:30", "11:15", "千葉 美咲, 三陸レジリエンス研究所",
                  "Kenji Oikawa, Kesen Fisheries Cooperative", tone=2, track="Ocean & Coast")  # fmt: skip
TIDES = session("潮汐与城市：上海滨水区三十年的得与失", "11:45", "12:30", "林书文, Huangpu Waterfront Studio", tone=3)
GRASS = session("Seagrass accounting", "11:45", "12:30", "Prof. Moana Rākete, Tidewater Commons",
                tone=2, track="Ocean & Coast", cancelled=True, marks=(OFF,))  # fmt: skip
TRAM = session("The tram as a public square", "15:30", "16:15", "Rosa Quintela, Carris Aberta", tone=3)
TRAINS = session("Night trains are infrastructure", "12:00", "12:45", "Freja Holm, Sleeper Alliance", tone=3)
KELP = session("Kelp, credits and courtrooms", "11:45", "12:30", "Isla Munro", tone=2)
CROWD = session(
    "An extraordinarily long and winding title about " + "interoperability, standardisation and procurement of " * 8 +
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "10:30", "11:15",
    *(f"Dr Maximiliana Konstantinopoulou-{n}, The Interdisciplinary Institute for Everything" for n in range(5)),
    tone=9, track="A track with quite a long name, too", more="and 15 more",
)  # fmt: skip
WORD = session(
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "10:30", "11:15", tone=7
)

TEJO = place("Tejo", "Floor 0", "Auditorium")


def follow(*sessions: SessionView, label: str = "Next", slot: SlotName = "next") -> tuple[FollowView, ...]:
    return tuple(FollowView(label if number == 0 else "", slot, one) for number, one in enumerate(sessions))


def block(state: Any, *heroes: SessionView, then: tuple[FollowView, ...] = (), **more: Any) -> RoomBlock:
    label = {"now": "Now", "waiting": "Up next", "cancelled": "Cancelled", "calm": ""}[state]
    notes = heroes[0].marks if len(heroes) == 1 else ()
    slot: SlotName = "next" if state == "waiting" else "now"
    return replace(RoomBlock(None, None, state, label, slot, heroes, notes, then), **more)


def head(where: PlaceView | None = TEJO, title: str = "", logo: str = "/logo.svg") -> HeadPanel:
    titles = (DatedText(None, None, title),) if title else ()
    dates = (DatedText(None, None, "Tuesday", "24 November"),)
    return HeadPanel(where, titles, dates, "Meridian Summit 2026", logo, logo.replace("/logo", "/logo-on-light"))


def banner(title: str, words: str = "", *, urgent: bool = False) -> NoticesPanel:
    return NoticesPanel((NoticeView(None, None, text(title), text(words), urgent),))


LUNCH = banner("Lunch is on the roof terrace today",
               "Take the escalator by the café to floor 2. Served from 12:30 to 14:00.")  # fmt: skip
STORM = banner(
    "Storm warning: please stay inside until further notice and away from the glass roof of the foyer", urgent=True
)


def room(body: RoomBlock, header: HeadPanel | None = None, notices: NoticesPanel | None = None) -> Any:
    return {
        "head": ("head", header or head()),
        "notices": ("notices", notices or NoticesPanel(())),
        "room": ("room", RoomPanel((body,))),
    }


def cell(where: PlaceView, now: Sequence[SessionView] = (), then: Sequence[SessionView] = ()) -> CellPanel:
    label = now[0].until if now else "free"
    return CellPanel(where, (CellBlock(None, None, not now, label, tuple(now), tuple(then), ()),))


CELLS: tuple[tuple[str, tuple[SessionView, ...], tuple[SessionView, ...]], ...] = (
    ("Tejo", (GRID,), (ADAPT,)),
    ("Alfama", (session("Reading the river: low-cost sensors along the Tagus", "10:30", "11:15", tone=2),), (KELP,)),
    ("Belém", (TSUNAMI,), (TIDES,)),
    ("Chiado", (), (TRAM,)),
    ("Estrela", (ROOFS,), (session("Counting carbon in concrete", "11:45", "12:30", tone=3),)),
    ("Graça", (session("What the transformer saw: anomaly detection at the edge", "10:30", "11:15", tone=4),), (MODELS,)),
    ("Lapa", (session("Run a heat-resilience audit of your street", "10:30", "12:30", tone=3),), (ASK,)),
    ("Mouraria", (WATER,), (SHADE,)),
    ("Rossio", (session("The boring parts of a just transition", "10:30", "11:15", tone=5),), (TRAINS,)),
    ("Sintra", (PILOT,), (session("Signal priority for cargo bikes", "12:00", "12:45", tone=3),)),
    ("Auditório Fernando Pessoa", (session("Bonds, but for mangroves", "10:30", "11:15", tone=5),), (GRASS,)),
    ("Ericeira", (replace(ASK, until="until 11:15"), ROOFS, KELP), (session("Batteries at the gate", "11:45", "12:30", tone=1), ADAPT)),
    ("Almada", (), ()),
    ("Cascais", (CROWD,), (CROWD,)),
    ("Room H.2215 (Ferrer)", (WORD,), (WORD,)),
    ("Óbidos", (GRID, PILOT), (ADAPT,)),
)  # fmt: skip
FLOORS = (place("0", "Floor 0", "Past registration", "l"), place("1", "Floor 1", "Stairs and lifts", "u"),
          place("2", "Floor 2", "Café escalator", "r"))  # fmt: skip


def overview(count: int, width: int, *, headed: bool, notices: NoticesPanel | None = None) -> Any:
    """So many rooms in so many columns, with the pages they make."""
    each = -(-count // width)
    panels: dict[str, tuple[str, object]] = {
        "head": ("head", head(None, "Now & next")),
        "notices": ("notices", notices or NoticesPanel(())),
    }
    for number in range(count):
        name, now, then = CELLS[number % len(CELLS)]
        where = place(name) if headed else place(name, f"Floor {number % 3}", "", ("l", "u", "r", "ul")[number % 4])
        panels[f"room-{number}"] = ("cell", cell(where, now, then))
    columns = tuple(
        ColumnView(FLOORS[at % 3] if headed else None, tuple(f"room-{n}" for n in range(at * each, min(count, at * each + each))))
        for at in range(width)
    )  # fmt: skip
    return {"panels": panels, "pages": (OverviewPage(columns, each, ""),)}


def board(*, places: bool = True, notices: NoticesPanel | None = None) -> Any:
    spots = [place("Lapa", "1", "", "u"), place("Sintra", "Floor 2", "", "r"), place("Belém", "Ground floor", "", "l"),
             place("Auditório Fernando Pessoa", "0", "", "l"), place("Mouraria", "Floor 1", "", "u")]  # fmt: skip
    if not places:
        spots = [place(spot.name.text) for spot in spots]
    order = (replace(CELLS[6][1][0], speakers=people("Beatriz Nogueira, Sombra Collective")), PILOT, TIDES,
             replace(ADAPT, was_room="was Estrela", marks=(MOVED,)), SHADE, GRASS, MODELS, replace(TRAINS, marks=(ADDED,)),
             CROWD, WORD, ASK, TRAM)  # fmt: skip
    rows = tuple(
        RowView(None, at("23:00"), number < 2, replace(one, place=spots[number % 5]))
        for number, one in enumerate(order)
    )
    return {
        "head": ("head", head(None, "Today")),
        "notices": ("notices", notices or NoticesPanel(())),
        "agenda": ("agenda", AgendaPanel(rows, (), places)),
    }


def calm(heading: str, sub: str, *lines: SessionView, label: str = "Next") -> RoomBlock:
    return block("calm", then=follow(*lines, label=label), heading=heading, sub=sub)


def several(count: int) -> tuple[SessionView, ...]:
    pool = (GRID, ROOFS, PILOT, WATER, TSUNAMI, CELLS[5][1][0], CELLS[8][1][0], WORD, replace(GRASS, start="10:30"))
    return pool[:count]


ENDED = (session("What the grid, the sea and the street learned", "09:00", "10:00", "Helena Quaresma, Meridian Summit", tone=0),
         session("Two-way chargers and the school bus", "10:30", "11:15", "Ditte Kragh, Nordvind Energi", tone=1),
         session("Who owns the seabed data?", "11:45", "12:30", "Prof. Moana Rākete, Tidewater Commons", tone=2))  # fmt: skip
ALARM = NoticeView(None, None, text("Leave the building now"),
                   text("Follow the green exit signs. Do not use the lifts. Assembly point: Jardim do Cais"), True)  # fmt: skip
OTHERS = (WordingView(text("Abandone já o edifício"), text("Siga a sinalização verde. Não use os elevadores.")),
          WordingView(text("غادروا المبنى الآن"), text("اتبعوا إشارات المخرج الخضراء")),
          WordingView(text("すぐに建物から出てください"), text("緑の標識に従ってください")))  # fmt: skip
EMERGENCY = replace(ALARM, text=text("Follow the green exit signs. Do not use the lifts."), others=OTHERS[:1], covers=True,
                    heads=(text("Emergency"), text("Emergência")), place=text("Assembly point: Jardim do Cais"), arrow="l",
                    issued="Issued 10:51 by Venue Safety")  # fmt: skip
DRILL = replace(
    EMERGENCY, drill=True, heads=(text("Exercise: this is a drill"), text("Exercício: isto é um simulacro"))
)
CLEAR = replace(EMERGENCY, title=text("You may come back in"), text=NOTHING, clears=True, place=NOTHING, arrow="",
                others=(WordingView(text("Podem voltar a entrar"), NOTHING),), heads=(text("All clear"),))  # fmt: skip
ROOF = replace(
    LUNCH.banners[0],
    others=(WordingView(text("O almoço é no terraço"), text("Piso 2, por cima do café. 12:30 às 14:00")),),
)
ROOF_DRILL = replace(ROOF, drill=True, heads=DRILL.heads)
LONG_NAME = place("Auditório Fernando Pessoa", "Floor 0", "Past registration")
LONGEST_NAME = place("Interdisciplinary Centre for Oceanography, Main Lecture Theatre West (H.2215)", "Floor 0")
SINCE = replace(GRID, range="10:30", since="10:30")
AMPM = replace(GRID, range="10:30 AM–12:15 PM")

STATES: dict[str, tuple[str, Any]] = {
    "room-now": ("10:47", room(block("now", GRID, then=follow(ADAPT)))),
    "room-long": ("10:47", room(block("now", PILOT, then=follow(TRAINS)))),
    "room-japanese": ("10:47", room(block("now", TSUNAMI, then=follow(TIDES)))),
    "room-arabic": ("10:47", room(block("now", WATER, then=follow(SHADE)))),
    "room-waiting": ("11:33", room(block("waiting", ADAPT, then=follow(ASK, label="Then", slot="later")))),
    "room-moved": ("11:33", room(block("waiting", MODELS, then=follow(ASK, label="Then", slot="later")))),
    "room-cancelled": ("11:50", room(block("cancelled", GRASS, then=follow(ASK)))),
    "room-hours": ("10:30", room(block("now", replace(GRID, ends=at("14:43"), notches=36), then=follow(MODELS)))),
    "room-no-track": ("10:47", room(block("now", replace(GRID, tone="tk-none", track=NOTHING)), head(place("Tejo")))),
    "room-am-pm": ("10:47", room(block("now", AMPM, then=follow(ADAPT)), head(logo=""))),
    "room-since": ("10:47", room(block("now", SINCE, then=follow(ADAPT)))),
    "room-since-am-pm": ("10:47", room(block("now", replace(SINCE, since="10:30 AM"), then=follow(ADAPT)))),
    "room-all-day": ("10:47", room(block("now", replace(GRID, range="Tue–Thu", all_day=True), then=follow(ADAPT)))),
    "room-crowd": ("10:47", room(block("now", CROWD, then=follow(CROWD)))),
    "room-word": ("10:47", room(block("now", WORD, then=follow(WORD)), head(LONGEST_NAME))),
    "room-banner": ("10:47", room(block("now", GRID, then=follow(ADAPT)), notices=LUNCH)),
    "room-banner-note": ("11:33", room(block("waiting", MODELS, then=follow(ASK)), notices=STORM)),
    "room-next-2": ("10:47", room(block("now", GRID, then=follow(ADAPT, MODELS)))),
    "room-next-4": ("10:47", room(block("now", GRID, then=follow(ADAPT, MODELS, CROWD, GRASS)))),
    "room-waiting-3": ("11:33", room(block("waiting", ADAPT, MODELS, SHADE, then=follow(ASK, label="Then", slot="later")))),
    **{f"room-many-{n}": ("10:47", room(block("now", *several(n), then=follow(ADAPT)))) for n in (2, 3, 4, 6, 8)},
    "room-ended": ("18:42", room(calm("That is all for today", "Evening reception from 19:00 in the foyer, floor 0", *ENDED, label="Tomorrow"))),
    "room-free": ("12:58", room(calm("Free until 15:30", "", TRAM, replace(MODELS, marks=(LATE,))), head(LONG_NAME))),
    "room-over": ("18:42", room(calm("Thank you and goodbye", "Meridian Summit 2026"))),
    "overview-over": ("18:42", {"rest": ("rest", RestPanel((DatedText(at("18:00"), None, "Thank you and goodbye", "Meridian Summit 2026", over=True),)))}),
    "overview-12": ("10:47", overview(12, 3, headed=True)),
    "overview-12-banner": ("10:47", overview(12, 3, headed=True, notices=LUNCH)),
    "overview-1": ("10:47", overview(1, 1, headed=False)),
    "overview-4": ("10:47", overview(4, 2, headed=False)),
    "overview-9": ("10:47", overview(9, 3, headed=False)),
    "overview-11": ("10:47", overview(11, 3, headed=True)),
    "overview-16": ("10:47", overview(16, 4, headed=False)),
    "agenda": ("11:36", board()),
    "agenda-placeless": ("11:36", board(places=False, notices=LUNCH)),
    "split": ("10:47", {"halves": (room(block("now", GRID, then=follow(ADAPT))), board())}),
    "room-banner-languages": ("10:47", room(block("now", GRID, then=follow(ADAPT)), notices=NoticesPanel((ROOF,)))),
    "room-banner-drill": ("10:47", room(block("now", GRID, then=follow(ADAPT)), notices=NoticesPanel((ROOF_DRILL,)))),
    **{f"takeover-{name}": ("10:47", room(block("now", GRID)) | {"over": ("over", OverPanel(shown, (), ()))}) for name, shown in {
        "two": (EMERGENCY,), "four": (replace(EMERGENCY, others=OTHERS),), "drill": (DRILL,), "clear": (CLEAR,),
        "above": (EMERGENCY, ALARM)}.items()},
    "takeover": ("10:47", room(block("now", GRID)) | {"over": ("over", OverPanel((ALARM,), (), ()))}),
    "missing": ("11:36", {"missing": ("missing", MissingPanel("There is no screen “foyer-wset”", "These exist:", tuple(
        (name, "/x") for name in ("foyer-west", "foyer-east", "hall-a", "hall-b", "today", "قاعة"))))}),
}  # fmt: skip
