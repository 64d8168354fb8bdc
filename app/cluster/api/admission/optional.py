"""Plugins that only a flag of the API server switches on.

Follows kubernetes plugin/pkg/admission/{alwayspullimages,deny}, namespace/autoprovision and
network/denyserviceexternalips.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin

PODS, SERVICES, NAMESPACES = ("", "pods"), ("", "services"), ("", "namespaces")
LISTS = ("initContainers", "containers", "ephemeralContainers")


def _pull(attributes: Attributes) -> None:
    for name in LISTS:
        for container in attributes.new["spec"].get(name) or ():
            container["imagePullPolicy"] = "Always"
    for volume in attributes.new["spec"].get("volumes") or ():
        if "image" in volume:
            volume["image"]["pullPolicy"] = "Always"


def _provision(attributes: Attributes) -> None:
    space = attributes.namespace
    if space and attributes.key != NAMESPACES and attributes.api.objects.get(NAMESPACES, "", space) is None:
        attributes.api.objects.create(
            NAMESPACES, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": space}}
        )


def _deny(attributes: Attributes) -> None:
    raise attributes.forbid("admission control is denying all modifications")


def _no_external(attributes: Attributes) -> None:
    old = (attributes.old or {}).get("spec") or {}
    if set(attributes.new["spec"].get("externalIPs") or ()) - set(old.get("externalIPs") or ()):
        raise attributes.forbid("Use of external IPs is denied by admission control")


EVERY = frozenset({"CREATE", "UPDATE", "DELETE", "CONNECT"})
PULL = Plugin("AlwaysPullImages", admit=_pull, keys=frozenset({PODS}))
PROVISION = Plugin("NamespaceAutoProvision", admit=_provision, operations=frozenset({"CREATE"}))
EXTERNAL = Plugin("DenyServiceExternalIPs", validate=_no_external, keys=frozenset({SERVICES}))
DENY = Plugin("AlwaysDeny", validate=_deny, operations=EVERY, subresources=None)
