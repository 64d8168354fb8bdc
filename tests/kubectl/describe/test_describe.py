"""Descriptions as kubectl 1.37 printed them for the same objects: `recorded/` holds answers of a server and the text.

What is the same for all kinds (order, events, prefixes, errors) is below; kubectl 1.8's way of telling is last.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from app.kubectl.describe.generic import label_for
from app.kubectl.program import main
from app.network.http import Headers, Request, Response

RECORDED = Path(__file__).parent / "recorded"
NAMES = sorted(path.stem for path in RECORDED.glob("*.json"))
CLUSTER_SCOPED = {"persistentvolumes", "nodes", "namespaces", "storageclasses", "priorityclasses", "ingressclasses",
                  "clusterroles", "clusterrolebindings", "csinodes", "certificatesigningrequests",
                  "servicecidrs"}  # fmt: skip
SERVED = """
v1 pods po Pod; v1 replicationcontrollers rc ReplicationController; v1 services svc Service; v1 endpoints ep Endpoints
v1 nodes no Node; v1 namespaces ns Namespace; v1 configmaps cm ConfigMap; v1 secrets - Secret; v1 events ev Event
v1 serviceaccounts sa ServiceAccount; v1 persistentvolumes pv PersistentVolume
v1 persistentvolumeclaims pvc PersistentVolumeClaim; v1 resourcequotas quota ResourceQuota
v1 limitranges limits LimitRange; apps/v1 deployments deploy Deployment; apps/v1 replicasets rs ReplicaSet
apps/v1 statefulsets sts StatefulSet; apps/v1 daemonsets ds DaemonSet; batch/v1 jobs - Job; batch/v1 cronjobs cj CronJob
networking.k8s.io/v1 ingresses ing Ingress; networking.k8s.io/v1 ingressclasses - IngressClass
networking.k8s.io/v1 networkpolicies netpol NetworkPolicy; networking.k8s.io/v1 servicecidrs - ServiceCIDR
policy/v1 poddisruptionbudgets pdb PodDisruptionBudget
autoscaling/v2 horizontalpodautoscalers hpa HorizontalPodAutoscaler; storage.k8s.io/v1 storageclasses sc StorageClass
storage.k8s.io/v1 csinodes - CSINode; scheduling.k8s.io/v1 priorityclasses pc PriorityClass
discovery.k8s.io/v1 endpointslices - EndpointSlice; rbac.authorization.k8s.io/v1 clusterroles - ClusterRole
rbac.authorization.k8s.io/v1 clusterrolebindings - ClusterRoleBinding
certificates.k8s.io/v1 certificatesigningrequests csr CertificateSigningRequest; ex.com/v1 wids - Wid
"""


def discovery() -> list[dict[str, Any]]:
    """The groups of an aggregated discovery document."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for words in SERVED.replace("\n", ";").split(";"):
        if not words.split():
            continue
        api_version, plural, short, kind = words.split()
        group, _, version = api_version.rpartition("/")
        groups.setdefault((group, version), []).append({
            "resource": plural, "singularResource": kind.lower(), "verbs": ["get", "list"],
            "scope": "Cluster" if plural in CLUSTER_SCOPED else "Namespaced", "responseKind": {"kind": kind},
            "shortNames": [] if short == "-" else [short],
        })  # fmt: skip
    return [
        {"metadata": {"name": group}, "versions": [{"version": version, "resources": resources}]}
        for (group, version), resources in groups.items()
    ]


