"""The real site in a real browser: gunicorn on the demonstration data, Debian's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.conftest import ROOT, missing

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 40


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the site answers; fails when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the site ended while starting"
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the site did not become ready")


class Site:
    """A running site with its own data folder; it can be hurt, and comes back."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("WEMI_")}
        self.env |= {"WEMI_DATA_DIR": str(folder), "PORT": str(self.port)} | settings
        self._log = (folder.parent / "log").open("wb")
        self.process = subprocess.Popen(
            self.command("serve", "--port", str(self.port)),
            cwd=ROOT,
            env=self.env,
            stdout=self._log,
            stderr=self._log,
        )

    @staticmethod
    def command(*words: str) -> list[str]:
        """A command of the house."""
        return [sys.executable, "-m", "flask", "--app", "wsgi", *words]

    def pid(self, name: str) -> int:
        """The process that the supervisor started under this name."""
        return int((self.folder / "run" / f"{name}.pid").read_text())

    def stop(self) -> None:
        """Stop it as an operator would."""
        self.process.terminate()
        self.process.wait(30)
        self._log.close()


@pytest.fixture(scope="session")
def running(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running site, on a copy of the demonstration data."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(demo_folder, folder)
    site = Site(folder)
    try:
        wait_until_ready(site.url, site.process)
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="session")
def site(running: Site) -> str:
    """The address of the running site."""
    return running.url


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    if not CHROMIUM.exists():
        missing("Chromium is not installed")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
    yield browser
    browser.close()


class Visit:
    """A visitor's window; it remembers errors of scripts and every address it asked for."""

    def __init__(self, context: BrowserContext, site: str, javascript: bool = True) -> None:
        self.site = site
        self.javascript = javascript
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _note(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), str(getattr(message, "text", ""))
        if kind == "error" and "status of 4" not in text:
            self.errors.append(text)

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site + path)
        return self.page

    def check(self) -> None:
        """Nothing broke, and nothing came from another host."""
        assert self.errors == []
        foreign = [u for u in self.asked if not u.startswith((self.site, "data:", "blob:"))]
        assert foreign == []

    def overflows(self) -> bool:
        """Whether the page is wider than its window."""
        # A page that has just been asked for has no width yet.
        self.page.wait_for_load_state("load")
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        return bool(self.page.evaluate(script))


windows = pytest.mark.parametrize(
    "visit",
    [(360, True), (360, False), (1280, True)],
    indirect=True,
    ids=["360-js", "360-plain", "1280-js"],
)


def press(page: Page, name: str) -> None:
    """Press the first button of the page's own part that says this."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state("load")


@pytest.fixture
def visit(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A window; `@pytest.mark.parametrize("visit", [(width, javascript)], indirect=True)`."""
    width, javascript = getattr(request, "param", (1280, True))
    context = chromium.new_context(
        viewport={"width": width, "height": 800 if width > 500 else 740},
        java_script_enabled=javascript,
        locale="it-IT",
    )
    window = Visit(context, site, javascript)
    yield window
    window.check()
    context.close()
