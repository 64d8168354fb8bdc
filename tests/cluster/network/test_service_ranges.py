"""Ranges of cluster IPs, and the addresses in them."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.api.errors import ApiError
from tests.cluster.worlds import World

RANGES, ADDRESSES = ("networking.k8s.io", "servicecidrs"), ("networking.k8s.io", "ipaddresses")
SERVICES = ("", "services")


@pytest.fixture
def world() -> World:
    """A cluster whose own range is being deleted, so that no new address is taken from it."""
    world = World()
    world.create(RANGES, {"metadata": {"name": "small"}, "spec": {"cidrs": ["10.200.0.0/29"]}})
    world.advance(1)
    world.objects.delete(RANGES, "", "kubernetes")
    world.advance(1)
    return world


def service(world: World, name: str, **spec: Any) -> Any:
    made = {"metadata": {"name": name, "namespace": "default"}, "spec": {"ports": [{"port": 80}], **spec}}
    return world.create(SERVICES, made)["spec"]["clusterIP"]


def condition(world: World, name: str) -> Any:
    found = world.objects.get(RANGES, "", name)
    assert found is not None
    (one,) = found["status"]["conditions"]
    return one["status"], one["reason"], one["message"]


def test_a_range_is_protected_and_ready(world: World) -> None:
    found = world.objects.get(RANGES, "", "small")
    assert found is not None
    assert found["metadata"]["finalizers"] == ["networking.k8s.io/service-cidr-finalizer"]
    assert condition(world, "small") == ("True", "", "Kubernetes Service CIDR is ready")


def test_services_get_addresses_from_it_until_it_is_full(world: World) -> None:
    found = {service(world, f"s{number}") for number in range(6)}
    assert found == {f"10.200.0.{number}" for number in range(1, 7)}
    assert world.objects.get(ADDRESSES, "", "10.200.0.3") is not None
    with pytest.raises(ApiError) as problem:
        service(world, "late")
    assert (problem.value.code, str(problem.value)) == (
        500, "Internal error occurred: failed to allocate a serviceIP: range is full")  # fmt: skip
    world.objects.delete(SERVICES, "default", "s2")
    assert service(world, "late") in found


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("10.96.0.77", "the provided network does not match the current range"),
        ("10.200.0.7",
         "the provided IP (10.200.0.7) is not in the valid range. The range of valid IPs is 10.200.0.0/29"),
        ("10.200.0.5", "provided IP is already allocated"),
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_had(world: World, address: str, why: str) -> None:
    reference = {"resource": "things", "group": "ex.com", "name": "mine"}
    world.create(ADDRESSES, {"metadata": {"name": "10.200.0.5"}, "spec": {"parentRef": reference}})
    with pytest.raises(ApiError) as problem:
        service(world, "s", clusterIP=address)
    assert str(problem.value).endswith(f'Invalid value: ["{address}"]: failed to allocate IP {address}: {why}')


def test_a_range_goes_when_no_address_needs_it(world: World) -> None:
    assert condition(world, "kubernetes") == (
        "False", "Terminating",
        "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR",
    )  # fmt: skip
    world.create(RANGES, {"metadata": {"name": "large"}, "spec": {"cidrs": ["10.0.0.0/8"]}})
    world.advance(15)
    assert world.objects.get(RANGES, "", "kubernetes") is None


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"cidrs": []}, "spec.cidrs: Required value: at least one CIDR required"),
        ({"cidrs": ["10.0.0.1"]},
         'spec.cidrs[0]: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'),
        ({"cidrs": ["10.0.0.0/8", "11.0.0.0/8"]},
         'spec.cidrs: Invalid value: ["10.0.0.0/8","11.0.0.0/8"]: may specify no more than one IP for each '
         "IP family, i.e 192.168.0.0/24 and 2001:db8::/64"),
    ],
)  # fmt: skip
def test_ranges_are_checked(world: World, spec: Any, problem: str) -> None:
    with pytest.raises(ApiError) as found:
        world.create(RANGES, {"metadata": {"name": "r"}, "spec": spec})
    assert str(found.value) == f'ServiceCIDR.networking.k8s.io "r" is invalid: {problem}'
