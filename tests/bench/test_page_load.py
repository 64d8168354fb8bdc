"""How soon a lesson's terminal takes lines: over a fast-3G line (150 ms, 1.6 Mbit/s) with a CPU slowed four times."""

from __future__ import annotations

import shutil
import statistics
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from measure import Row
from werkzeug.serving import make_server

from app import create_app

pytestmark = pytest.mark.bench
sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ROOT = Path(__file__).parents[2]
LESSON = "kubernetes-basics/02-deploy-an-app"
READY = "() => document.querySelector('.xterm-rows')?.textContent.includes('root@')"
FAST_3G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
RUNS = 5


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    app = create_app(f"sqlite:///{tmp_path}/bench.sqlite3", [ROOT / "lessons"], ROOT / "static")
    server = make_server("127.0.0.1", 0, app.flask, threaded=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    app.runtime.stop()


def _usable(page: Any, address: str) -> tuple[float, float]:
    """Milliseconds until the prompt stands there, and the bytes that came until then."""
    sizes: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.emulateNetworkConditions", FAST_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{address}/lessons/{LESSON}", wait_until="commit")
    page.wait_for_function(READY, polling=20)
    return page.evaluate("performance.now()"), sum(sizes)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_terminal_of_a_first_visit_and_of_a_second(table: Row, address: str) -> None:
    first, second, size = [], [], 0.0
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(RUNS):
            context = browser.new_context(locale="en-US")
            took, size = _usable(context.new_page(), address)
            first.append(took)
            second.append(_usable(context.new_page(), address)[0])
            context.close()
        browser.close()
    table("first visit over fast 3G, CPU 4x slower: until the prompt", "1500 ms", f"{statistics.median(first):.0f} ms")
    table("the same, files in the browser's cache", "1500 ms", f"{statistics.median(second):.0f} ms")
    table("compressed bytes of a first visit", "400 KB", f"{size / 1000:.0f} KB")