def server(answers: dict[str, Any]) -> Callable[[Request], Response]:
    """Answers by path and query; everything else is not found, lists of events are empty."""

    def handle(request: Request) -> Response:
        if request.path in ("/api", "/apis"):
            core = request.path == "/api"
            items = [group for group in discovery() if (group["metadata"]["name"] == "") == core]
            kind = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
            return answer(200, {"kind": "APIGroupDiscoveryList", "items": items}, kind)
        known = answers.get(unquote(request.target))
        if known is not None:
            return answer(known["status"], known["body"])
        if request.path.endswith("/events"):
            return answer(200, {"kind": "EventList", "items": []})
        return answer(404, {"kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404, "message": "no"})

    return handle


def answer(status: int, body: Any, kind: str = "application/json") -> Response:
    return Response(status, Headers([("Content-Type", kind)]), json.dumps(body).encode())


def serving(path: str, *objects: dict[str, Any], listed: bool = True) -> dict[str, Any]:
    """Objects of one collection, alone and as a list."""
    found = {f"{path}/{obj['metadata']['name']}": {"status": 200, "body": obj} for obj in objects}
    if listed:
        found[f"{path}?limit=500"] = {"status": 200, "body": {"kind": "List", "items": list(objects)}}
    return found


def pod(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default"}, "spec": {},
            "status": {"phase": "Running"}}  # fmt: skip


PODS = "/api/v1/namespaces/default/pods"


@pytest.mark.parametrize("name", NAMES)
def test_describes_as_recorded(name: str, machine: Any) -> None:
    record = json.loads((RECORDED / f"{name}.json").read_text())
    surroundings = machine(*record["command"].split(), server=server(record["answers"]))
    surroundings.clock = record["now"]
    status = asyncio.run(main(surroundings, "1.37"))
    assert surroundings.stdout.text == record["out"]
    assert surroundings.stderr.text == ("" if status == 0 else record["err"])  # warnings came with the answers
    assert status == record["exit"]


def test_several_objects_hide_events_and_are_two_blank_lines_apart(kubectl: Any) -> None:
    result = kubectl("describe", "pods", server=server(serving(PODS, pod("a"), pod("b"))))
    first, second = result.out.split("\n\n\n")
    assert first.startswith("Name:         a\n") and second.startswith("Name:         b\n")
    assert "Events" not in result.out


def test_events_of_several_objects_when_asked(kubectl: Any) -> None:
    result = kubectl("describe", "pods", "--show-events", server=server(serving(PODS, pod("a"), pod("b"))))
    assert result.out.count("Events:          <none>") == 2


def test_what_begins_with_the_name_if_nothing_has_it(kubectl: Any) -> None:
    objects = serving(PODS, pod("web-1"), pod("web-2"), pod("db"))
    result = kubectl("describe", "pod", "web", server=server(objects))
    assert [line.split()[1] for line in result.out.splitlines() if line.startswith("Name:")] == ["web-1", "web-2"]
    assert result.out.endswith("\n\n")


def test_names_what_is_missing_and_describes_the_rest(kubectl: Any) -> None:
    missing = {"status": 404, "body": {"kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404,
                                       "message": 'pods "x" not found'}}  # fmt: skip
    result = kubectl("describe", "pods", "x", "a", server=server({**serving(PODS, pod("a")), f"{PODS}/x": missing}))
    assert result.out.startswith("Name:         a\n")
    assert result.err == 'Error from server (NotFound): pods "x" not found\n'
    assert result.exit == 1


def test_nothing_to_describe(kubectl: Any) -> None:
    result = kubectl("describe", "pods", server=server(serving(PODS)))
    assert (result.out, result.err, result.exit) == ("", "No resources found in default namespace.\n", 0)


def test_needs_a_type(kubectl: Any) -> None:
    result = kubectl("describe")
    assert result.err == (
        'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of '
        "supported resources.\n"
    )
    assert result.exit == 1


@pytest.mark.parametrize(("name", "label"), [
    ("creationTimestamp", "Creation Timestamp"), ("apiKey", "API Key"), ("uid", "UID"), ("podCIDRs", "Pod CIDRs"),
    ("HTTPServer", "HTTPServer"), ("camelCaseWithURLInside", "Camel Case With URLInside"), ("aB1", "aB1"),
    ("dash-ed", "Dash - Ed"), ("under_score", "under_score"),
])  # fmt: skip
def test_labels_of_custom_fields(name: str, label: str) -> None:
    assert label_for(name) == label


CLASSIC = """\
Name:         web
Namespace:    default
Node:         host01/172.17.0.2
Labels:       app=web
Annotations:  a=b
Status:       Running
IP:           172.18.0.4
Containers:
  web:
    Container ID:   docker://1
    Image:          nginx
    Image ID:       docker://2
    Port:           80/TCP
    State:          Running
      Started:      Mon, 23 Nov 2026 06:00:00 +0000
    Ready:          True
    Restart Count:  0
    Environment:    <none>
    Mounts:         <none>
Volumes:            <none>
QoS Class:          BestEffort
Node-Selectors:     <none>
Tolerations:        x for 5s
Events:
  Type    Reason  Age   From             Message
  ----    ------  ----  ----             -------
  Normal  Pulled  12m   kubelet, host01  Image present
"""


def test_a_pod_as_kubectl_1_8_told_of_it(kubectl: Any) -> None:
    running = {"name": "web", "ready": True, "containerID": "docker://1", "imageID": "docker://2",
               "state": {"running": {"startedAt": "2026-11-23T06:00:00Z"}}}  # fmt: skip
    obj = {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web", "namespace": "default", "labels": {"app": "web"}, "annotations": {"a": "b"}},
        "spec": {"nodeName": "host01", "containers": [{"name": "web", "image": "nginx", "ports": [
            {"containerPort": 80, "protocol": "TCP"}]}],
            "tolerations": [{"key": "x", "operator": "Exists", "tolerationSeconds": 5}]},
        "status": {"phase": "Running", "hostIP": "172.17.0.2", "podIP": "172.18.0.4", "qosClass": "BestEffort",
                   "containerStatuses": [running]},
    }  # fmt: skip
    events = {"kind": "EventList", "items": [{
        "type": "Normal", "reason": "Pulled", "message": "Image present", "count": 1,
        "firstTimestamp": "2026-11-23T06:03:50Z", "lastTimestamp": "2026-11-23T06:03:50Z",
        "source": {"component": "kubelet", "host": "host01"}, "involvedObject": {"fieldPath": "spec.containers{web}"},
    }]}  # fmt: skip
    query = "involvedObject.name=web,involvedObject.namespace=default,involvedObject.uid="
    answers = serving(PODS, obj)
    answers[f"/api/v1/namespaces/default/events?fieldSelector={query}"] = {"status": 200, "body": events}
    result = kubectl("describe", "pod", "web", release="1.8", server=server(answers))
    assert result.out == CLASSIC
