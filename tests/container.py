"""deploy/Containerfile, read; and its steps done without a container runtime: `python -m tests.container BASE.tar`.

BASE.tar is a Debian as `mmdebstrap --variant=minbase --include=ca-certificates bookworm BASE.tar` makes it: this
machine's certificates are laid over those of that package. Root and systemd-nspawn do the rest: each stage is a folder,
and the server runs in the last one as its user, read-only but for its volume and /tmp.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.shape import ROOT

FILE = ROOT / "deploy/Containerfile"
OF_HERE = ("/etc/pip.conf", "/etc/ssl/certs", *filter(None, os.environ.get("PACKAGES", "").split(":")))
"""How a machine finds packages, if not where everybody does; PACKAGES names further folders of it, with `:` between."""
LAYOUT = "event: {id: evt_1, name: Summit, timezone: UTC}\nscreens: {hall: {show: overview}}\n"
PORT = 18080


@dataclass
class Stage:
    """One stage: its name, what it begins with, and its steps in order: the instruction and what follows it."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, instruction: str) -> str:
        """What follows the last of these instructions; empty if there is none."""
        return next((rest for name, rest in reversed(self.steps) if name == instruction), "")


def stages() -> list[Stage]:
    """The stages of the Containerfile."""
    found: list[Stage] = []
    text = re.sub(r"\\\n", " ", FILE.read_text(encoding="utf-8"))
    for line in text.splitlines():
        instruction, _, rest = line.strip().partition(" ")
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(name or "last", base))
        elif instruction and not instruction.startswith("#"):
            found[-1].steps.append((instruction, rest))
    return found


def of_here() -> list[str]:
    """What makes the packages that this machine has to be found in one of systemd-nspawn."""
    return [f"--bind-ro={path}" for path in OF_HERE if Path(path).exists()]


def inside(root: Path, *command: str, options: tuple[str, ...] = ()) -> list[str]:
    """The command line that runs a command in a stage's folder."""
    plain = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe", f"--directory={root}"]
    return [*plain, *of_here(), *options, *command]


def build(base: Path, folder: Path) -> tuple[Path, Stage]:
    """Do all steps; the last stage's folder, and the stage."""
    made: dict[str, Path] = {}
    for stage in stages():
        made[stage.name] = root = folder / stage.name
        root.mkdir()
        subprocess.run(["tar", "-xf", base, "-C", root], check=True)
        for instruction, rest in stage.steps:
            print(f"{stage.name}: {instruction} {rest[:100]}", flush=True)
            if instruction == "RUN":
                subprocess.run(inside(root, "/bin/sh", "-ec", rest), check=True)
            elif instruction == "COPY":
                copy(rest.split(), made, root)
    return root, stage


def copy(words: list[str], made: dict[str, Path], root: Path) -> None:
    """One COPY: files into a folder whose name ends in "/", or one folder to another place."""
    source = made[words.pop(0).removeprefix("--from=")] if words[0].startswith("--from=") else ROOT
    *patterns, target = words
    to = root / target.lstrip("/")
    for path in (path for pattern in patterns for path in source.glob(pattern.lstrip("/"))):
        if path.is_dir():
            shutil.copytree(path, to, symlinks=True)
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)


def serve(root: Path, stage: Stage, folder: Path) -> None:
    """Run the image as compose.yaml would, until its own health check is content; then end it."""
    volume = folder / "volume"
    (volume / "venue").mkdir(parents=True)
    (volume / "venue/screens.yaml").write_text(LAYOUT)
    user = int(stage.last("USER"))
    for path in (volume, *volume.rglob("*")):
        shutil.chown(path, user, user)
    environment = {"PATH": stage.last("ENV").removeprefix("PATH="), "INEVENT_BASE_URL": "http://127.0.0.1:9"}
    environment |= {"INEVENT_CLIENT_ID": "signage", "INEVENT_CLIENT_SECRET": "secret"}
    options = ("--read-only", "--tmpfs=/tmp", f"--bind={volume}:/var/lib/signage", "--user=signage")
    options += ("--drop-capability=all", "--no-new-privileges=yes", "--chdir=/var/lib/signage")
    options += tuple(f"--setenv={name}={value}" for name, value in environment.items())
    command = [*json.loads(stage.last("ENTRYPOINT")), *json.loads(stage.last("CMD")), "--port", str(PORT)]
    server = subprocess.Popen(inside(root, *command, options=options))
    check = json.loads(stage.last("HEALTHCHECK").partition("CMD ")[2].replace("8080", str(PORT)))
    try:
        for _ in range(60):
            time.sleep(1)
            if subprocess.run(check, stderr=subprocess.DEVNULL, check=False).returncode == 0:
                break
        else:
            raise SystemExit("it did not become healthy")
        print("healthy; in its volume:", *sorted(str(path.relative_to(volume)) for path in volume.rglob("*")))
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Build the image's file system from a base, and serve from it."""
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        root, stage = build(Path(sys.argv[1]), Path(folder))
        size = subprocess.check_output(["du", "-sm", root / "opt/signage"], text=True).split()[0]
        print(f"the base, Python and {size} MB")
        serve(root, stage, Path(folder))


if __name__ == "__main__":
    main()
