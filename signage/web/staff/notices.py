"""Messages: whom one would reach, sending, changing and ending it, what displays say of it, and the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from signage.phrase import N_
from signage.staff.delivery import Display
from signage.staff.delivery_report import Report, as_csv
from signage.staff.notice import Message, Notice
from signage.staff.notices import Notices, NotPossible
from signage.web.staff.audience import Reach, reach_of, unknown_names
from signage.web.staff.calls import Call, Detail, Refusal
from signage.web.staff.language import language_of, ngettext, words_of
from signage.web.staff.schemas.notices import AllClear, Issue, Item, Items, Learned, NoticeBody, Preview, Sent, ToldBody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signage.publish.publisher import Publisher
    from signage.staff.roles import Who
    from signage.web.staff.calls import Asked
    from signage.web.staff.wall_preview import Glass

SHOWN_IN_LISTS = 100
"""Messages that are over and listed."""


@dataclass(frozen=True)
class Messages:
    """The calls below `notices`."""

    notices: Notices
    publisher: Publisher
    glass: Glass

    def calls(self) -> tuple[Call, ...]:
        """All of them."""
        one, none = "notices/{id}", {404: "there is no such message"}
        over = {**none, 409: "it is over"}
        changed = {409: "it reaches another number of screens by now, is over, or cannot be sent now"}
        return (
            Call("POST", "notices/preview", "operator", self.preview, "Whom a message would reach", NoticeBody,
                 Preview),
            Call("POST", "notices", "operator", self.send, "Send a message", NoticeBody, Sent, 201, statuses=changed),
            Call("GET", "notices", None, self.list, "All messages", answer=Items),
            Call("GET", one, None, self.get, "One message, display by display", answer=Item, statuses=none),
            Call("PUT", one, "operator", self.change, "Change or renew it", NoticeBody, Item, statuses=over | changed),
            Call("DELETE", one, "operator", self.end, "End it, or take it back", answer=Item, statuses=over),
            Call("POST", f"{one}/all-clear", "operator", self.all_clear, "End it, and say that it is over", AllClear,
                 Sent, 201, statuses=over),
            Call("POST", f"{one}/screens/{{name}}", "operator", self.tell,
                 "Note that people at a screen know by other means", ToldBody, Item,
                 statuses={404: "there is no such message, or it is not for a screen of this name"}),
            Call("GET", f"{one}/report", None, self.report,
                 "How long it took to each display; CSV for those that accept text/csv", answer=Report,
                 gives="text/csv", query={"format": "json or csv"}, statuses=none),
            Call("PUT", f"{one}/learned", "operator", self.learn, "What was learned, for the report", Learned, Item,
                 statuses=none),
        )  # fmt: skip

    # ---- Before it is sent. ----

    async def preview(self, asked: Asked) -> Preview:
        """Whom a message would reach now."""
        message, displays = asked.body.message, self.notices.displays()
        self._check_names(message, displays)
        words = words_of(asked)
        found = [Issue(field=field, issue=words(issue)) for field, issue in message.issues(asked.now)]
        main = self.publisher.current.layout.language[0]
        seen = message if message.language else message.model_copy(update={"language": main})
        return Preview(reach=self._reach(message, displays), issues=found, draft=await self.glass.add(seen))

    async def send(self, asked: Asked) -> Sent:
        """Put a message on the walls."""
        displays = self.notices.displays()  # to look at thousands takes long
        message = self._message(asked, displays)
        reach = self._reach(message, displays)
        if message.style == "takeover":
            self._check_confirmed(asked, asked.body.confirm, len(reach.screens))
        try:
            notice = await self.notices.send(
                message, asked.who.name, asked.origin, reach.screens, _on(reach.screens, displays)
            )
        except NotPossible as error:
            raise refusal(error) from None
        return Sent(id=notice.id)

    def _message(self, asked: Asked, displays: Sequence[Display]) -> Message:
        """The message of a body, if it may be sent by whoever asks; its words are in the walls' main language."""
        message: Message = asked.body.message
        check_emergency(asked.who, message)
        self._check_names(message, displays)
        main = self.publisher.current.layout.language[0]
        return message if message.language else message.model_copy(update={"language": main})

    def _check_names(self, message: Message, displays: Sequence[Display]) -> None:
        """Raise Refusal for names that are neither a screen's nor a room's."""
        wrong = unknown_names(self.publisher.current, message.screens or (), displays)
        if wrong:
            details = tuple(Detail(f"screens.{place}", N_("is neither a screen nor a room")) for place in wrong[:20])
            raise Refusal(422, "invalid", "Some screens are not there.", details)

    @staticmethod
    def _check_confirmed(asked: Asked, confirm: str | int | None, screens: int) -> None:
        if confirm is None:
            field = Detail("confirm", N_("a takeover needs the number of screens that the preview told"))
            raise Refusal(422, "invalid", "The number of screens is missing.", (field,))
        if str(confirm) != str(screens):
            message = ngettext(
                "It would reach 1 screen by now, not %(confirm)s: look again.",
                "It would reach %(number)s screens by now, not %(confirm)s: look again.",
                screens,
                language_of(asked.request),
                confirm=confirm,
            )
            raise Refusal(409, "reach", message)

    def _reach(self, message: Message, displays: Sequence[Display]) -> Reach:
        return reach_of(self.publisher.current, message.screens, displays)

    # ---- Afterwards. ----

    async def list(self, asked: Asked) -> Items:
        """All messages that are on the walls, and the latest that are over."""
        found, over = [], 0
        for notice in self.notices.all():
            ended = notice.is_over(asked.now)
            over += ended
            if not ended or over <= SHOWN_IN_LISTS:
                found.append(self._item(notice, asked.now, brief=ended))
        return Items(notices=found)

    async def get(self, asked: Asked) -> Item:
        """One message."""
        return self._item(self._notice(asked), asked.now)

    async def change(self, asked: Asked) -> Item:
        """Other words or times; a takeover is renewed by this."""
        displays = self.notices.displays()
        notice, message = self._notice(asked), self._message(asked, displays)
        check_emergency(asked.who, notice.message)
        if (message.screens and set(message.screens)) != (notice.message.screens and set(notice.message.screens)):
            raise Refusal(409, "reach", "A message stays on its screens: end it, and send another.")
        try:
            changed = await self.notices.change(
                notice, message, asked.who.name, asked.origin, _on(notice.reach, displays)
            )
        except NotPossible as error:
            raise refusal(error) from None
        return self._item(changed, asked.now)

    async def end(self, asked: Asked) -> Item:
        """Take it off the walls."""
        notice = self._notice(asked)
        check_emergency(asked.who, notice.message)
        try:
            return self._item(await self.notices.withdraw(notice, asked.who.name, asked.origin), asked.now)
        except NotPossible as error:
            raise refusal(error) from None

    async def all_clear(self, asked: Asked) -> Sent:
        """End it, and say on its screens that it is over."""
        notice = self._notice(asked)
        check_emergency(asked.who, notice.message)
        body: AllClear = asked.body
        update = {
            "title": body.title,
            "text": body.text,
            "texts": body.texts,
            "start": None,
            "until": asked.now + timedelta(minutes=body.minutes),
            "place": "",
        }
        message = notice.message.model_copy(update=update)
        try:
            clear = await self.notices.all_clear(
                notice, message, asked.who.name, asked.origin, _on(notice.reach, self.notices.displays())
            )
        except NotPossible as error:
            raise refusal(error) from None
        return Sent(id=clear.id)

    async def tell(self, asked: Asked) -> Item:
        """Note that people at a screen know by other means."""
        notice, name = self._notice(asked), asked.path["name"]
        if name not in {*notice.reach, *(one.screen for one in self.notices.progress(notice.id).displays.values())}:
            raise Refusal(404, "no_such_screen", "The message is not for a screen of this name.")
        await self.notices.tell(notice, name, asked.body.state, asked.who.name, asked.origin)
        return self._item(notice, asked.now)

    async def learn(self, asked: Asked) -> Item:
        """Keep what was learned."""
        changed = await self.notices.learn(self._notice(asked), asked.body.text, asked.who.name, asked.origin)
        return self._item(changed, asked.now)

    async def report(self, asked: Asked) -> Report | Response:
        """The report, as JSON or for a spreadsheet."""
        notice = self._notice(asked)
        found = self.notices.report(notice)
        accepted = asked.request.headers.get("accept", "")
        if asked.request.query_params.get("format") != "csv" and "text/csv" not in accepted:
            return found
        zone = self.publisher.current.days.zone
        name = f"{notice.sent.astimezone(zone):%Y-%m-%d}-{notice.id}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(found, zone), media_type="text/csv; charset=utf-8", headers=headers)

    def _notice(self, asked: Asked) -> Notice:
        notice = self.notices.get(asked.path["id"])
        if notice is None:
            raise Refusal(404, "no_such_notice", "There is no message with this id, or no longer.")
        return notice

    def _item(self, notice: Notice, now: datetime, *, brief: bool = False) -> Item:
        progress = self.notices.progress(notice.id)
        settled = now > notice.may_be_taken_back_until and notice.state(now) in (
            "on_air",
            "ended",
            "withdrawn",
            "cleared",
        )
        return Item(
            **{name: getattr(notice.message, name) for name in Message.model_fields},
            id=notice.id,
            state=notice.state(now),
            by=notice.by,
            sent=notice.sent,
            ended=notice.ends if notice.is_over(now) else None,
            take_back_until=notice.may_be_taken_back_until,
            clears=notice.clears,
            cleared_by=notice.cleared_by,
            reach=list(notice.reach),
            displays=[] if brief else list(progress.displays.values()),
            not_reached=progress.not_reached(notice.reach) if settled and not brief else [],
            told=progress.told,
            learned=notice.learned,
        )


def _on(screens: Sequence[str], displays: Sequence[Display]) -> list[Display]:
    """Those of the displays that are on these screens."""
    wanted = set(screens)
    return [one for one in displays if one.screen in wanted]


def check_emergency(who: Who, message: Message) -> None:
    """Raise Refusal where a takeover is sent or ended by somebody without that right."""
    if message.style == "takeover" and not who.may("operator", emergency=True):
        raise Refusal(403, "emergency", "Takeovers need the right emergency, which %(name)s has not.", name=who.name)


def refusal(error: NotPossible) -> Refusal:
    """The answer for what cannot be done now."""
    details = tuple(Detail(field, issue) for field, issue in error.fields)
    return Refusal(422 if error.fields else 409, error.error, str(error), details, None, **error.values)
