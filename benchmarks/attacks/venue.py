"""Attacks from behind: what the gateway answers, and what lies in the folder of pictures."""

from __future__ import annotations

import io
import os
import signal
import time

from PIL import Image

from benchmarks.attacks.means import Target, begin, until

SCANS, SIDE = 400, 6000


def nothing(_: Target) -> None:
    """(-) nobody does anything"""
    begin()
    signal.pause()


def bomb(target: Target) -> None:
    """(d) progressive JPEGs of 400 scans are dropped into media/"""
    file = io.BytesIO()
    Image.new("L", (SIDE, SIDE), 90).save(file, "JPEG", progressive=True)
    raw = file.getvalue()
    start = raw.rindex(b"\xff\xda")
    media = target.folder / "media"
    media.mkdir(exist_ok=True)
    begin()
    for number in range(1000):
        (media / "new").write_bytes(raw[:start] + raw[start:-2] * (SCANS + number) + raw[-2:])
        (media / "new").replace(media / "bomb.jpg")
        time.sleep(1)


def flood(target: Target) -> None:
    """(e) the gateway sends 19,000 sessions of one room, and again under other titles"""
    os.kill(target.gateway, signal.SIGUSR1)
    until(target, "/readyz", r"20[0-9]{3}\b")
    begin()
    while True:
        os.kill(target.gateway, signal.SIGUSR1)
        time.sleep(2)
