"""The frame around each page of the staff page, and its files."""

from __future__ import annotations

import re

import pytest

from signage.assets import static_url
from tests.web.staff.site import StaffSite

PAGES = ["screens", "messages", "time", "agenda", "layout", "log", "access"]


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_has_its_frame_and_the_strict_policy(page: str) -> None:
    async with StaffSite().client("viewer") as web:
        answer = await web.get(f"/staff/{page}")
        assert answer.status_code == 200
        assert 'aria-current="page"' in answer.text
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.endswith("form-action 'self'; frame-ancestors 'none'")
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert re.search(r"<script(?![^>]*src=)|<style|\son\w+=", answer.text) is None
        for url in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text):
            assert (await web.get(url)).status_code == 200, url


async def test_modules_share_one_hash_so_that_what_they_import_is_of_the_same_release() -> None:
    folder = static_url("staff/api.js").rpartition("/")[0]
    assert static_url("staff/dom.js") == f"{folder}/dom.js"
    assert re.fullmatch(r"/static/staff\.[0-9a-f]{10}", folder)


async def test_words_for_scripts_in_a_language() -> None:
    async with StaffSite().client(None) as web:
        assert (await web.get("/staff/words.json?lang=pt")).json()["Screens"] == "Ecrãs"
        assert (await web.get("/staff/words.json?lang=../../x")).json() == {}
        polish = (await web.get("/staff/words.json?lang=pl")).json()
        forms = [polish["1 screen"][int(polish[""][number])] for number in (0, 1, 2, 22, 101)]
        several = "Ekrany: %(number)s"
        assert forms == [several, "1 ekran", several, several, several]


async def test_a_page_is_in_the_browsers_language() -> None:
    async with StaffSite().client("viewer") as web:
        for asked, got in (
            ("xx, ar;q=0.9, en;q=0.5", '<html lang="ar" dir="rtl"'),
            ("zh-Hant", '<html lang="zh-Hant" dir="ltr"'),
            ("pt-BR,pt", '<html lang="pt" dir="ltr"'),
            ("../../x, *", '<html lang="en" dir="ltr"'),
        ):
            assert got in (await web.get("/staff/screens", headers={"accept-language": asked})).text
