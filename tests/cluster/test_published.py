"""Manifests that everybody knows by their URL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.cluster.published.sites import EXAMPLES, page
from tests.cluster.api.server import Server, make

FILES = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def server() -> Server:
    made = make()
    for name in ("mem-example", "cpu-example", "qos-example"):
        made.json("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    return made


@pytest.mark.parametrize("name", FILES)
def test_every_example_is_accepted(server: Server, name: str) -> None:
    text = page("k8s.io", f"/examples/{name}")
    assert text == page("raw.githubusercontent.com", f"/kubernetes/website/main/content/en/examples/{name}")
    assert text is not None
    for obj in yaml.safe_load_all(text):
        group, kind = obj["apiVersion"], obj["kind"]
        prefix = "/api/v1" if group == "v1" else f"/apis/{group}"
        plural = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses"}.get(kind, f"{kind.lower()}s")
        space = obj["metadata"].get("namespace", "default")
        scoped = "" if kind in ("Namespace", "PersistentVolume") else f"/namespaces/{space}"
        query = "dryRun=All&fieldValidation=Strict"
        answer: Any = server.json("POST", f"{prefix}{scoped}/{plural}?{query}", json.loads(json.dumps(obj)))
        assert answer["kind"] == kind, answer.get("message")


@pytest.mark.parametrize("path", ["/examples/nosuch.yaml", "/examples/../sites.py", "/examples/pods", "/x"])
def test_nothing_else_is_there(path: str) -> None:
    assert page("k8s.io", path) is None


def test_the_folder_is_ours_alone() -> None:
    assert Path(EXAMPLES).parts[-3:] == ("cluster", "published", "examples")
