"""A chart's whole life with a real helm."""

from __future__ import annotations

import json
import shutil

from tests.clients.conftest import Program


def test_a_chart_comes_changes_goes_back_and_leaves(helm: Program) -> None:
    helm("create", "shop")
    values = ("--set", "image.tag=1.27,image.repository=nginx")
    assert "STATUS: deployed\nREVISION: 1" in helm("install", "mine", "shop", *values)
    helm.port.skip(30)
    assert "STATUS: deployed\nREVISION: 2" in helm(
        "upgrade", "mine", "shop", *values, "--set", "replicaCount=3", "--wait"
    )
    listed = json.loads(helm("list", "-o", "json"))
    assert [(one["name"], one["revision"], one["status"]) for one in listed] == [("mine", "2", "deployed")]
    assert helm("rollback", "mine", "1") == "Rollback was a success! Happy Helming!\n"
    assert [one["status"] for one in json.loads(helm("history", "mine", "-o", "json"))] == [
        "superseded", "superseded", "deployed"
    ]  # fmt: skip
    assert "replicas: 1" in helm("get", "manifest", "mine")
    assert helm("uninstall", "mine") == 'release "mine" uninstalled\n'
    assert json.loads(helm("list", "-o", "json")) == []
    shutil.rmtree(helm.home / "shop")
