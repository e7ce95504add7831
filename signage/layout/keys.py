"""The keys of screens.yaml with a sentence each, for editors that complete them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from signage.layout.model import Alerts, Brand, Event, Hidden, Layout, Override, RoomText, SyncPlan
from signage.layout.notices import Notice
from signage.layout.screens import SCREENS
from signage.layout.views import PLAYLIST_ONLY

PLACES: dict[str, type[BaseModel]] = {
    "": Layout,
    "event": Event,
    "rooms.*": RoomText,
    "sync": SyncPlan,
    "brand": Brand,
    "notices.*": Notice,
    "hide": Hidden,
    "alerts": Alerts,
    "override.*": Override,
}
"""Where keys may stand: a path with `*` for any name or number."""
SCREEN, VIEW = "screens.*", "screens.*.*.*"
"""A screen, and a view of one that has several."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what it expects, the words it takes where these are few, and the views (`show:`) that it belongs to.

    Without views it belongs wherever it is listed.
    """

    key: str
    says: str
    words: tuple[str, ...] = ()
    views: tuple[str, ...] = ()


def keys() -> dict[str, list[Key]]:
    """The keys that may stand at each place, in the order of the model."""
    found = {place: [_key(model, name) for name in model.model_fields] for place, model in PLACES.items()}
    found[SCREEN] = [key for key in _of_views() if key.key not in PLAYLIST_ONLY]
    found[VIEW] = [key for key in _of_views() if key.key not in ("rotate", "split", "direction")]
    return found


def _of_views() -> list[Key]:
    views: dict[str, list[str]] = {}
    made: dict[str, Key] = {"show": Key("show", "what the screen shows", tuple(_shown()))}
    for view, model in SCREENS.items():
        for name in model.model_fields:
            if name != "show":
                key = _key(model, name)
                made.setdefault(key.key, key)
                views.setdefault(key.key, []).append(view)
    everywhere = len(SCREENS)
    return [
        Key(key.key, key.says, key.words, () if len(of := views.get(key.key, [])) in (0, everywhere) else tuple(of))
        for key in made.values()
    ]


def _shown() -> list[str]:
    return [view for view in SCREENS if view not in ("rotate", "split")]


def _key(model: type[BaseModel], name: str) -> Key:
    field = model.model_fields[name]
    return Key(field.alias or name, field.description or _said(field.annotation), tuple(_words(field.annotation)))


def _said(annotation: Any) -> str:
    """What a section's own docstring says."""
    return (annotation.__doc__ or "").strip() if isinstance(annotation, type) else ""


def _words(annotation: Any) -> list[str]:
    """The words of a choice, also within an optional one; of yes and no, these."""
    if annotation is bool:
        return ["yes", "no"]
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    if get_origin(annotation) is dict:
        return []
    return [word for inner in get_args(annotation) for word in _words(inner)]
