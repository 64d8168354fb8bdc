"""Disruption budgets and evictions."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.api.errors import ApiError
from tests.cluster.worlds import DEPLOYMENTS, PODS, World, deployment, pod

BUDGETS, DAEMON_SETS = ("policy", "poddisruptionbudgets"), ("apps", "daemonsets")


def budget(name: str = "b", app: str = "web", **spec: Any) -> Any:
    return {"metadata": {"name": name, "namespace": "default"},
            "spec": {"selector": {"matchLabels": {"app": app}}, **spec}}  # fmt: skip


def status(world: World, name: str = "b") -> Any:
    found = world.objects.get(BUDGETS, "default", name)
    assert found is not None
    return found["status"]


def numbers(world: World) -> tuple[int, ...]:
    found = status(world)
    return tuple(found[name] for name in ("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"))


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ({"minAvailable": 3}, (1, 4, 3, 4)),
        ({"minAvailable": "60%"}, (1, 4, 3, 4)),
        ({"maxUnavailable": "30%"}, (2, 4, 2, 4)),
        ({"maxUnavailable": 0}, (0, 4, 4, 4)),
        ({"minAvailable": "100%"}, (0, 4, 4, 4)),
    ],
)
def test_what_a_budget_allows(spec: Any, wanted: tuple[int, ...]) -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 4))
    world.advance(3)
    world.create(BUDGETS, budget(**spec))
    world.advance(1)
    assert numbers(world) == wanted
    reason = "SufficientPods" if wanted[0] else "InsufficientPods"
    assert status(world)["conditions"][0]["reason"] == reason


def test_a_spent_budget_refuses_and_says_what_it_needs() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 2))
    world.create(BUDGETS, budget(minAvailable=1))
    world.advance(5)
    first, second = (one["metadata"]["name"] for one in world.pods())
    world.cluster.api.evict("default", first)
    with pytest.raises(ApiError) as refusal:
        world.cluster.api.evict("default", second)
    assert refusal.value.code == 429
    assert str(refusal.value) == "Cannot evict pod as it would violate the pod's disruption budget."
    causes = refusal.value.status["details"]["causes"]
    assert causes == [{"reason": "DisruptionBudget",
                       "message": "The disruption budget b needs 1 healthy pods and has 2 currently"}]  # fmt: skip


def test_two_budgets_for_one_pod_are_an_error() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 2))
    world.create(BUDGETS, budget("a", minAvailable=1))
    world.create(BUDGETS, budget("b", minAvailable=1))
    world.advance(5)
    with pytest.raises(ApiError) as refusal:
        world.cluster.api.evict("default", world.pods()[0]["metadata"]["name"])
    assert (refusal.value.code, str(refusal.value)) == (500,
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")  # fmt: skip


@pytest.mark.parametrize(("policy", "goes"), [("AlwaysAllow", True), ("IfHealthyBudget", False), (None, False)])
def test_unhealthy_pods_may_go_if_the_policy_says_so(policy: str | None, goes: bool) -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 2))
    world.create(BUDGETS, budget(minAvailable=2, **({"unhealthyPodEvictionPolicy": policy} if policy else {})))
    world.advance(5)
    name = world.pods()[0]["metadata"]["name"]

    def sicken(new: Any) -> None:
        for one in new["status"]["conditions"]:
            if one["type"] == "Ready":
                one["status"] = "False"

    world.objects.patch(PODS, "default", name, sicken, subresource="status")
    world.advance(0.01)
    if goes:
        world.cluster.api.evict("default", name)
    else:
        with pytest.raises(ApiError):
            world.cluster.api.evict("default", name)


def test_pods_whose_controller_has_no_scale_cannot_be_counted() -> None:
    world = World()
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "fluentd"}]}}
    spec = {"selector": {"matchLabels": {"app": "web"}}, "template": template}
    world.create(BUDGETS, budget(maxUnavailable=1))
    world.advance(1)
    world.create(DAEMON_SETS, {"metadata": {"name": "d", "namespace": "default"}, "spec": spec})
    world.advance(5)
    problem = "daemonsets.apps does not implement the scale subresource"
    assert status(world)["conditions"][0]["message"] == problem
    assert status(world)["conditions"][0]["reason"] == "SyncFailed"
    message = f"Failed to calculate the number of expected pods: {problem}"
    assert ("Warning", "CalculateExpectedPodCountFailed", message) in [one[:3] for one in world.events("b")]
    with pytest.raises(ApiError) as refusal:
        world.cluster.api.evict("default", world.pods()[0]["metadata"]["name"])
    assert refusal.value.status["details"]["causes"][0]["message"] == (
        f"The disruption budget b does not allow evicting pods currently because it failed sync: {problem}"
    )


def test_pods_of_nobody_are_told_of() -> None:
    world = World()
    lonely = pod("p", "sleep", "3600")
    lonely["metadata"]["labels"] = {"app": "web"}
    world.create(PODS, lonely)
    world.create(BUDGETS, budget(maxUnavailable=1))
    world.advance(3)
    reasons = {reason: message for _, reason, message, _ in world.events("b")}
    assert reasons["UnmanagedPods"].startswith(
        "Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},"
        "MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged."
    )
    assert numbers(world) == (0, 1, 0, 0)
