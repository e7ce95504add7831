"""What a text is, by where it stands: the one place that knows the classes of templates."""

from __future__ import annotations

ROLES: dict[str, dict[str, str]] = {
    "overview": {
        "room": ".cell__r",
        "item": ".rm--many .rm__t",
        "title": ".rm__t",
        "label": ".rm__u",
        "next": ".rm__x",
        "floor": ".ov__f, .cell__f",
    },
    "directory": {"room": ".cell__r", "title": ".sign__b", "floor": ".ov__f, .cell__f"},
    "agenda": {
        "time": ".bd__s b",
        "title": ".row__t",
        "floor": ".row__n small",
        "room": ".row__n",
        "speakers": ".row__w",
    },
    "room": {
        "room": ".hd__room",
        "time": ".slab__range",
        "title": ".talk__title",
        "speakers": ".who, .talk__who",
        "next": ".next:first-child .next__title",
        "later": ".next__title",
    },
}
"""By view, the selector of each role. Texts of a role have one size on a page; the first that matches counts."""

OTHER = "small, s, .flag, .way, .ic"
"""What is smaller or larger than its role by design."""

SEVERAL = frozenset({("room", "speakers"), ("overview", "floor"), ("directory", "floor")})
"""Roles that may have several sizes on a page."""
