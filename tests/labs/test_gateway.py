"""A cluster behind a real port: what any HTTP client sees of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from app.labs.gateway import Gateway

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
       "spec": {"containers": [{"name": "c", "image": "nginx"}]}}  # fmt: skip
PODS = "/api/v1/namespaces/default/pods"


class Port:
    """A running gateway; `call` is one request."""

    def __init__(self, kubeconfig: Path) -> None:
        self.place = ""
        self._up = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        gateway = Gateway(release="1.36", preset="bare", nodes=None, seed=1)

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._task = self._loop.create_task(gateway.serve(0, kubeconfig, self._said))
            with contextlib.suppress(asyncio.CancelledError):
                self._loop.run_until_complete(self._task)

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert self._up.wait(10)

    def _said(self, line: str) -> None:
        self.place = line.split(" at ")[1].split(" ", maxsplit=1)[0]
        self._up.set()

    def call(self, path: str, body: object = None, **headers: str) -> tuple[int, str]:
        data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        request = urllib.request.Request(self.place + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def stop(self) -> None:
        assert self._task is not None
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)
        self._loop.close()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[Port]:
    made = Port(tmp_path / "config")
    yield made
    made.stop()


def test_the_kubeconfig_leads_to_the_port(port: Port, tmp_path: Path) -> None:
    config = yaml.safe_load((tmp_path / "config").read_text())
    assert config["clusters"][0]["cluster"] == {"server": port.place}
    assert config["current-context"] == "kubernetes-admin@kubernetes"


def test_time_is_skipped_on_request(port: Port) -> None:
    status, _ = port.call(PODS, POD, **{"Content-Type": "application/json"})
    assert status == 201
    assert port.call("/_kubekata/clock", "seconds=30") == (200, "ok\n")
    assert json.loads(port.call(f"{PODS}/web")[1])["status"]["phase"] == "Running"
    assert port.call("/_kubekata/clock", "minutes=1") == (400, "seconds=N is wanted\n")


def test_a_reset_forgets_everything(port: Port) -> None:
    port.call(PODS, POD, **{"Content-Type": "application/json"})
    assert port.call("/_kubekata/reset", "") == (200, "ok\n")
    assert port.call(f"{PODS}/web")[0] == 404


def test_a_watch_comes_in_pieces_and_ends_with_its_time(port: Port) -> None:
    port.call(PODS, POD, **{"Content-Type": "application/json"})
    _, text = port.call(f"{PODS}?watch=1&timeoutSeconds=1&resourceVersion=0")
    first = json.loads(text.splitlines()[0])
    assert (first["type"], first["object"]["metadata"]["name"]) == ("ADDED", "web")


def test_strangers_are_refused(port: Port) -> None:
    status, text = port.call(PODS, Authorization="Bearer somebody-else")
    assert (status, json.loads(text)["reason"]) == (401, "Unauthorized")
