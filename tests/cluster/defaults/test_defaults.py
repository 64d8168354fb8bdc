"""Defaults as a real 1.36 server answered them to a dry-run create of minimal manifests (cases.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cluster.api.decode import decode_object
from app.cluster.defaults import apply_defaults, prepare_create

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())
UID = "5a441d74-517f-46bb-af72-402b12be31cf"


def gvk_of(obj: dict[str, Any]) -> tuple[str, str, str]:
    group, _, version = obj["apiVersion"].rpartition("/")
    return group, version, obj["kind"]


def created(given: dict[str, Any]) -> dict[str, Any]:
    gvk = gvk_of(given)
    obj = decode_object(json.loads(json.dumps(given)), gvk).object
    apply_defaults(gvk, obj)
    obj["metadata"]["uid"] = UID
    prepare_create(gvk, obj)
    del obj["metadata"]["uid"]
    return obj


def without_admission(answered: dict[str, Any]) -> dict[str, Any]:
    """The answer less what admission and allocation put in: service account, priority, tolerations, IPs, ports."""
    obj: dict[str, Any] = json.loads(json.dumps(answered))
    obj["metadata"].pop("namespace", None)
    spec = obj.get("spec") or {}
    if obj["kind"] == "Pod":
        for key in ("preemptionPolicy", "priority", "serviceAccount", "serviceAccountName", "tolerations"):
            del spec[key]
        spec["volumes"] = [item for item in spec["volumes"] if not item["name"].startswith("kube-api-access")]
        if not spec["volumes"]:
            del spec["volumes"]
        for container in (*spec.get("initContainers", ()), *spec["containers"]):
            del container["volumeMounts"]
    if obj["kind"] == "Service":
        for port in spec.get("ports", ()):
            port.pop("nodePort", None)
        if spec.get("clusterIP") != "None":
            spec.pop("clusterIP", None)
            spec.pop("clusterIPs", None)
    if obj["kind"] == "Node":
        del spec["taints"]
    if obj["kind"] == "PersistentVolume":
        del obj["status"]["lastPhaseTransitionTime"]
    return obj


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['given']['kind']}-{case['given']['metadata']['name']}")
def test_defaults(case: dict[str, Any]) -> None:
    assert created(case["given"]) == without_admission(case["answered"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['given']['kind']}-{case['given']['metadata']['name']}")
def test_defaulting_twice_changes_nothing(case: dict[str, Any]) -> None:
    obj = created(case["given"])
    gvk = gvk_of(obj)
    again = decode_object(json.loads(json.dumps(obj)), gvk).object
    apply_defaults(gvk, again)
    assert again == obj
