"""The API of pictures: bodies of any shape, and what screens show stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.web.staff.multipart import Malformed, file_in
from tests.venue.test_uploads import png
from tests.web.staff.test_layout import ONE, EditorSite, tag


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[EditorSite]:
    site = EditorSite(tmp_path)
    await site.editing.layouts.start()
    yield site
    await site.editing.previews.aclose()


async def test_a_picture_is_added_listed_shown_and_taken_away(site: EditorSite) -> None:
    async with site.editor() as client:
        answer = await client.post("media", files={"file": ("plan é.png", png())})
        assert (answer.status_code, answer.json()) == (201, {"name": "plan é.png"})
        listed = (await client.get("media")).json()["files"]
        assert [(one["name"], one["width"], one["problem"], one["used_by"]) for one in listed] == [
            ("plan é.png", 8, "", [])
        ]
        again = await client.post("media", files={"file": ("plan é.png", png())})
        assert (again.status_code, again.json()["error"]) == (409, "taken")
        assert (await client.post("media?replace=1", files={"file": ("plan é.png", png())})).status_code == 201
        used = ONE + "  map: {show: picture, file: plan é.png}\n"
        assert (await client.put("layout", content=used, headers=await tag(client))).json()["problems"] == []
        kept = await client.delete("media/plan%20%C3%A9.png")
        assert (kept.status_code, kept.json()["message"]) == (409, "It is shown on map.")
        await client.put("layout", content=ONE, headers=await tag(client))
        assert (await client.delete("media/plan%20%C3%A9.png")).status_code == 204
        assert (await client.delete("media/plan%20%C3%A9.png")).status_code == 404
        assert [entry.what for entry in site.staff.journal.latest(9) if "picture" in entry.what] == [
            "removed a picture",
            "added a picture",
            "added a picture",
        ]


async def test_what_is_no_picture_or_too_large_is_refused(site: EditorSite) -> None:
    async with site.editor() as client:
        for name, raw, status in (("a.png", b"x", 422), ("../a.png", png(), 422), ("a.png", bytes(41_000_000), 413)):
            answer = await client.post("media", files={"file": (name, raw)})
            assert answer.status_code == status, answer.text
        assert (await client.post("media", content=b"x")).status_code == 400
        for path in ("media/..%2Fscreens.yaml", "media/%2e%2e", "media/.upload-x"):
            assert (await client.delete(path)).status_code == 404
    assert site.file.exists()
    assert not (site.file.parent / "media").exists()


async def test_only_editors_add_and_remove(site: EditorSite) -> None:
    async with site.editor("operator") as client:
        assert (await client.post("media", files={"file": ("a.png", png())})).status_code == 403
        assert (await client.delete("media/a.png")).status_code == 403
        assert (await client.get("media")).status_code == 200


HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
KIND = "multipart/form-data; boundary=b"


def test_the_file_is_found_among_other_fields() -> None:
    other = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nhello\r\n'
    assert file_in(other + HEAD + b"1\r\n2--b\r\n--b--\r\n", KIND) == ("a.png", b"1\r\n2--b")
    assert file_in(HEAD + b"\r\n--b--", 'multipart/form-data; charset=utf-8; boundary="b"') == ("a.png", b"")


@pytest.mark.parametrize(
    "body", [b"", b"--b", b"--b--\r\n", HEAD, HEAD + b"no end", HEAD[:30], b"x" + HEAD + b"\r\n--b--"]
)
def test_a_body_that_breaks_off_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        file_in(body, KIND)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_body_holds_a_file_or_is_malformed(body: bytes, kind: str) -> None:
    for content_type in (kind, KIND):
        try:
            name, raw = file_in(body, content_type)
        except Malformed:
            continue
        assert isinstance(name, str)
        assert len(raw) <= len(body)


@given(st.binary(max_size=200).filter(lambda raw: b"\r\n--b" not in raw))
def test_the_file_comes_out_byte_for_byte(raw: bytes) -> None:
    assert file_in(HEAD + raw + b"\r\n--b--\r\n", KIND) == ("a.png", raw)
