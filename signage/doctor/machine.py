"""This machine: screens.yaml and the folders, rights, room on the disk, open files, the port, the store."""

from __future__ import annotations

import os
import re
import resource
import shutil
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from signage import __version__
from signage.doctor.examination import CONNECT, fault, good, warning
from signage.errors import LayoutError, SettingsError, StoreError
from signage.layout import Layout, load, read
from signage.metrics.endpoint import token_in
from signage.nodes.local_state import open_shared
from signage.staff import settings as staff_settings
from signage.store import address as store_address
from signage.store.sqlite import FILE, SQLiteStore
from signage.web.server import SPARE_FILES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from signage.doctor.examination import Place, Result
    from signage.store import Store
    from signage.store.address import Address

LITTLE, HARDLY = 1_000_000_000, 200_000_000
"""Bytes of room on a disk that are few, and too few."""
EACH = 2
"""Connections of a wall: its stream, and a request now and then."""
LEAST_DISPLAYS = 100
OLD = timedelta(days=2)
SECRET_FILE = re.compile(r"(INEVENT|SIGNAGE)_\w+_FILE")
OPEN_TO_OTHERS = stat.S_IRGRP | stat.S_IROTH
VERSION = re.compile(r'^signage_build_info\{[^}]*version="([^"]+)"', re.MULTILINE)


def layout_of(place: Place) -> tuple[list[Result], Layout | None]:
    """What is to be said of screens.yaml, and the layout if there is one."""
    try:
        loaded = load(read(place.config), where=str(place.config))
    except LayoutError as error:
        return [fault("screens.yaml", str(found), "run `signage check`") for found in error.findings[:5]], None
    errors = sum(finding.level == "error" for finding in loaded.findings)
    if errors:
        what = f"{place.config} has {errors} faults; each keeps something from a wall"
        return [fault("screens.yaml", what, f"run `signage check {place.config}`: it names the lines")], loaded.layout
    return [
        good("screens.yaml", f"{place.config} has {len(loaded.layout.screens)} screens and no faults")
    ], loaded.layout


def machine(place: Place, layout: Layout | None) -> Iterator[Result]:
    """All that can be seen without asking anybody. Blocks."""
    yield from _settings(place)
    yield from _folders(place)
    yield _room(place)
    yield _open_files(place, layout)
    if layout:
        yield _store(place, layout)


def _settings(place: Place) -> Iterator[Result]:
    for problem in place.problems:
        yield fault("settings", problem, "the server does not start with it: correct that file")
    for read_in in (staff_settings.from_environment, token_in, store_address.from_environment):
        try:
            read_in(place.env)
        except SettingsError as error:
            for line in str(error).splitlines():
                yield fault("settings", line, "the server does not start with it: correct it in its environment")
    for name, file in place.env.items():
        if SECRET_FILE.fullmatch(name) and not file.startswith("/run/") and Path(file).is_file():
            mode = Path(file).stat().st_mode
            if mode & OPEN_TO_OTHERS:
                what = f"{file}, which {name} names, can be read by others (mode {stat.S_IMODE(mode):o})"
                yield warning("settings", what, f"chmod 600 {file}, owned by the server's user")


def _folders(place: Place) -> Iterator[Result]:
    user = f"this user (uid {os.getuid()})"
    if not (os.access(place.config, os.W_OK) and os.access(place.config.parent, os.W_OK)):
        mend = f"let the server's user write {place.config} and its folder, if staff are to edit on their page"
        yield warning("folders", f"{user} may not write {place.config}: the layout page is read-only", mend)
    for name in ("media", "theme"):
        folder = place.config.parent / name
        if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
            yield fault("folders", f"{user} may not read {folder}", f"chown or chmod {folder}")
    data = place.data if place.data.exists() else _nearest(place.data)
    if data.is_dir() and os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield good("folders", f"{user} may write {place.data}")
    else:
        mend = f"make it this user's: install -d -m 700 -o USER {place.data}; a container needs the volume's owner set"
        yield fault("folders", f"{user} may not write {place.data}: a restart would forget all", mend)


