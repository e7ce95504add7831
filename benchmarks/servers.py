"""The servers that are measured, each in a process of its own on loopback, and what they cost."""

from __future__ import annotations

import contextlib
import shutil
import socket
import string
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
NCHAN = next(iter(Path("/usr/lib/nginx/modules").glob("ngx_nchan_module.so")), None)


@dataclass
class Contender:
    """A server under test, and its open streams."""

    name: str
    pid: int
    port: int
    process: subprocess.Popen[str]
    streams: list[socket.socket] = field(default_factory=list)

    @property
    def kb(self) -> int:
        """Resident memory."""
        return int(Path(f"/proc/{self.pid}/status").read_text().split("VmRSS:")[1].split()[0])

    @property
    def busy(self) -> float:
        """Seconds of CPU so far, user and system, of all its threads."""
        return busy_of(self.pid)


def busy_of(pid: int) -> float:
    """Seconds of CPU so far of a process, user and system, of all its threads; those it started are not in it."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def peer_python() -> Path:
    """The interpreter of a throwaway environment that holds sse-starlette, made at the first run."""
    python = HERE / ".venv" / "bin" / "python"
    if not python.exists():
        print("installing benchmarks/requirements.txt into benchmarks/.venv", file=sys.stderr)
        venv.create(HERE / ".venv", with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(HERE / "requirements.txt")]
        subprocess.run(command, check=True)
    return python


def worker(process: subprocess.Popen[str]) -> int:
    """The process that serves for nginx, which listens before it has started that."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (found := children.read_text().split()):
        time.sleep(0.05)
    return int(found[0])


@contextlib.contextmanager
def running(name: str, *command: str | Path, port: int) -> Iterator[Contender]:
    """A server for as long as it is needed, once it listens."""
    process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
    try:
        for _ in range(400):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield Contender(name, worker(process) if "nginx" in str(command[0]) else process.pid, port, process)
    finally:
        process.terminate()
        process.wait(10)


def python(
    name: str, script: str, *more: str, interpreter: Path = Path(sys.executable)
) -> contextlib.AbstractContextManager[Contender]:
    """A server that is a script of this folder."""
    port = free_port()
    return running(name, interpreter, script, str(port), *more, port=port)


def nginx(name: str, conf: str, stack: contextlib.ExitStack, **values: object) -> Contender | None:
    """nginx with a configuration of this folder, or None where it, or nchan, isn't installed."""
    if NGINX is None or (NCHAN is None and "nchan" in conf):
        return None
    port, folder = free_port(), Path(stack.enter_context(tempfile.TemporaryDirectory()))
    template = string.Template((HERE / conf).read_text())
    (folder / "nginx.conf").write_text(template.substitute(port=port, folder=folder, **values))
    return stack.enter_context(running(name, NGINX, "-p", folder, "-c", folder / "nginx.conf", port=port))
