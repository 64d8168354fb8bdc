"""A cluster behind a real port: what any HTTP client sees of it."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.labs.port import Port

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
       "spec": {"containers": [{"name": "c", "image": "nginx"}]}}  # fmt: skip
PODS = "/api/v1/namespaces/default/pods"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[Port]:
    made = Port(tmp_path / "config")
    yield made
    made.stop()


def test_the_kubeconfig_leads_to_the_port(port: Port, tmp_path: Path) -> None:
    config = yaml.safe_load((tmp_path / "config").read_text())
    assert config["clusters"][0]["cluster"]["server"] == port.place
    assert port.place.startswith("https://127.0.0.1:")
    assert (tmp_path / "config").stat().st_mode & 0o777 == 0o600
    assert config["current-context"] == "kubernetes-admin@kubernetes"


def test_time_is_skipped_on_request(port: Port) -> None:
    status, _ = port.call(PODS, POD, **{"Content-Type": "application/json"})
    assert status == 201
    port.skip(30)
    assert json.loads(port.call(f"{PODS}/web")[1])["status"]["phase"] == "Running"
    assert port.plain("/_kubekata/clock", "minutes=1") == (400, "seconds=N is wanted\n")


def test_a_reset_forgets_everything(port: Port) -> None:
    port.call(PODS, POD, **{"Content-Type": "application/json"})
    assert port.plain("/_kubekata/reset", "") == (200, "ok\n")
    assert port.call(f"{PODS}/web")[0] == 404


def test_a_watch_comes_in_pieces_and_ends_with_its_time(port: Port) -> None:
    port.call(PODS, POD, **{"Content-Type": "application/json"})
    _, text = port.call(f"{PODS}?watch=1&timeoutSeconds=1&resourceVersion=0")
    first = json.loads(text.splitlines()[0])
    assert (first["type"], first["object"]["metadata"]["name"]) == ("ADDED", "web")


def test_strangers_are_refused(port: Port) -> None:
    status, text = port.call(PODS, as_admin=False, Authorization="Bearer somebody-else")
    assert (status, json.loads(text)["reason"]) == (401, "Unauthorized")
    status, text = port.call(PODS, as_admin=False)
    assert json.loads(text)["message"] == (
        'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" '
        'in the namespace "default"'
    )


def test_without_tls_there_is_only_the_clock(port: Port) -> None:
    assert port.plain(PODS, "") == (400, "Client sent an HTTP request to an HTTPS server.\n")
    page = {"Origin": "http://example.com"}
    assert port.plain("/_kubekata/reset", "", **page) == (400, "Client sent an HTTP request to an HTTPS server.\n")


def test_a_certificate_of_another_authority_is_refused(port: Port) -> None:
    with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
        port_context = ssl.create_default_context()
        urllib.request.urlopen(port.place, timeout=10, context=port_context)
