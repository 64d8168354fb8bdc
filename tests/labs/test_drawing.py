"""The picture of a cluster, and what is told of it."""

from __future__ import annotations

import pytest

from app.labs.details import detail
from app.labs.drawing import Drawing
from app.labs.picture import shape_of
from app.labs.shapes import Requirement, Rule
from app.labs.views import RefusedError
from tests.labs.looking import Looking, looking

PODS = ("", "pods")


def test_nothing_is_kept_or_told_before_somebody_looks() -> None:
    async def test(here: Looking) -> None:
        await here.world.type(1, "kubectl create deployment web --image=nginx")
        await here.world.advance(10)
        assert (here.told, here.due) == ([], [])
        whole = here.drawing.look()
        assert [(pod.name[:4], pod.status, pod.state) for pod in whole.pods if pod.namespace == "default"] == [
            ("web-", "Running", "ready")
        ]
        assert [(node.name, node.status, node.roles) for node in whole.nodes] == [
            ("controlplane", "Ready", ("control-plane",)),
            ("node01", "Ready", ()),
        ]
        assert here.told == []
        here.drawing.rest()
        await here.world.type(1, "kubectl delete deployment web")
        await here.world.advance(60)
        assert here.due == []

    looking(test)


def test_what_changes_together_is_told_once_and_only_what_is_different() -> None:
    async def test(here: Looking) -> None:
        here.drawing.look()
        await here.world.type(1, "kubectl create deployment web --image=nginx --replicas=3")
        await here.world.advance(10)
        assert len(here.due) == 1
        here.tick()
        (told,) = here.told
        assert told.version == 1
        assert [(one.kind, one.ready, one.wanted, one.revision) for one in told.workloads] == [
            ("Deployment", 3, 3, 1),
            ("ReplicaSet", 3, 3, 1),
        ]
        assert [(pod.state, pod.ready, pod.owner) for pod in told.pods] == [("ready", "1/1", told.workloads[1].id)] * 3
        assert (told.nodes, told.services, told.gone) == ((), (), ())
        await here.world.advance(300)  # nodes renew their leases and their status: nothing that one sees
        here.tick()
        assert here.told == [told]

    looking(test)


def test_what_came_and_went_meanwhile_is_not_told() -> None:
    async def test(here: Looking) -> None:
        here.drawing.look()
        await here.world.type(1, "kubectl create service clusterip web --tcp=80; kubectl delete service web")
        here.tick()
        assert here.told == []

    looking(test)


def test_pictures_add_up_to_the_cluster() -> None:
    async def test(here: Looking) -> None:
        whole = here.drawing.look()
        shapes = {one.id: one for one in (*whole.nodes, *whole.pods, *whole.workloads, *whole.services)}
        await here.world.type(1, "kubectl create deployment web --image=nginx --replicas=4")
        await here.world.type(1, "kubectl expose deployment web --port=80")
        for line in ("kubectl set image deployment web nginx=nginx:1.27", "kubectl scale deployment web --replicas=1"):
            for _ in range(5):
                await here.world.advance(2)
                here.tick()
            await here.world.type(1, line)
        await here.world.advance(60)
        here.tick()
        assert [told.version for told in here.told] == list(range(1, len(here.told) + 1))
        for told in here.told:
            for name in told.gone:
                del shapes[name]
            for one in (*told.nodes, *told.pods, *told.workloads, *told.services):
                assert shapes.get(one.id) != one
                shapes[one.id] = one
        now = Drawing(here.world.lab.cluster, here.told.append, lambda _, tick: None).look()
        assert shapes == {one.id: one for one in (*now.nodes, *now.pods, *now.workloads, *now.services)}

    looking(test)


def _state(phase: str, *, reason: str = "", ready: bool = False, gone: bool = False, **state: object) -> str:
    meta = {"name": "a", "namespace": "default"} | ({"deletionTimestamp": "2026-01-01T00:00:00Z"} if gone else {})
    waiting = {"waiting": {"reason": reason}} if reason else state or {"running": {}}
    status = {
        "phase": phase,
        "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
        "containerStatuses": [{"name": "a", "state": waiting, "ready": ready, "restartCount": 0}],
    }
    shape = shape_of(PODS, {"metadata": meta, "spec": {"containers": [{"name": "a"}]}, "status": status})
    return getattr(shape, "state", "")


