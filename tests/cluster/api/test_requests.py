"""Objects over HTTP: what goes in, what comes out, and how refusals read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.network.http import Stream
from tests.cluster.api.server import NOW, Server

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"


def deployment(name: str = "web", replicas: int = 1) -> dict[str, Any]:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return {"metadata": {"name": name}, "spec": spec}


def names(listed: Any) -> list[str]:
    return [item["metadata"]["name"] for item in listed["items"]]


def test_an_object_comes_back_in_gos_field_order_indented_for_curl(server: Server) -> None:
    server.create(CONFIG_MAPS, metadata={"name": "one"}, data={"a": "<b>"})
    response = server.send("GET", f"{CONFIG_MAPS}/one", agent="curl/8.5.0")
    assert isinstance(response.body, bytes)
    text = response.body.decode()
    assert text.startswith('{\n  "kind": "ConfigMap",\n  "apiVersion": "v1",\n  "metadata": {\n    "name": "one",')
    assert '"a": "\\u003cb\\u003e"' in text
    assert list(json.loads(text)["metadata"]) == [
        "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "managedFields"]  # fmt: skip
    assert json.loads(text)["metadata"]["creationTimestamp"] == "2026-09-21T14:13:20Z"


def test_other_clients_get_one_line(server: Server) -> None:
    response = server.send("GET", "/api/v1/namespaces/default", agent="kubectl/v1.37.1")
    assert isinstance(response.body, bytes)
    assert response.body.count(b"\n") == 1


def test_managed_fields_name_the_writer(server: Server) -> None:
    server.send("POST", CONFIG_MAPS, {"metadata": {"name": "one"}, "data": {"a": "1"}}, agent="me/1 (linux)")
    found = server.json("GET", f"{CONFIG_MAPS}/one")["metadata"]["managedFields"]
    assert [(item["manager"], item["operation"], item["fieldsV1"]) for item in found] == [
        ("me", "Update", {"f:data": {".": {}, "f:a": {}}})
    ]


@pytest.mark.parametrize(
    ("method", "path", "code", "reason", "message"),
    [
        ("GET", f"{CONFIG_MAPS}/nope", 404, "NotFound", 'configmaps "nope" not found'),
        ("GET", "/api/v1/nosuch", 404, "NotFound", "the server could not find the requested resource"),
        ("GET", f"{DEPLOYMENTS}/web/bogus", 404, "NotFound", "the server could not find the requested resource"),
        ("POST", f"{CONFIG_MAPS}/x", 405, "MethodNotAllowed",
         "the server does not allow this method on the requested resource"),
        ("GET", f"{CONFIG_MAPS}?watch=1&resourceVersion=bad", 500, "",
         'resourceVersion: Invalid value: "bad": strconv.ParseUint: parsing "bad": invalid syntax'),
        ("GET", f"{CONFIG_MAPS}?labelSelector=bad===", 400, "BadRequest",
         "unable to parse requirement: found '=', expected: identifier"),
        ("GET", f"{CONFIG_MAPS}?fieldSelector=data.x%3Da", 400, "BadRequest",
         '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"'),
        ("GET", f"{CONFIG_MAPS}?limit=2&continue=bad", 400, "BadRequest",
         "invalid continue token: continue key is not valid: invalid character 'm' looking for beginning of value"),
    ],
)  # fmt: skip
def test_refusals(server: Server, method: str, path: str, code: int, reason: str, message: str) -> None:
    found = server.json(method, path, {} if method == "POST" else None)
    assert (found["code"], found.get("reason", ""), found["message"]) == (code, reason, message)


def test_unknown_paths_have_no_status(server: Server) -> None:
    for path in ("/nosuch", "/apis/nosuch/v1", "/apis/apps/v7"):
        response = server.send("GET", path)
        assert (response.status, response.body) == (404, b"404 page not found\n")


def test_what_cannot_be_represented(server: Server) -> None:
    found = server.json("GET", CONFIG_MAPS, accept="text/html")
    assert (found["code"], found["message"]) == (
        406,
        "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
        "application/vnd.kubernetes.protobuf",
    )


def test_yaml_is_sorted_and_quotes_what_yaml_would_misread(server: Server) -> None:
    server.create(CONFIG_MAPS, metadata={"name": "a"}, data={"n": "a", "x": "true"})
    body = server.send("GET", f"{CONFIG_MAPS}/a", accept="application/yaml").body
    assert isinstance(body, bytes)
    assert body.decode().startswith('apiVersion: v1\ndata:\n  "n": a\n  x: "true"\nkind: ConfigMap\n')


def test_lists_are_in_key_order_and_come_in_pieces(server: Server) -> None:
    for name in ("c", "a", "b"):
        server.create(CONFIG_MAPS, metadata={"name": name, "labels": {"grp": name}})
    assert names(server.json("GET", f"{CONFIG_MAPS}?labelSelector=grp")) == ["a", "b", "c"]
    assert names(server.json("GET", f"{CONFIG_MAPS}?labelSelector=grp+in+(a,b)")) == ["a", "b"]
    assert names(server.json("GET", f"{CONFIG_MAPS}?labelSelector=grp+notin+(a),grp")) == ["b", "c"]
    first = server.json("GET", f"{CONFIG_MAPS}?limit=2")
    assert (names(first), first["metadata"]["remainingItemCount"]) == (["a", "b"], 2)
    rest = server.json("GET", f"{CONFIG_MAPS}?limit=2&continue={first['metadata']['continue']}")
    assert names(rest) == ["c", "kube-root-ca.crt"]
    assert "continue" not in rest["metadata"]


def test_a_limit_below_one_is_none(server: Server) -> None:
    assert len(server.json("GET", "/api/v1/namespaces?limit=-1")["items"]) == 4


def test_list_items_carry_no_kind(server: Server) -> None:
    listed = server.json("GET", CONFIG_MAPS)
    assert (listed["kind"], listed["apiVersion"]) == ("ConfigMapList", "v1")
    assert "kind" not in listed["items"][0]


def test_a_second_object_of_a_name_is_refused(server: Server) -> None:
    server.create(DEPLOYMENTS, **deployment())
    found = server.json("POST", DEPLOYMENTS, deployment())
    assert (found["code"], found["message"], found["details"]) == (
        409,
        'deployments.apps "web" already exists',
        {"name": "web", "group": "apps", "kind": "deployments"},
    )


def test_a_stale_update_conflicts(server: Server) -> None:
    stored = server.create(CONFIG_MAPS, metadata={"name": "c"}, data={"a": "1"})
    server.json("PUT", f"{CONFIG_MAPS}/c", {**stored, "data": {"a": "2"}})
    found = server.json("PUT", f"{CONFIG_MAPS}/c", {**stored, "data": {"a": "3"}})
    assert found["message"] == (
        'Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to '
        "the latest version and try again"
    )


def test_an_update_that_changes_nothing_is_not_written(server: Server) -> None:
    stored = server.create(CONFIG_MAPS, metadata={"name": "c"}, data={"a": "1"})
    before = server.cluster.api.resource_version
    assert server.json("PUT", f"{CONFIG_MAPS}/c", stored)["metadata"]["resourceVersion"] == str(before)
    assert server.cluster.api.resource_version == before


def test_generation_counts_changes_of_the_spec_alone(server: Server) -> None:
    server.create(DEPLOYMENTS, **deployment())
    merge = {"content_type": "application/merge-patch+json"}
    patched = server.json("PATCH", f"{DEPLOYMENTS}/web", {"metadata": {"labels": {"a": "b"}}}, **merge)
    assert patched["metadata"]["generation"] == 1
    patched = server.json("PATCH", f"{DEPLOYMENTS}/web", {"spec": {"replicas": 3}}, **merge)
    assert patched["metadata"]["generation"] == 2
    patched = server.json("PATCH", f"{DEPLOYMENTS}/web/status", {"spec": {"replicas": 9}}, **merge)
    assert (patched["metadata"]["generation"], patched["spec"]["replicas"]) == (2, 3)


def test_dry_run_stores_nothing(server: Server) -> None:
    found = server.json("POST", f"{CONFIG_MAPS}?dryRun=All", {"metadata": {"generateName": "c-"}})
    assert found["metadata"]["name"].startswith("c-")
    assert "resourceVersion" not in found["metadata"]
    assert names(server.json("GET", CONFIG_MAPS)) == ["kube-root-ca.crt"]
    found = server.json("POST", f"{CONFIG_MAPS}?dryRun=some", {"metadata": {"name": "x"}})
    assert found["message"] == (
        'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["some"]: supported values: "All"'
    )


def test_unknown_fields_are_refused_or_warned_about(server: Server) -> None:
    body = {"metadata": {"name": "c"}, "dat": {}}
    found = server.json("POST", f"{CONFIG_MAPS}?fieldValidation=Strict", body)
    assert found["message"] == (
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat"'
    )
    response = server.send("POST", CONFIG_MAPS, body)
    assert (response.status, response.headers.all("Warning")) == (201, ['299 - "unknown field \\"dat\\""'])


def test_deleting_answers_with_a_status_or_the_object(server: Server) -> None:
    stored = server.create(CONFIG_MAPS, metadata={"name": "c"})
    assert server.json("DELETE", f"{CONFIG_MAPS}/c") == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": {"name": "c", "kind": "configmaps", "uid": stored["metadata"]["uid"]},
    }
    server.create(DEPLOYMENTS, **deployment())
    found = server.json("DELETE", f"{DEPLOYMENTS}/web?propagationPolicy=Foreground")
    assert found["metadata"]["finalizers"] == ["foregroundDeletion"]
    assert found["metadata"]["deletionTimestamp"] == "2026-09-21T14:13:20Z"


def test_the_last_finalizer_lets_an_object_go(server: Server) -> None:
    server.create(CONFIG_MAPS, metadata={"name": "c", "finalizers": ["example.com/hold"]})
    server.json("DELETE", f"{CONFIG_MAPS}/c")
    assert server.json("GET", f"{CONFIG_MAPS}/c")["metadata"]["deletionGracePeriodSeconds"] == 0
    patch = {"metadata": {"finalizers": None}}
    server.json("PATCH", f"{CONFIG_MAPS}/c", patch, content_type="application/merge-patch+json")
    assert server.json("GET", f"{CONFIG_MAPS}/c")["code"] == 404


def test_preconditions_guard_a_delete(server: Server) -> None:
    uid = server.create(CONFIG_MAPS, metadata={"name": "c"})["metadata"]["uid"]
    found = server.json("DELETE", f"{CONFIG_MAPS}/c", {"preconditions": {"uid": "other"}})
    assert found["message"] == (
        'Operation cannot be fulfilled on ConfigMap "c": the UID in the precondition (other) does not match the UID in '
        f"record ({uid}). The object might have been deleted and then recreated"
    )


def test_deleting_a_collection(server: Server) -> None:
    for name in ("a", "b"):
        server.create(CONFIG_MAPS, metadata={"name": name, "labels": {"x": "y"}})
    gone = server.json("DELETE", f"{CONFIG_MAPS}?labelSelector=x%3Dy")
    assert (gone["kind"], names(gone)) == ("ConfigMapList", ["a", "b"])
    assert names(server.json("GET", CONFIG_MAPS)) == ["kube-root-ca.crt"]


def test_tables_describe_their_columns(server: Server) -> None:
    table = server.json("GET", CONFIG_MAPS, accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert (table["kind"], table["apiVersion"]) == ("Table", "meta.k8s.io/v1")
    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "Data", "Age"]
    assert table["columnDefinitions"][1]["description"].startswith("Data contains the configuration data.")
    assert table["rows"][0]["cells"] == ["kube-root-ca.crt", 1, "0s"]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"


def test_a_watch_begins_with_what_is_there_and_goes_on(server: Server) -> None:
    server.create(CONFIG_MAPS, metadata={"name": "a", "labels": {"grp": "a"}})
    events = server.watch(f"{CONFIG_MAPS}?watch=1&labelSelector=grp%3Da")
    server.create(CONFIG_MAPS, metadata={"name": "other"})
    merge = {"content_type": "application/merge-patch+json"}
    server.json("PATCH", f"{CONFIG_MAPS}/a", {"data": {"x": "y"}}, **merge)
    server.json("PATCH", f"{CONFIG_MAPS}/a", {"metadata": {"labels": {"grp": "b"}}}, **merge)
    assert [(event["type"], event["object"]["metadata"]["name"]) for event in events] == [
        ("ADDED", "a"),
        ("MODIFIED", "a"),
        ("DELETED", "a"),  # it left the selection
    ]


def test_a_watch_resumes_from_a_version_and_ends_in_time(server: Server) -> None:
    version = server.json("GET", CONFIG_MAPS)["metadata"]["resourceVersion"]
    server.create(CONFIG_MAPS, metadata={"name": "a"})
    events = server.watch(f"{CONFIG_MAPS}?watch=1&resourceVersion={version}&timeoutSeconds=5")
    assert [event["type"] for event in events] == ["ADDED"]
    server.cluster.clock.advance(NOW + 5)
    assert events[-1] == "closed"


def test_a_watch_from_a_forgotten_version_is_gone(server: Server) -> None:
    version = server.cluster.api.resource_version
    server.create(CONFIG_MAPS, metadata={"name": "a"})
    server.cluster.clock.advance(NOW + 400)
    server.create(CONFIG_MAPS, metadata={"name": "b"})
    event, end = server.watch(f"{CONFIG_MAPS}?watch=1&resourceVersion={version - 1}")
    assert (event["type"], event["object"]["code"], event["object"]["reason"]) == ("ERROR", 410, "Expired")
    assert event["object"]["message"].startswith("too old resource version: ")
    assert end == "closed"


def test_a_streaming_list_ends_in_a_bookmark(server: Server) -> None:
    events = server.watch(
        f"{CONFIG_MAPS}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan"
    )
    assert [event["type"] for event in events] == ["ADDED", "BOOKMARK"]
    assert events[1]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


def test_only_the_first_table_of_a_watch_has_columns(server: Server) -> None:
    table = "application/json;as=Table;v=v1;g=meta.k8s.io"
    events = server.watch(f"{CONFIG_MAPS}?watch=1", accept=table)
    server.create(CONFIG_MAPS, metadata={"name": "a"})
    assert [event["object"]["columnDefinitions"] is None for event in events] == [False, True]


def test_a_cancelled_watch_hears_nothing_more(server: Server) -> None:
    response = server.send("GET", f"{CONFIG_MAPS}?watch=1")
    assert isinstance(response.body, Stream)
    seen: list[bytes] = []
    response.body.attach(seen.append, lambda: None)
    response.body.cancel()
    server.create(CONFIG_MAPS, metadata={"name": "a"})
    assert len(seen) == 1


def test_scale_is_a_view_of_the_replicas(server: Server) -> None:
    server.create(DEPLOYMENTS, **deployment(replicas=1))
    merge = {"content_type": "application/merge-patch+json"}
    found = server.json("PATCH", f"{DEPLOYMENTS}/web/scale", {"spec": {"replicas": 2}}, **merge)
    assert (found["kind"], found["spec"], found["status"]["selector"]) == ("Scale", {"replicas": 2}, "app=web")
    found = server.json("PATCH", f"{DEPLOYMENTS}/web/scale", {"spec": {"replicas": -2}}, **merge)
    assert found["message"] == (
        'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -2: must be greater than or equal to 0'
    )


def test_server_side_apply_owns_and_conflicts(server: Server) -> None:
    def apply(manager: str, value: str, more: str = "") -> Any:
        config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": value}}
        path = f"{CONFIG_MAPS}/c?fieldManager={manager}{more}"
        return server.json("PATCH", path, config, content_type="application/apply-patch+yaml")

    assert apply("one", "1")["data"] == {"a": "1"}
    found = apply("two", "2")
    assert (found["code"], found["message"]) == (409, 'Apply failed with 1 conflict: conflict with "one": .data.a')
    forced = apply("two", "2", "&force=true")
    assert [item["manager"] for item in forced["metadata"]["managedFields"]] == ["two"]


def test_a_client_may_hand_its_fields_to_another_manager(server: Server) -> None:
    """What kubectl does before the first server-side apply of an object that it applied itself."""
    server.create("/api/v1/namespaces/default/configmaps?fieldManager=kubectl-client-side-apply",
                  metadata={"name": "c"}, data={"a": "1"})  # fmt: skip
    path = "/api/v1/namespaces/default/configmaps/c"
    before = server.json("GET", path)["metadata"]
    moved = [{**before["managedFields"][0], "manager": "kubectl", "operation": "Apply"}]
    patch = [{"op": "replace", "path": "/metadata/managedFields", "value": moved},
             {"op": "replace", "path": "/metadata/resourceVersion", "value": before["resourceVersion"]}]  # fmt: skip
    answer = server.json("PATCH", path, patch, content_type="application/json-patch+json")
    assert answer["metadata"]["managedFields"] == moved
    forgotten = [{"op": "replace", "path": "/metadata/managedFields", "value": [{}]}]
    answer = server.json("PATCH", path, forgotten, content_type="application/json-patch+json")
    assert "managedFields" not in answer["metadata"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("10.96.0.51", 'spec.clusterIPs[0]: Invalid value: ["10.96.0.51"]: may not change once set'),
        ("None", 'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set'),
    ],
)
def test_a_service_keeps_its_cluster_ip(server: Server, given: str, message: str) -> None:
    server.create("/api/v1/namespaces/default/services", metadata={"name": "s"}, spec={"ports": [{"port": 80}]})
    answer = server.json("PATCH", "/api/v1/namespaces/default/services/s", {"spec": {"clusterIP": given}},
                         content_type="application/merge-patch+json")  # fmt: skip
    assert answer["message"] == f'Service "s" is invalid: {message}'


def test_events_are_the_same_in_both_groups(server: Server) -> None:
    about = {"kind": "Pod", "name": "p", "namespace": "default"}
    server.create("/api/v1/namespaces/default/events", metadata={"name": "e"}, involvedObject=about, message="hi")
    found = server.json("GET", "/apis/events.k8s.io/v1/namespaces/default/events/e")
    assert (found["apiVersion"], found["note"], found["regarding"]["name"]) == ("events.k8s.io/v1", "hi", "p")


def test_horizontal_pod_autoscalers_of_the_first_version(server: Server) -> None:
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": reference, "maxReplicas": 3,
            "targetCPUUtilizationPercentage": 50}  # fmt: skip
    path = "/namespaces/default/horizontalpodautoscalers"
    server.create(f"/apis/autoscaling/v1{path}", metadata={"name": "web"}, spec=spec)
    metrics = server.json("GET", f"/apis/autoscaling/v2{path}/web")["spec"]["metrics"]
    assert metrics[0]["resource"] == {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}
    assert server.json("GET", f"/apis/autoscaling/v1{path}/web")["spec"]["targetCPUUtilizationPercentage"] == 50


def test_cluster_ips_are_objects_too(server: Server) -> None:
    made = server.create("/api/v1/namespaces/default/services", metadata={"name": "s"}, spec={"ports": [{"port": 80}]})
    address = made["spec"]["clusterIP"]
    path = "/apis/networking.k8s.io/v1/ipaddresses"
    found = server.json("GET", f"{path}/{address}")
    assert found["spec"] == {"parentRef": {"resource": "services", "namespace": "default", "name": "s"}}
    assert len(server.json("GET", path)["items"]) == 2
    server.json("DELETE", "/api/v1/namespaces/default/services/s")
    assert [item["metadata"]["name"] for item in server.json("GET", path)["items"]] == ["10.96.0.1"]
    ranges = server.json("GET", "/apis/networking.k8s.io/v1/servicecidrs")["items"]
    assert [item["spec"]["cidrs"] for item in ranges] == [["10.96.0.0/12"]]


def test_a_certificate_is_named_in_its_users_extra(server: Server) -> None:
    path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
    extra = server.create(path)["status"]["userInfo"]["extra"]
    (credential,) = extra["authentication.kubernetes.io/credential-id"]
    assert credential.startswith("X509SHA256=") and len(credential) == 75
