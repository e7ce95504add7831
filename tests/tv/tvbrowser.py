"""Visit a page in the old Chromium of this interpreter's environment, as a TV would; print one line of JSON.

    python tvbrowser.py '{"url": …, "size": [1920, 1080], "seconds": 5, "until": js, "value": js,
                          "screenshot": path, "profile": folder, "proxy": port}'

Run by the interpreters that install.py makes; needs PyQt5 and nothing else.
"""

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading

ASK = json.loads(sys.argv[1])
SEEN = {"chromium": "", "errors": [], "value": None, "loaded": False}
WIDTH, HEIGHT = ASK["size"]


def finish(problem=None):
    """Print and end at once: the teardown of several of these releases crashes."""
    if problem:
        SEEN["errors"].append(problem)
    print(json.dumps(SEEN), flush=True)
    os._exit(0)


def start_display():
    """A private X server, which ends with this process even if that is killed."""
    read, write = os.pipe()
    subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: ctypes.CDLL(None).prctl(1, signal.SIGTERM),  # noqa: PLW1509 - PR_SET_PDEATHSIG
    )
    os.close(write)
    os.environ["DISPLAY"] = ":" + os.fdopen(read).readline().strip()


from PyQt5 import QtCore  # noqa: E402

OLD = tuple(map(int, QtCore.qVersion().split(".")[:2])) < (5, 12)
FOLDER = ASK.get("profile") or tempfile.mkdtemp(prefix="tv-")
os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox --disable-gpu --disable-background-networking"
os.environ["XDG_RUNTIME_DIR"] = FOLDER
if OLD:  # these crash on the offscreen platform, and look for a libGL.so that only development packages have
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    start_display()
    ctypes.CDLL("libGL.so.1", ctypes.RTLD_GLOBAL)
else:
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software")

from PyQt5 import QtNetwork, QtWidgets  # noqa: E402
from PyQt5 import QtWebEngineWidgets as Engine  # noqa: E402


class Page(Engine.QWebEnginePage):
    def javaScriptConsoleMessage(self, level, message, line, source):  # noqa: N802 - Qt calls it so
        if level == 2:
            SEEN["errors"].append(f"{message} ({source}:{line})")


def main():
    app = QtWidgets.QApplication([sys.argv[0], "--no-sandbox", "--disable-gpu"])
    if ASK["proxy"]:
        proxy = QtNetwork.QNetworkProxy(QtNetwork.QNetworkProxy.HttpProxy, "127.0.0.1", ASK["proxy"])
        QtNetwork.QNetworkProxy.setApplicationProxy(proxy)
    view = Engine.QWebEngineView()
    profile = Engine.QWebEngineProfile("tv")  # on disk: off the record, some have no localStorage
    profile.setPersistentStoragePath(FOLDER + "/storage")
    profile.setCachePath(FOLDER + "/cache")
    SEEN["chromium"] = re.findall(r"Chrome/([\d.]+)", profile.httpUserAgent())[0]
    page = Page(profile, view)
    view.setPage(page)
    view.resize(WIDTH, HEIGHT)
    left = [ASK["seconds"]]

    def report(text):
        answer = json.loads(text or '{"error": "the page gave no answer"}')
        SEEN["value"] = answer.get("value")
        if ASK.get("screenshot"):
            view.grab().save(ASK["screenshot"])
        finish(answer.get("error"))

    def look(met=False):
        left[0] -= 0.2
        if met or left[0] <= 0:
            expression = f"{{value: ({ASK['value']})}}"
            page.runJavaScript(
                f"(function () {{ try {{ return JSON.stringify({expression}) }}"
                " catch (e) { return JSON.stringify({error: String(e)}) } })()",
                report,
            )
        elif ASK.get("until"):
            page.runJavaScript(f"!!({ASK['until']})", lambda met: QtCore.QTimer.singleShot(200, lambda: look(met)))
        else:
            QtCore.QTimer.singleShot(200, look)

    def loaded(good):
        first = not SEEN["loaded"]
        SEEN["loaded"] = True
        if not good:
            SEEN["errors"].append("the page did not load")
        if first:
            look()

    page.loadFinished.connect(loaded)
    watchdog = threading.Timer(ASK["seconds"] + 45, finish, ["the engine gave no answer"])
    watchdog.daemon = True
    watchdog.start()
    view.show()
    view.load(QtCore.QUrl(ASK["url"]))
    app.exec_()


main()