def test_a_colour_for_everything_that_a_pod_goes_through() -> None:
    assert _state("Pending", reason="ContainerCreating") == "creating"
    assert _state("Pending", reason="ImagePullBackOff") == "failing"
    assert _state("Pending", reason="ErrImagePull") == "failing"
    assert _state("Pending", reason="CreateContainerConfigError") == "failing"
    assert _state("Running") == "running"
    assert _state("Running", ready=True) == "ready"
    assert _state("Running", reason="CrashLoopBackOff") == "failing"
    assert _state("Running", terminated={"reason": "OOMKilled", "exitCode": 137}) == "failing"
    assert _state("Running", ready=True, gone=True) == "terminating"
    assert _state("Succeeded", terminated={"reason": "Completed", "exitCode": 0}) == "completed"
    assert _state("Failed", terminated={"reason": "Error", "exitCode": 1}) == "failing"
    bare = {"metadata": {"name": "a", "namespace": "b"}, "spec": {"containers": []}, "status": {"phase": "Pending"}}
    assert getattr(shape_of(PODS, bare), "state", "") == "pending"


def test_what_leads_to_pods_and_what_they_keep() -> None:
    async def test(here: Looking) -> None:
        manifest = """kubectl apply -f - <<'.'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  defaultBackend: {service: {name: other, port: {number: 80}}}
  rules:
  - host: shop.example
    http: {paths: [{path: /cart, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  nodeSelector: {disk: fast}
  containers: [{name: db, image: redis}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: tick}
spec:
  schedule: "* * * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: tick, image: busybox}]}}}}
.
"""
        here.drawing.look()
        await here.world.type(1, manifest)
        await here.world.advance(1)
        here.tick()
        (told,) = here.told
        assert [(one.kind, one.name, one.rules) for one in told.routes] == [
            ("Ingress", "shop", (Rule("shop.example", "/cart", "Service/default/cart"),
                                 Rule("", "/", "Service/default/other"))),
        ]  # fmt: skip
        assert [(one.id, one.status, one.capacity, one.bound) for one in told.storage] == [
            ("PersistentVolumeClaim/default/data", "Pending", "1Gi", "")
        ]
        assert [(pod.claims, pod.state) for pod in told.pods] == [(("PersistentVolumeClaim/default/data",), "pending")]
        assert told.pods[0].why.startswith("0/2 nodes are available")
        assert [(one.kind, one.note) for one in told.workloads] == [("CronJob", "* * * * *")]

    looking(test)


def test_the_details_of_an_object() -> None:
    async def test(here: Looking) -> None:
        await here.world.type(1, "kubectl create deployment web --image=nginx:1.27; kubectl get rs -o name")
        await here.world.advance(10)
        found = detail(here.world.lab.cluster, "Deployment/default/web")
        assert [(fact.name, fact.value) for fact in found.facts] == [
            ("Ready", "1/1"),
            ("Up-to-date", "1"),
            ("Available", "1"),
            ("Age", "10s"),
            ("Container nginx", "nginx:1.27"),
            ("Labels", "app=web"),
            ("Selector", "app=web"),
        ]
        assert [(fact.name, fact.value) for fact in found.conditions] == [
            ("Available", "True"),
            ("Progressing", "True"),
        ]
        (event,) = found.events
        assert (event.last, event.type, event.reason, event.count) == ("10s", "Normal", "ScalingReplicaSet", 1)
        assert found.yaml.startswith("apiVersion: apps/v1\nkind: Deployment\n")
        assert "managedFields" not in found.yaml
        for gone in ("Deployment/default/nope", "Nothing/default/web", "Pod", "", "Secret/default/x"):
            with pytest.raises(RefusedError, match="not-found"):
                detail(here.world.lab.cluster, gone)

    looking(test)


def test_what_scales_and_what_shuts_off_is_drawn() -> None:
    async def test(here: Looking) -> None:
        manifest = """cat <<'.' | kubectl apply -f -
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: nobody}
spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}, matchExpressions: [{key: tier, operator: In, values: [back]}]}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {}}]
    ports: [{port: 6379}]
  - from: [{ipBlock: {cidr: 10.0.0.0/8}}]
.
"""
        here.drawing.look()
        await here.world.type(1, manifest)
        here.tick()
        (told,) = here.told
        assert [(one.name, one.target, one.targets, one.least, one.most) for one in told.scalers] == [
            ("web", "Deployment/default/web", "cpu: <unknown>/50%", 1, 5)
        ]
        assert [(one.name, one.selector, one.requirements, one.passes) for one in told.policies] == [
            ("nobody", {}, (), ("Ingress ← ✕", "Egress → *")),
            ("db", {"app": "db"}, (Requirement("tier", "In", ("back",)),),
             ("Ingress ← app=web, namespace * :6379; 10.0.0.0/8",)),
        ]  # fmt: skip

    looking(test)
