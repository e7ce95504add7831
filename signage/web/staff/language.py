"""The language of the staff page: which one a browser asks for, and every text in it."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from babel import negotiate_locale

from signage.render.language import CATALOGUES, STAFF_CATALOGUES, translations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from signage.staff.differences import Translate
    from signage.web.staff.calls import Asked


LANGUAGES = ("en", *sorted(file.stem for file in CATALOGUES.glob("*.po")))


def language_of(request: Request) -> str:
    """The language among ours that the browser asks for first; English if it asks for none of them."""
    said = request.headers.get("accept-language", "").replace("-", "_").split(",")[:20]
    return negotiate_locale([part.partition(";")[0].strip() for part in said], LANGUAGES) or "en"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of a language by the English one; empty for English."""
    found = getattr(translations(language, STAFF_CATALOGUES), "_catalog", {})
    return {key: text for key, text in found.items() if isinstance(key, str) and key and text}


@cache
def words_version(language: str) -> str:
    """A hash of a language's texts."""
    return hashlib.sha256(repr(sorted(catalogue(language).items())).encode()).hexdigest()[:10]


def words_of(asked: Asked) -> Translate:
    """The words of the language that the page asks for."""
    words: Mapping[str, str] = catalogue(language_of(asked.request))
    return lambda text: words.get(text, text)
