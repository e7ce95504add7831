"""The language of the staff page: which one a browser asks for, and every text in it."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from babel import negotiate_locale

from signage.phrase import told
from signage.render.language import CATALOGUES, STAFF_CATALOGUES, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from gettext import NullTranslations

    from starlette.requests import Request

    from signage.staff.differences import Translate
    from signage.web.staff.calls import Asked


LANGUAGES = ("en", *sorted(file.stem for file in CATALOGUES.glob("*.po")))


def language_of(request: Request) -> str:
    """The language among ours that the browser asks for first; English if it asks for none of them."""
    said = request.headers.get("accept-language", "").replace("-", "_").split(",")[:20]
    return negotiate_locale([part.partition(";")[0].strip() for part in said], LANGUAGES) or "en"


def catalogue(language: str) -> NullTranslations:
    """The staff page's texts in a language, in which phrases are told."""
    return translations(language, STAFF_CATALOGUES)


@cache
def words_of_scripts(language: str) -> Mapping[str, str | list[str]]:
    """Every text of a language by the English one; of a text with a number, by the English singular, all its forms.

    Which of them a number below 200 takes is the digit at its place under the empty key; of a larger one the last two
    digits say it. English has none of this.
    """
    found = catalogue(language)
    numbered = [key for key in getattr(found, "_catalog", {}) if isinstance(key, tuple)]
    forms: dict[str, str | list[str]] = {}
    for text, _ in numbered:
        forms[text] = [found.ngettext(text, text, number) for number in _examples(found.plural)]  # type: ignore[attr-defined]
    if forms:
        forms[""] = "".join(str(found.plural(number)) for number in range(200))  # type: ignore[attr-defined]
    texts = {key: text for key, text in getattr(found, "_catalog", {}).items() if isinstance(key, str) and key and text}
    return {**texts, **forms}


def _examples(form_of: Callable[[int], int]) -> list[int]:
    """A number for each form, in their order."""
    return list(dict(sorted((form_of(number), number) for number in range(200))).values())


@cache
def words_version(language: str) -> str:
    """A hash of a language's texts."""
    return hashlib.sha256(repr(sorted(words_of_scripts(language).items())).encode()).hexdigest()[:10]


def ngettext(one: str, many: str, number: int, language: str, **values: object) -> str:
    """The text for a number, which is `number` in it as the `values` are, in whichever form it takes in a language."""
    return catalogue(language).ngettext(one, many, number) % {"number": number, **values}


def words_of(asked: Asked) -> Translate:
    """The words of the language that the page asks for."""
    words = catalogue(language_of(asked.request))
    return lambda text: told(text, words)
