"""`baocao lab` in a real browser: JupyterLab in Vietnamese, and the panel of trends, redrawn on a choice."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
from chromium import Browser, browser
from debian_tools import tool

from analysis.cli.lab import CONFIGURATION_VARIABLE, FIRST_OPENED
from analysis.reference import Project
from analysis.reference.project import PROJECT_VARIABLE

TOKEN = "only-for-this-test"
STARTING = 60
"""Seconds to wait for the server, on a busy machine."""
MENUS = '[...document.querySelectorAll(".lm-MenuBar-itemLabel")].map(e => e.textContent)'
RUN_MENU = '[...document.querySelectorAll(".lm-MenuBar-item")].find(e => e.textContent === "Chạy")'
RUN_ALL = "document.querySelector('[data-command=\"runmenu:run-all\"]')"
PROMPTS = '[...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map(e => e.textContent).join(" ")'
CHARTS = 'document.querySelectorAll(".jp-OutputArea-output figure img")'
CAPTIONS = '[...document.querySelectorAll(".jp-OutputArea-output figcaption")].map(e => e.textContent)'
CONTROLS = 'document.querySelectorAll(".widget-dropdown select")'


@pytest.fixture
def lab_project(project: Project, tmp_path: Path) -> Path:
    """A project for one test, whose notebook JupyterLab may save."""
    tool("chromium", "google-chrome", "chrome")  # skip before anything is started
    root = tmp_path / "project"
    shutil.copytree(project.data, root / "data", ignore=shutil.ignore_patterns("simulation"))
    shutil.copy(project.root / "baocao.toml", root)
    (root / "notebooks").mkdir()
    shutil.copy(project.notebooks / FIRST_OPENED, root / "notebooks")
    return root


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running_lab(root: Path, home: Path) -> Iterator[str]:
    """Start `baocao lab` for a user without settings, yield its address, and end all its processes afterwards."""
    port = free_port()
    own = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    more = own | {PROJECT_VARIABLE: str(root), "IPYTHONDIR": str(home / "ipython")}
    environment = {k: v for k, v in os.environ.items() if k != CONFIGURATION_VARIABLE and "proxy" not in k.lower()}
    options = ["--no-browser", f"--port={port}", "--ServerApp.port_retries=0", "--ip=127.0.0.1", "--allow-root"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "analysis", "lab", *options],
            env=environment | more | {"JUPYTER_TOKEN": TOKEN},
            cwd=home,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", server, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            _end_with_all_it_started(server)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab does not answer:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _end_with_all_it_started(server: subprocess.Popen[bytes]) -> None:
    try:
        started = psutil.Process(server.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    for process in (*started, server):
        try:
            process.kill()
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue
    psutil.wait_procs(started, timeout=10)
    server.wait(timeout=10)


def choose_next(page: Browser, number: int) -> None:
    """Open a control with the mouse and choose the next option."""
    page.click(*page.middle_of(f"{CONTROLS}[{number}]"))
    page.wait(f"document.activeElement === {CONTROLS}[{number}]")
    page.press("ArrowDown")
    page.press("Enter")


def wait_for_another_picture(page: Browser) -> None:
    """Wait until the first chart differs from the stored one, and store it."""
    page.wait(f"{CHARTS}.length && {CHARTS}[0].complete && {CHARTS}[0].src !== window.remembered")
    page.evaluate(f"window.remembered = {CHARTS}[0].src")


def run_all(page: Browser) -> None:
    """Choose "run all cells" in the menu with the mouse; repeat until JupyterLab is ready and cells run."""
    until = time.monotonic() + STARTING
    while not page.evaluate(f"/[*1]/.test({PROMPTS})"):
        assert time.monotonic() < until, "no cell was run"
        if not page.evaluate(f"!!{RUN_ALL}?.checkVisibility()"):
            page.click(*page.middle_of(RUN_MENU))
        elif page.evaluate(f"{RUN_ALL}.classList.contains('lm-mod-active')"):
            page.click(*page.middle_of(RUN_ALL))
        else:
            page.point_at(*page.middle_of(RUN_ALL))  # a menu runs the entry under the mouse pointer
        time.sleep(0.5)


def test_the_panel_redraws_on_a_choice(lab_project: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with running_lab(lab_project, home) as address, browser(tmp_path / "profile") as page:
        page.visit(f"{address}/?token={TOKEN}")
        page.wait(f"location.pathname.endsWith('/lab/tree/{FIRST_OPENED}')", STARTING)
        page.wait("document.querySelectorAll('.jp-Notebook .jp-CodeCell').length > 1", STARTING)
        assert {"Tệp", "Chạy", "Trợ giúp"} <= set(page.evaluate(MENUS)), "the menus are in Vietnamese"

        run_all(page)
        page.wait(f"{CHARTS}.length > 1", STARTING)
        wait_for_another_picture(page)
        assert page.evaluate(CAPTIONS)[0].startswith("Tỷ lệ hộ nghèo")

        choose_next(page, 2)
        wait_for_another_picture(page)
        assert page.evaluate(CAPTIONS)[0].startswith("Tỷ lệ hộ cận nghèo")

        choose_next(page, 3)
        wait_for_another_picture(page)
        assert "Nông thôn" in page.evaluate(f"{CHARTS}[0].alt")
        assert page.evaluate(f"{CHARTS}[0].naturalWidth") > 0, "it is a picture"
