"""Keys for editors: every key of the file has its sentence."""

from __future__ import annotations

from signage.layout.keys import Key, keys
from signage.layout.model import Layout
from signage.layout.section import Section


def test_every_key_says_what_it_expects() -> None:
    assert [(place, key.key) for place, found in keys().items() for key in found if not key.says] == []


def test_every_section_has_its_keys() -> None:
    sections = {name for name, field in Layout.model_fields.items() if is_section(field.annotation)}
    assert sections <= keys().keys()


def is_section(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Section)


def test_a_choice_has_its_words_and_a_key_its_views() -> None:
    screen = {key.key: key for key in keys()["screens.*"]}
    assert screen["theme"] == Key(
        "theme", "dark or light, or by hour: {'08:00': light, '19:00': dark}", ("dark", "light")
    )
    assert screen["room"].views == ("room",)
    assert screen["floors"].views == ("overview", "agenda", "directory")
    assert screen["qr"].words == ("yes", "no")
    assert screen["show"].words[0] == "room"
    assert "seconds" not in screen
    assert "seconds" in {key.key for key in keys()["screens.*.*.*"]}
    assert "from" in {key.key for key in keys()["notices.*"]}
