"""Install old TV engines, one virtual environment each: `python tests/tv/install.py [53 56 65 87 …]`.

The engines are QtWebEngine builds from PyPI, named after their Chromium. Needs nothing but Python on Debian;
when root, the system packages they load are installed too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ("65", "87")
ENGINES = {
    "53": ("PyQt5==5.8.2",),  # LG webOS TV 4
    "56": ("PyQt5==5.9.2",),  # Samsung Tizen 4
    "65": ("PyQt5==5.11.3", "PyQt5-sip==12.13.0"),  # LG webOS TV 5, BrightSign 8.0
    "69": ("PyQt5==5.12.3", "PyQtWebEngine==5.12.1", "PyQt5-sip==12.13.0"),  # Tizen 5.5, BrightSign 8.1
    "87": (  # LG webOS TV 22, BrightSign 8.5
        "PyQt5==5.15.11",
        "PyQtWebEngine==5.15.7",
        "PyQt5-Qt5==5.15.17",
        "PyQtWebEngine-Qt5==5.15.17",
        "PyQt5-sip==12.15.0",
    ),
}
OWN_SIP = ("53", "56")  # their `sip` has no wheel for a current Python: it is built on the spot (gcc, Python.h)
PACKAGES = [
    "xvfb",
    "fonts-dejavu-core",
    "fonts-noto-core",
    "fonts-noto-cjk",
    "libnss3",
    "libxcomposite1",
    "libxcursor1",
    "libxdamage1",
    "libxi6",
    "libxtst6",
    "libxrandr2",
    "libxss1",
    "libxkbcommon0",
    "libxslt1.1",
    "libasound2",
    "libegl1",
    "libgl1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libx11-xcb1",
    "libgssapi-krb5-2",
]


def python_of(engine: str) -> Path:
    """The interpreter that drives this engine, once it is installed."""
    return ROOT / f".venv-tv/{engine}/bin/python"


def run(*command: str | Path, cwd: Path | None = None) -> None:
    subprocess.run(command, check=True, cwd=cwd)


def install_packages() -> None:
    missing = [p for p in PACKAGES if subprocess.run(["dpkg", "-s", p], capture_output=True, check=False).returncode]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("not installed, an engine may not start without:", *missing, file=sys.stderr)
        return
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)


def install_engine(engine: str) -> None:
    folder = ROOT / f".venv-tv/{engine}"
    done = folder / "installed"
    pins = "\n".join(ENGINES[engine])
    if done.exists() and done.read_text() == pins:
        return
    venv.create(folder, clear=True, with_pip=True)
    pip = (python_of(engine), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if engine in OWN_SIP:
        run(*pip, "sip==6.8.6", "setuptools==75.8.0", "wheel==0.45.1")
        run(folder / "bin/sip-module", "--abi-version", "12", "--sdist", "sip", cwd=folder)
        run(*pip, "--no-build-isolation", *folder.glob("sip-*.tar.gz"))
    run(*pip, "--no-deps", *ENGINES[engine])
    done.write_text(pins)


def main(wanted: list[str]) -> None:
    unknown = [engine for engine in wanted if engine not in ENGINES]
    if unknown:
        sys.exit(f"no such engine: {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    install_packages()
    for engine in wanted or DEFAULT:
        install_engine(engine)
        print(f"Chromium {engine}: {python_of(engine)}")


if __name__ == "__main__":
    main(sys.argv[1:])
