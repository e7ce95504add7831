"""What the API of the layout page answers where an edit is not taken as it is: problems, faults, a conflict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from signage.layout.save import encoded
from signage.staff.differences import N_
from signage.staff.layouts import Edited, author, tag_of
from signage.web.staff.language import language_of, ngettext, words_of
from signage.web.staff.schemas.layout import Conflict, Faults, ProblemTold

if TYPE_CHECKING:
    from signage.staff.problems import Examined
    from signage.staff.problems import Problem as Found
    from signage.staff.versions import Version
    from signage.web.staff.calls import Asked

INSTEAD = re.compile(r"did you mean '(.+)'\?$")
"""The hint by which the loader names the word that was meant."""
SAVED_MEANWHILE = N_("%(who)s saved meanwhile; nothing was overwritten.")


def told(problems: tuple[Found, ...]) -> list[ProblemTold]:
    """Problems as the API tells them."""
    found = []
    for problem in problems:
        finding = problem.finding
        meant = INSTEAD.search(finding.hint)
        found.append(
            ProblemTold(
                line=finding.line,
                path=".".join(map(str, finding.path)),
                what=finding.what,
                hint=finding.hint,
                level=problem.level,
                old=problem.old,
                instead=meant[1] if meant else "",
            )
        )
    return found


def faults(asked: Asked, examined: Examined) -> Response:
    """The answer to an edit that adds errors."""
    message = ngettext(
        "Nothing was saved: the edit adds an error.",
        "Nothing was saved: the edit adds %(number)s errors.",
        len(examined.errors),
        language_of(asked.request),
    )
    faulty = Faults(error="faulty", message=message, problems=told(examined.problems))
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
