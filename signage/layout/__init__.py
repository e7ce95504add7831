"""screens.yaml: what staff want on which wall."""

from signage.layout.fields import Hours
from signage.layout.load import Loaded, load, merge, read
from signage.layout.model import (
    AgendaScreen,
    Brand,
    DirectoryScreen,
    Layout,
    Leaf,
    MessageScreen,
    Notice,
    OverviewScreen,
    PictureScreen,
    RoomScreen,
    RotateScreen,
    Screen,
    SlidesScreen,
    SplitScreen,
    WebScreen,
    allowed,
    framed,
    leaves,
)
from signage.layout.text import Problem, Unreadable

__all__ = [
    "AgendaScreen",
    "Brand",
    "DirectoryScreen",
    "Hours",
    "Layout",
    "Leaf",
    "Loaded",
    "MessageScreen",
    "Notice",
    "OverviewScreen",
    "PictureScreen",
    "Problem",
    "RoomScreen",
    "RotateScreen",
    "Screen",
    "SlidesScreen",
    "SplitScreen",
    "Unreadable",
    "WebScreen",
    "allowed",
    "framed",
    "leaves",
    "load",
    "merge",
    "read",
]
