"""What a screen of screens.yaml is: a view, a playlist of views, or two beside each other. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag

from signage.layout.fields import BadValue
from signage.layout.views import (
    PLAYLIST_ONLY,
    SCREEN_ONLY,
    AgendaScreen,
    DirectoryScreen,
    MessageScreen,
    OverviewScreen,
    PictureScreen,
    RoomScreen,
    SlidesScreen,
    View,
    ViewEntry,
    ViewFields,
    WebScreen,
)
from signage.phrase import N_, Phrase


def _only_view_keys(view: View) -> View:
    if alien := sorted(SCREEN_ONLY & view.model_fields_set):
        raise BadValue(Phrase("'%(key)s' belongs to the whole screen, not to one of its views", key=alien[0]))
    return view


def _without_share(view: ViewFields) -> ViewFields:
    if alien := sorted(PLAYLIST_ONLY & view.model_fields_set):
        raise BadValue(Phrase("'%(key)s' belongs to a view in a playlist: write it below 'rotate:'", key=alien[0]))
    return view


class RotateScreen(ViewFields):
    """A playlist: views one after another, in step with every other screen."""

    rotate: tuple[Annotated[ViewEntry, AfterValidator(_only_view_keys)], ...] = Field(
        min_length=1, max_length=20, description=N_("a list of views, each with its seconds")
    )


class SplitScreen(ViewFields):
    """Two views at once."""

    split: tuple[Annotated[ViewEntry, AfterValidator(_only_view_keys), AfterValidator(_without_share)], ...] = Field(
        min_length=2, max_length=2, description=N_("a list of two views")
    )
    direction: Literal["beside", "stacked"] = Field(
        "beside", description=N_("beside or stacked; upright displays always stack, square ones never")
    )


def _kind(value: Any) -> str | None:
    """What a screen is: a playlist, a split, or the view it shows."""
    known = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return next((word for word in ("rotate", "split") if word in known), known.get("show"))


SCREENS: dict[str, type[BaseModel]] = {
    **{get_args(model.model_fields["show"].annotation)[0]: model for model in get_args(View)},
    "rotate": RotateScreen,
    "split": SplitScreen,
}
"""The model of each kind of screen, by the word that tells which."""

Screen = Annotated[
    Annotated[RoomScreen, Tag("room")]
    | Annotated[OverviewScreen, Tag("overview")]
    | Annotated[AgendaScreen, Tag("agenda")]
    | Annotated[DirectoryScreen, Tag("directory")]
    | Annotated[PictureScreen, Tag("picture")]
    | Annotated[SlidesScreen, Tag("slides")]
    | Annotated[MessageScreen, Tag("message")]
    | Annotated[WebScreen, Tag("page")]
    | Annotated[RotateScreen, Tag("rotate")]
    | Annotated[SplitScreen, Tag("split")],
    Discriminator(_kind),
    AfterValidator(_without_share),
]


def views_of(screen: View | RotateScreen | SplitScreen) -> tuple[View, ...]:
    """The views that a screen is made of."""
    match screen:
        case RotateScreen():
            return screen.rotate
        case SplitScreen():
            return screen.split
        case _:
            return (screen,)


def map_views(screen: Screen, change: Callable[[View], View]) -> Screen:
    """A screen with other views."""
    match screen:
        case RotateScreen():
            return screen.model_copy(update={"rotate": tuple(map(change, screen.rotate))})
        case SplitScreen():
            return screen.model_copy(update={"split": tuple(map(change, screen.split))})
        case _:
            return change(screen)
