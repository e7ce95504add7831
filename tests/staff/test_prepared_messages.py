"""Messages that are ready when the program is new."""

from __future__ import annotations

import pytest

from signage.staff.default_messages import ALL_CLEAR, EVACUATION, SHELTER, Said
from signage.staff.prepared_messages import SHIPPED, in_languages
from tests.render.test_locale import LANGUAGES


@pytest.mark.parametrize("said", [EVACUATION, SHELTER, ALL_CLEAR])
def test_what_is_said_in_an_emergency_is_said_in_every_language_of_the_walls(said: dict[str, Said]) -> None:
    assert {tag.replace("-", "_") for tag in said} == {"en", *LANGUAGES}
    assert [tag for tag, (title, text) in said.items() if not title or not text] == []


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["en"], []),
        (["pt-BR", "en"], ["pt"]),
        (["zh-Hant", "sw"], ["zh-Hant"]),
        (["de", "fr", "es", "it", "nl", "pl"], ["de", "fr", "es", "it", "nl"]),
    ],
)
def test_a_shipped_message_speaks_english_and_the_walls_languages(languages: list[str], expected: list[str]) -> None:
    message = in_languages(SHIPPED["evacuation"], languages).message
    assert (message.language, list(message.texts)) == ("en", expected)
