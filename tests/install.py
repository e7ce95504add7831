"""Follows docs/operators.md to the letter on a bare Debian: `python -m tests.install BASE.tar`, after `make dist`.

BASE.tar can be booted; `mmdebstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates bookworm
BASE.tar` makes it: this machine's certificates are laid over those of that package, which could not be installed then.
As root, with systemd-nspawn: the machine has this one's network while packages are installed, and is alone when it is
booted again for the service. At the end its wall has to show sessions.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.container import of_here
from tests.shape import ROOT

GUIDE = ROOT / "docs/operators.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SHOWS = "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8080); c.request('GET', '/screens/foyer'); "
SHOWS += "assert b'data-from' in c.getresponse().read(), 'no session on the wall'"
PASSWORD = "printf 'a long enough password\\n' | "  # it would be asked for in a terminal


def blocks(heading: str) -> list[str]:
    """The commands of a section of the guide, a text for each block."""
    section = GUIDE.read_text(encoding="utf-8").split(f"### {heading}\n")[1]
    return BLOCK.findall(re.split(r"^##", section, maxsplit=1, flags=re.MULTILINE)[0])


@contextmanager
def booted(root: Path, *options: str) -> Iterator[list[str]]:
    """A machine that is up, and the beginning of a command line that runs something in it."""
    command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", f"--directory={root}", *options]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    machine = subprocess.Popen([*command, *of_here()], **quiet)
    try:
        for _ in range(120):
            time.sleep(1)
            asked = ["ps", "--ppid", str(machine.pid), "-o", "pid="]
            first = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
            inside = ["nsenter", "-t", *first[:1], "-a", "env", "-i", PATH, "HOME=/root", "TERM=dumb"]
            if first and subprocess.call([*inside, "systemctl", "is-active", "-q", "multi-user.target"]) == 0:
                break
        yield inside
        subprocess.run([*inside, "systemctl", "poweroff"], check=False)
        machine.wait(60)
    finally:
        machine.kill()


def follow(inside: list[str], commands: list[str]) -> None:
    """Type each block as it stands, and end at the first that fails."""
    for block in commands:
        print(block, flush=True)
        typed = block.replace("signage staff add", f"{PASSWORD}signage staff add")
        subprocess.run([*inside, "bash", "-ec", f"cd /root; {typed}"], check=True)


def main() -> None:
    """Install, boot anew, and go on to the wall."""
    program, *rest = blocks("As a service")
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        root = Path(folder)
        subprocess.run(["tar", "-xf", sys.argv[1], "-C", root], check=True)
        for built in (ROOT / "dist").iterdir():
            (root / "root" / built.name).write_bytes(built.read_bytes())
        (root / "etc/hosts").write_text("127.0.0.1 localhost\n")  # as Debian's installer does
        proxy = rest.pop()
        with booted(root) as inside:
            follow(inside, [program, proxy.replace("systemctl restart", "systemctl disable --now")])
        with booted(root, "--private-network") as inside:
            follow(inside, [*rest, "sleep 5", f'python3 -c "{SHOWS}"', "caddy validate --config /etc/caddy/Caddyfile"])
    print("the wall shows sessions")


if __name__ == "__main__":
    main()
