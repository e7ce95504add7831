"""What waits in a panel, taken apart: the templates of its store (docs/page.md, "What waits"). Pure."""

from __future__ import annotations

from typing import NamedTuple

TEMPLATE, END = "<template", "</template>"
STORE = f"{TEMPLATE} data-due"


class Waiting(NamedTuple):
    """A panel taken apart: what stands before the templates of its store, each of them, the rest."""

    before: str
    templates: list[str]
    after: str


def taken_apart(html: str, revision: str) -> Waiting | None:
    """A panel's HTML taken apart, without its revision.

    None for one that has no store or several, or anything but templates in it, as a venue's own may have.
    """
    first, *others = html.split(END)
    before, _, rest = first.partition(STORE)
    tag, close, first = rest.partition(">")
    if not close or not others:
        return None
    *templates, end, after = first, *others
    if end.strip() or html.count(TEMPLATE) != 1 + len(templates):
        return None
    if any(text[: text.find(TEMPLATE)].strip() for text in templates):
        return None
    return Waiting(before.replace(revision, "", 1) + STORE + tag, [text + END for text in templates], after)


def is_template(html: str) -> bool:
    """Whether this is one template and nothing else."""
    text = html.strip()
    return text.startswith(TEMPLATE) and text.endswith(END) and text.count(TEMPLATE) == text.count(END) == 1


def store_around(before: str, after: str, revision: str) -> tuple[str, str] | None:
    """What `taken_apart` tells of what is before and after all templates of a store; None where that is no store."""
    around = taken_apart(before + after, revision)
    return (around.before, around.after) if around and not around.templates and STORE in before else None