def _nearest(folder: Path) -> Path:
    """The folder that is there, of those that a folder lies in."""
    return next((parent for parent in folder.absolute().parents if parent.exists()), Path("/"))


def _room(place: Place) -> Result:
    free = shutil.disk_usage(place.data if place.data.exists() else _nearest(place.data)).free
    what, mend = f"{free / 1e9:.1f} GB are free for {place.data}", "make room: the server writes every minute"
    if free < HARDLY:
        return fault("disk", what, mend)
    return warning("disk", what, mend) if free < LITTLE else good("disk", what)


def _open_files(place: Place, layout: Layout | None) -> Result:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    displays = place.displays or max(LEAST_DISPLAYS, len(layout.screens) if layout else 0)
    wanted = EACH * displays + SPARE_FILES
    if hard != resource.RLIM_INFINITY and hard < wanted:
        what = f"{hard} open files are allowed, and {displays} displays need {wanted}"
        return fault("open files", what, f"LimitNOFILE={max(65_536, wanted)} in the unit, or `ulimit -Hn`")
    return good("open files", f"{displays} displays need {wanted}; allowed are {'any' if hard < 0 else hard}")


def _store(place: Place, layout: Layout) -> Result:
    try:
        shared = store_address.from_environment(place.env)
        if not shared and not (place.data / FILE).exists():
            return warning("store", f"{place.data} holds no data yet", "start the server, or run `signage pull`")
        with closing(_opened(place, layout, shared)) as store:
            snapshot = store.load(layout.event.id)
    except SettingsError as error:
        return fault("store", str(error), "correct SIGNAGE_STORE in the server's environment")
    except StoreError as error:
        mend = "restore a backup, or move the file away: the next pull fills a new one"
        return fault(
            "store", str(error), "see that it runs and can be reached; walls go on meanwhile" if shared else mend
        )
    if snapshot is None:
        return warning("store", f"no agenda of {layout.event.id} is stored", "see why pulls fail, above")
    age = place.clock.now() - snapshot.confirmed_at
    what = (
        f"its agenda has {len(snapshot.agenda.sessions)} sessions, confirmed {snapshot.confirmed_at:%Y-%m-%d %H:%M} UTC"
    )
    return warning("store", what, "it is old: is the server running?") if age > OLD else good("store", what)


def _opened(place: Place, layout: Layout, shared: Address | None) -> Store:
    """The server's store, to be read."""
    if shared:
        return open_shared(shared, layout.event.id, place.clock)
    return SQLiteStore(place.data, sole=False, writes=False)


async def server(place: Place) -> AsyncIterator[Result]:
    """The server on this machine, if it runs."""
    url = f"http://127.0.0.1:{place.port}{place.base.path}"
    async with httpx.AsyncClient(transport=place.transport, timeout=CONNECT, trust_env=False) as client:
        try:
            healthy = await client.get(f"{url}/healthz")
            ready, numbers = await client.get(f"{url}/readyz"), await client.get(f"{url}/metrics")
        except httpx.ConnectError:
            yield warning(
                "server", f"nothing listens on port {place.port}", "start it: signage serve; or name its --port"
            )
            return
        except httpx.HTTPError as error:
            what = f"what listens on port {place.port} does not answer: {type(error).__name__}"
            yield fault("server", what, f"see who that is (`ss -ltnp 'sport = :{place.port}'`), and its log")
            return
    if (healthy.status_code, healthy.text) != (200, "ok\n"):
        what = f"no signage answers at {url}, but something else does"
        yield fault(
            "server",
            what,
            f"stop that (`ss -ltnp 'sport = :{place.port}'` names it), or name the server's --port and --base-path",
        )
        return
    if ready.status_code != httpx.codes.OK:
        yield fault("server", "it runs, and has no agenda to show yet", "see why pulls fail, above")
    found = VERSION.search(numbers.text)
    if found and found[1] != __version__:
        yield warning("server", f"signage {found[1]} runs, and {__version__} is installed", "restart it")
    else:
        yield good("server", f"signage {__version__} serves on port {place.port}")
