"""Field ownership and server-side apply."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.cluster.api.decode import decode_object
from app.cluster.api.errors import ApiError
from app.cluster.api.field_paths import from_fields, to_fields
from app.cluster.api.managed_fields import Ownership, Writer, nothing, ownership
from app.cluster.defaults import apply_defaults

DEPLOYMENT = ("apps", "v1", "Deployment")
CONFIG_MAP = ("", "v1", "ConfigMap")
MANIFEST = """
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: nginx, image: nginx}]}}
"""
PLACE = "default/web; apps/v1, Kind=Deployment"


def writer(manager: str, operation: str = "Update", subresource: str = "", second: int = 0) -> Writer:
    return Writer(manager, "apps/v1", f"2026-01-01T00:00:{second:02}Z", operation, subresource)


def made(text: str = MANIFEST) -> dict[str, Any]:
    obj = decode_object(yaml.safe_load(text), DEPLOYMENT).object
    apply_defaults(DEPLOYMENT, obj)
    return obj


def changed(obj: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {**obj, "spec": {**obj["spec"], **spec}}


def created() -> tuple[dict[str, Any], Ownership]:
    obj = made()
    return obj, ownership(DEPLOYMENT).updated(nothing(DEPLOYMENT), obj, writer("kubectl-create"))


def fields(found: Ownership, manager: str) -> Any:
    return next((entry["fieldsV1"] for entry in found.rendered() if entry["manager"] == manager), None)


def test_creation_owns_what_is_set_and_defaulted() -> None:
    _, owners = created()
    assert owners.rendered()[0] == {
        "manager": "kubectl-create",
        "operation": "Update",
        "apiVersion": "apps/v1",
        "time": "2026-01-01T00:00:00Z",
        "fieldsType": "FieldsV1",
        "fieldsV1": {
            "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
            "f:spec": {
                "f:progressDeadlineSeconds": {},
                "f:replicas": {},
                "f:revisionHistoryLimit": {},
                "f:selector": {},
                "f:strategy": {
                    "f:rollingUpdate": {".": {}, "f:maxSurge": {}, "f:maxUnavailable": {}},
                    "f:type": {},
                },
                "f:template": {
                    "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
                    "f:spec": {
                        "f:containers": {
                            'k:{"name":"nginx"}': {
                                ".": {},
                                "f:image": {},
                                "f:imagePullPolicy": {},
                                "f:name": {},
                                "f:resources": {},
                                "f:terminationMessagePath": {},
                                "f:terminationMessagePolicy": {},
                            }
                        },
                        "f:dnsPolicy": {},
                        "f:restartPolicy": {},
                        "f:schedulerName": {},
                        "f:securityContext": {},
                        "f:terminationGracePeriodSeconds": {},
                    },
                },
            },
        },
    }


def test_a_config_map_as_recorded() -> None:
    obj = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "conf", "labels": {"app": "x"}, "annotations": {"desc": "a note"}},
        "binaryData": {"bin": "AA=="},
        "data": {"key": "1", "multi": "2"},
    }
    owners = ownership(CONFIG_MAP).updated(nothing(CONFIG_MAP), obj, writer("kubectl-client-side-apply"))
    assert owners.rendered()[0]["fieldsV1"] == {
        "f:binaryData": {".": {}, "f:bin": {}},
        "f:data": {".": {}, "f:key": {}, "f:multi": {}},
        "f:metadata": {"f:annotations": {".": {}, "f:desc": {}}, "f:labels": {".": {}, "f:app": {}}},
    }


def test_an_update_takes_what_it_changes() -> None:
    obj, owners = created()
    owners = owners.updated(obj, changed(obj, replicas=3), writer("kubectl-scale", second=5))
    assert fields(owners, "kubectl-scale") == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" not in fields(owners, "kubectl-create")["f:spec"]
    assert [entry["manager"] for entry in owners.rendered()] == ["kubectl-create", "kubectl-scale"]


def test_status_is_owned_through_its_subresource() -> None:
    obj, owners = created()
    new = {**obj, "status": {"replicas": 1, "conditions": [{"type": "Available", "status": "True"}]}}
    owners = owners.updated(obj, new, writer("kube-controller-manager", subresource="status"))
    assert fields(owners, "kube-controller-manager") == {
        "f:status": {
            "f:conditions": {".": {}, 'k:{"type":"Available"}': {".": {}, "f:status": {}, "f:type": {}}},
            "f:replicas": {},
        }
    }


def test_removed_fields_belong_to_nobody() -> None:
    obj, owners = created()
    new = {**obj, "metadata": {"name": "web"}}
    owners = owners.updated(obj, new, writer("kubectl-label"))
    assert fields(owners, "kubectl-label") is None
    assert "f:metadata" not in fields(owners, "kubectl-create")


def test_one_conflict() -> None:
    obj, owners = created()
    with pytest.raises(ApiError) as caught:
        owners.applied(obj, {"spec": {"replicas": 5}}, writer("me", "Apply"), force=False)
    assert str(caught.value) == (
        'Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.replicas'
    )
    assert caught.value.status["details"]["causes"] == [
        {
            "reason": "FieldManagerConflict",
            "message": 'conflict with "kubectl-create" using apps/v1',
            "field": ".spec.replicas",
        }
    ]


def test_several_conflicts() -> None:
    obj, owners = created()
    new = changed(obj, replicas=3)
    owners = owners.updated(obj, new, writer("kubectl-scale"))
    config = {"spec": {"replicas": 5, "template": {"spec": {"containers": [{"name": "nginx", "image": "x"}]}}}}
    with pytest.raises(ApiError) as caught:
        owners.applied(new, config, writer("me", "Apply"), force=False)
    assert str(caught.value) == (
        "Apply failed with 2 conflicts: "
        'conflicts with "kubectl-create" using apps/v1:\n- .spec.template.spec.containers[name="nginx"].image\n'
        'conflicts with "kubectl-scale" using apps/v1:\n- .spec.replicas'
    )


def test_force_takes_the_field() -> None:
    obj, owners = created()
    merged, owners = owners.applied(obj, {"spec": {"replicas": 5}}, writer("me", "Apply"), force=True)
    assert merged["spec"]["replicas"] == 5
    assert fields(owners, "me") == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" not in fields(owners, "kubectl-create")["f:spec"]


def test_agreeing_shares_the_field() -> None:
    obj, owners = created()
    _, owners = owners.applied(obj, {"spec": {"replicas": 1}}, writer("me", "Apply"), force=False)
    assert fields(owners, "me") == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" in fields(owners, "kubectl-create")["f:spec"]


def test_what_is_not_applied_any_more_goes_unless_others_own_it() -> None:
    obj, owners = created()
    config = {"metadata": {"labels": {"app": "web", "x": "y"}}}
    obj, owners = owners.applied(obj, config, writer("me", "Apply"), force=False)
    assert obj["metadata"]["labels"] == {"app": "web", "x": "y"}
    obj, owners = owners.applied(obj, {"spec": {"replicas": 1}}, writer("me", "Apply"), force=False)
    assert obj["metadata"]["labels"] == {"app": "web"}


def test_a_container_of_an_applier_goes_whole() -> None:
    obj, owners = created()
    config = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "busybox"}]}}}}
    merged, owners = owners.applied(obj, config, writer("me", "Apply"), force=False)
    apply_defaults(DEPLOYMENT, merged)
    names = [item["name"] for item in merged["spec"]["template"]["spec"]["containers"]]
    assert names == ["nginx", "side"]
    merged, _ = owners.applied(merged, {"spec": {"replicas": 1}}, writer("me", "Apply"), force=False)
    assert [item["name"] for item in merged["spec"]["template"]["spec"]["containers"]] == ["nginx"]


def test_applying_the_same_again_keeps_the_time() -> None:
    obj, owners = created()
    config = {"spec": {"replicas": 1}}
    obj, owners = owners.applied(obj, config, writer("me", "Apply", second=1), force=False)
    _, again = owners.applied(obj, config, writer("me", "Apply", second=2), force=False)
    assert again.rendered() == owners.rendered()


def test_kubectl_takes_over_what_it_applied_before() -> None:
    last = '{"spec":{"replicas":3}}'
    obj, owners = created()
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": last}
    obj = {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
    merged, _ = owners.applied(obj, {"spec": {"replicas": 5}}, writer("kubectl", "Apply"), force=False)
    assert merged["spec"]["replicas"] == 5


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"spec": {"foo": 1}}, ".spec.foo: field not declared in schema"),
        ({"spec": {"replicas": "x"}}, ".spec.replicas: expected numeric (int or float), got string"),
        (
            {"spec": {"template": {"spec": {"containers": [{"name": "a"}, {"name": "a"}]}}}},
            '.spec.template.spec.containers: duplicate entries for key [name="a"]',
        ),
    ],
)
def test_a_configuration_of_another_shape(config: dict[str, Any], text: str) -> None:
    obj, owners = created()
    with pytest.raises(ApiError) as caught:
        owners.applied(obj, config, writer("me", "Apply"), force=False, place=PLACE)
    assert str(caught.value) == f"failed to create typed patch object ({PLACE}): {text}"


def test_ownership_survives_the_wire() -> None:
    obj, owners = created()
    owners = owners.updated(obj, changed(obj, replicas=3), writer("kubectl-scale", second=5))
    assert ownership(DEPLOYMENT, owners.rendered()).rendered() == owners.rendered()


elements = st.sampled_from(["f:a", "f:b", 'k:{"name":"x"}', 'v:"y"'])
sets = st.frozensets(st.lists(elements, min_size=1, max_size=4).map(tuple), max_size=6)


@given(sets)
def test_sets_round_trip(paths: frozenset[tuple[str, ...]]) -> None:
    assert from_fields(to_fields(paths)) == paths
