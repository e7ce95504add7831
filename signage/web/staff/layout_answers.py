"""What the API of the layout page answers where an edit is not taken as it is: problems, faults, a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from signage.layout.save import encoded
from signage.phrase import N_
from signage.staff.layouts import Edited, author, tag_of
from signage.web.staff.language import catalogue, language_of, ngettext, words_of
from signage.web.staff.schemas.layout import Conflict, Faults, ProblemTold

if TYPE_CHECKING:
    from signage.staff.problems import Examined
    from signage.staff.problems import Problem as Found
    from signage.staff.versions import Version
    from signage.web.staff.calls import Asked

SAVED_MEANWHILE = N_("%(who)s saved meanwhile; nothing was overwritten.")


def told(asked: Asked, problems: tuple[Found, ...]) -> list[ProblemTold]:
    """Problems as the API tells them, in the language of whoever asks."""
    words = catalogue(language_of(asked.request))
    return [
        ProblemTold(
            line=problem.finding.line,
            path=".".join(map(str, problem.finding.path)),
            what=problem.finding.what.told(words),
            hint=problem.finding.hint.told(words),
            level=problem.level,
            old=problem.old,
            instead=str(problem.finding.hint.values.get("instead", "")),
        )
        for problem in problems
    ]


def faults(asked: Asked, examined: Examined) -> Response:
    """The answer to an edit that adds errors."""
    message = ngettext(
        "Nothing was saved: the edit adds an error.",
        "Nothing was saved: the edit adds %(number)s errors.",
        len(examined.errors),
        language_of(asked.request),
    )
    faulty = Faults(error="faulty", message=message, problems=told(asked, examined.problems))
    return JSONResponse(faulty.model_dump(mode="json"), 422)


def conflict(asked: Asked, edited: Edited, yours: str, tag: str, versions: Iterable[Version]) -> Response:
    """The answer to an edit of the text with this `tag`, where the file has another by now; `base` is what both had."""
    file, version = edited.file, edited.version
    like = file.content if isinstance(file.content, bytes) else b""
    base = next((one.text for one in versions if tag_of(encoded(one.text, like)) == tag), None)
    who = author(version)
    found = Conflict(
        error="changed_meanwhile",
        message=words_of(asked)(SAVED_MEANWHILE) % {"who": who},
        current=file.text,
        yours=yours,
        base=base,
        etag=file.tag,
        who=who,
        at=version.at if version else None,
        version=version.number if version else None,
    )
    return JSONResponse(found.model_dump(mode="json"), 412)
