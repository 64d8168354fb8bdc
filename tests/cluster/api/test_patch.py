"""Patches as the server takes them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cluster.api import schemas
from app.cluster.api.decode import normalise
from app.cluster.api.errors import ApiError
from app.cluster.api.patch import JSON_PATCH, MERGE_PATCH, STRATEGIC_MERGE_PATCH, apply_patch
from app.cluster.defaults import apply_defaults
from app.sim.strategic_diff import strategic_diff
from app.sim.strategic_merge import strategic_merge
from app.sim.strategic_order import NodeSchema

DEPLOYMENT = ("apps", "v1", "Deployment")
POD = ("", "v1", "Pod")


def deployment() -> dict[str, Any]:
    pod = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "nginx", "image": "nginx:1.24"}]}}
    spec = {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}, "template": pod}
    obj = normalise({"metadata": {"name": "web", "labels": {"app": "web"}}, "spec": spec}, DEPLOYMENT)
    apply_defaults(DEPLOYMENT, obj)
    return obj


def patched(kind: str, patch: Any, **options: Any) -> dict[str, Any]:
    raw = patch if isinstance(patch, bytes) else json.dumps(patch).encode()
    return apply_patch(kind, deployment(), raw, DEPLOYMENT, **options).object


def refusal(kind: str, patch: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        patched(kind, patch)
    return caught.value


def images(obj: dict[str, Any]) -> dict[str, str]:
    return {item["name"]: item["image"] for item in obj["spec"]["template"]["spec"]["containers"]}


def test_strategic_merge_adds_a_container() -> None:
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "busybox"}]}}}}
    assert images(patched(STRATEGIC_MERGE_PATCH, patch)) == {"side": "busybox", "nginx": "nginx:1.24"}


def test_json_merge_replaces_the_list() -> None:
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "only", "image": "redis"}]}}}}
    assert images(patched(MERGE_PATCH, patch)) == {"only": "redis"}


def test_json_patch() -> None:
    patch = [
        {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "redis:7"},
        {"op": "add", "path": "/metadata/labels/x", "value": "y"},
    ]
    found = patched(JSON_PATCH, patch)
    assert (images(found), found["metadata"]["labels"]) == ({"nginx": "redis:7"}, {"app": "web", "x": "y"})


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/metadata/labels/nosuch"},
        {"op": "test", "path": "/spec/replicas", "value": 9},
        {"op": "frobnicate", "path": "/spec"},
        {"op": "add", "path": "/spec/nosuch/deep", "value": 1},
    ],
)
def test_operations_that_fail(operation: dict[str, Any]) -> None:
    error = refusal(JSON_PATCH, [operation])
    assert (error.code, str(error)) == (422, "the server rejected our request due to an error in our request")


def test_patches_that_do_not_parse() -> None:
    syntax = "invalid character 'b' looking for beginning of object key string"
    assert str(refusal(STRATEGIC_MERGE_PATCH, b"{bad")) == syntax
    assert str(refusal(MERGE_PATCH, b"{bad")) == f"error decoding patch: {syntax}"
    assert refusal(JSON_PATCH, b"{bad").code == 400


def test_a_strategic_patch_of_the_wrong_type() -> None:
    error = refusal(STRATEGIC_MERGE_PATCH, {"spec": {"replicas": "two"}})
    assert (error.code, str(error)) == (
        422,
        ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:two]]": unrecognized type: int32',
    )


def test_unknown_fields_of_a_patch() -> None:
    error = refusal(STRATEGIC_MERGE_PATCH, {"spec": {"foo": 1}})
    assert str(error) == (
        ' "" is invalid: patch: Invalid value: "map[spec:map[foo:1]]": strict decoding error: unknown field "spec.foo"'
    )
    patch = json.dumps({"spec": {"foo": 1}}).encode()
    found = apply_patch(STRATEGIC_MERGE_PATCH, deployment(), patch, DEPLOYMENT, validation="Warn")
    assert (found.warnings, "foo" in found.object["spec"]) == (('unknown field "spec.foo"',), False)


def test_custom_kinds_take_no_strategic_merge() -> None:
    with pytest.raises(ApiError) as caught:
        apply_patch(STRATEGIC_MERGE_PATCH, {}, b"{}", ("example.com", "v1", "Foo"), schemas.for_crd({}))
    assert (caught.value.code, str(caught.value)) == (
        415,
        "the body of the request was in an unknown format - accepted media types include: "
        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
    )


names = st.sampled_from(["a", "b", "c"])
environment = st.lists(
    st.fixed_dictionaries({"name": names, "value": names}), max_size=3, unique_by=lambda item: item["name"]
)
ports = st.lists(
    st.fixed_dictionaries({"containerPort": st.integers(1, 3)}, optional={"name": names}),
    max_size=3,
    unique_by=lambda item: item["containerPort"],
)
containers = st.lists(
    st.fixed_dictionaries(
        {"name": names, "image": names}, optional={"env": environment, "ports": ports, "args": st.lists(names)}
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda item: item["name"],
)
pods = st.fixed_dictionaries(
    {"containers": containers},
    optional={
        "volumes": st.lists(
            st.fixed_dictionaries(
                {"name": names}, optional={"emptyDir": st.just({}), "hostPath": st.just({"path": "/"})}
            ),
            max_size=2,
            unique_by=lambda item: item["name"],
        ),
        "nodeSelector": st.dictionaries(names, names, max_size=2),
        "imagePullSecrets": st.lists(
            st.fixed_dictionaries({"name": names}), max_size=2, unique_by=lambda item: item["name"]
        ),
    },
)


@given(pods, pods)
def test_the_patch_between_two_pods_leads_from_one_to_the_other(a: dict[str, Any], b: dict[str, Any]) -> None:
    lookup = NodeSchema(schemas.for_kind(POD), schemas.resolve)
    patch = strategic_diff({"spec": a}, {"spec": b}, lookup)
    assert strategic_merge({"spec": a}, patch, lookup) == {"spec": b}
