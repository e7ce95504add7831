"""screens.yaml: what staff want on which wall."""

from signage.layout.fields import Hours
from signage.layout.load import Loaded, load, read
from signage.layout.model import AlertKind, Brand, Layout, SyncPlan, allowed, framed, located_views
from signage.layout.notices import Notice
from signage.layout.screens import RotateScreen, Screen, SplitScreen, map_views, views_of
from signage.layout.views import (
    AgendaScreen,
    DirectoryScreen,
    MessageScreen,
    OfAgenda,
    OverviewScreen,
    PictureScreen,
    RoomScreen,
    SlidesScreen,
    View,
    WebScreen,
    message_in_place_of,
)

__all__ = [
    "AgendaScreen",
    "AlertKind",
    "Brand",
    "DirectoryScreen",
    "Hours",
    "Layout",
    "Loaded",
    "MessageScreen",
    "Notice",
    "OfAgenda",
    "OverviewScreen",
    "PictureScreen",
    "RoomScreen",
    "RotateScreen",
    "Screen",
    "SlidesScreen",
    "SplitScreen",
    "SyncPlan",
    "View",
    "WebScreen",
    "allowed",
    "framed",
    "load",
    "located_views",
    "map_views",
    "message_in_place_of",
    "read",
    "views_of",
]
