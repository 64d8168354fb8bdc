"""How soon a lesson's terminal is there, with a CPU slowed four times, over a fast-3G line in its two usual meanings.

Lighthouse's line has 150 ms and 1.6 Mbit/s. Chrome's DevTools mean the same line, but let every request wait for
562.5 ms and give it nine tenths of that throughput, to make up for what they cannot slow down.
"""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from measure import Row
from werkzeug.serving import make_server

from app import create_app
from tests.chromium import ARGUMENTS, CHROMIUM

pytestmark = pytest.mark.bench
sync_api = pytest.importorskip("playwright.sync_api")
ROOT = Path(__file__).parents[2]
LESSON = "kubernetes-basics/02-deploy-an-app"
FIELD = ".first-line textarea, .xterm-rows"
READY = "() => document.querySelector('.xterm-rows')?.textContent.includes('root@')"
LINES = {
    "Lighthouse's fast 3G": {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750},
    "DevTools' fast 3G": {"latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375},
}
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


def _usable(page: Any, address: str, line: dict[str, float]) -> tuple[float, float, float]:
    """Milliseconds until one can type behind the prompt, and until the emulator shows it; and the bytes of that."""
    sizes: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{address}/lessons/{LESSON}", wait_until="commit")
    page.locator(FIELD).first.wait_for()
    typing = page.evaluate("performance.now()")
    page.wait_for_function(READY, polling=20)
    return typing, page.evaluate("performance.now()"), sum(sizes)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_terminal_of_a_first_visit_and_of_a_second(table: Row, address: str, line: str) -> None:
    visits: dict[str, list[tuple[float, float, float]]] = {"a first visit": [], "the next, from the cache": []}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for _ in range(RUNS):
            context = browser.new_context(locale="en-US")
            for found in visits.values():
                found.append(_usable(context.new_page(), address, LINES[line]))
            context.close()
        browser.close()
    for visit, found in visits.items():
        typing, emulator, size = (statistics.median(numbers) for numbers in zip(*found, strict=True))
        table(f"{line}, CPU 4x slower, {visit}: until one can type at the prompt", "1500 ms", f"{typing:.0f} ms")
        table("the same: until the emulator shows it", "1500 ms", f"{emulator:.0f} ms")
        table("the same: compressed bytes", "400 KB", f"{size / 1000:.0f} KB")
