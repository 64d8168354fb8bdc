"""EndpointSlices: at most a hundred endpoints in each, hand-written ones mirrored."""

from __future__ import annotations

from tests.cluster.worlds import DEPLOYMENTS, PODS, Object, World, deployment

SERVICES, ENDPOINTS, SLICES = ("", "services"), ("", "endpoints"), ("discovery.k8s.io", "endpointslices")


def _service(**spec: object) -> Object:
    ports = [{"name": "http", "port": 80, "targetPort": 80, "appProtocol": "kubernetes.io/h2c"}]
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default"},
            "spec": {"ports": ports, **spec}}  # fmt: skip


def _slices(world: World) -> list[Object]:
    return [one for one in world.objects.list(SLICES, "default") if one["metadata"]["name"] != "kubernetes"]


def _sizes(world: World) -> list[int]:
    return sorted(len(one.get("endpoints") or ()) for one in _slices(world))


def test_endpoints_stay_in_their_slice() -> None:
    world = World()
    world.create(DEPLOYMENTS, deployment("web", "nginx", 120))
    world.create(SERVICES, _service(selector={"app": "web"}))
    world.advance(30)
    assert sum(_sizes(world)) == 120
    assert len(_sizes(world)) == 2
    assert max(_sizes(world)) <= 100
    assert {one["ports"][0]["appProtocol"] for one in _slices(world)} == {"kubernetes.io/h2c"}
    before = {one["metadata"]["name"]: {each["addresses"][0] for each in one["endpoints"]} for one in _slices(world)}
    world.objects.delete(PODS, "default", world.pods()[0]["metadata"]["name"], grace=0)
    world.advance(30)
    assert sum(_sizes(world)) == 120
    kept = sum(len(before[one["metadata"]["name"]] & {each["addresses"][0] for each in one["endpoints"]})
               for one in _slices(world))  # fmt: skip
    assert kept == 119


def test_hand_written_endpoints_are_mirrored() -> None:
    world = World()
    world.create(SERVICES, _service())
    subsets = [{"addresses": [{"ip": "192.0.2.4"}], "ports": [{"name": "http", "port": 8080}]}]
    meta = {"name": "web", "namespace": "default"}
    world.create(ENDPOINTS, {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta, "subsets": subsets})
    world.advance(5)
    (found,) = _slices(world)
    assert found["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"] == (
        "endpointslicemirroring-controller.k8s.io")  # fmt: skip
    assert [one["addresses"] for one in found["endpoints"]] == [["192.0.2.4"]]
    world.objects.delete(ENDPOINTS, "default", "web")
    world.advance(5)
    assert _slices(world) == []
