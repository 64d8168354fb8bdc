"""What the command line of the API server asks for beyond what every server does.

Follows kubernetes pkg/kubeapiserver/options/{admission,authentication,authorization,plugins}.go.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.cluster.api import audit_policy, encryption, pod_security_defaults
from app.cluster.api.call import User
from app.cluster.api.pod_security_defaults import PodSecurityDefaults

_KNOWN = """
    AlwaysAdmit NamespaceAutoProvision NamespaceExists NamespaceLifecycle LimitPodHardAntiAffinityTopology
    LimitRanger ServiceAccount NodeRestriction TaintNodesByCondition PodSecurity AlwaysPullImages ImagePolicyWebhook
    PodNodeSelector Priority DefaultTolerationSeconds PodTolerationRestriction EventRateLimit
    ExtendedResourceToleration StorageObjectInUseProtection OwnerReferencesPermissionEnforcement
    PersistentVolumeClaimResize RuntimeClass CertificateApproval CertificateSigning ClusterTrustBundleAttest
    CertificateSubjectRestriction DefaultIngressClass DenyServiceExternalIPs PodTopologyLabels
    MutatingAdmissionPolicy MutatingAdmissionWebhook ValidatingAdmissionPolicy ValidatingAdmissionWebhook
    ResourceQuota AlwaysDeny DefaultStorageClass NodeDeclaredFeatureValidator
"""
KNOWN = frozenset(_KNOWN.split())
# Those that are on only when a flag says so.
_OPTIONAL = """
    AlwaysAdmit NamespaceAutoProvision NamespaceExists LimitPodHardAntiAffinityTopology NodeRestriction AlwaysPullImages
    ImagePolicyWebhook PodNodeSelector PodTolerationRestriction EventRateLimit ExtendedResourceToleration
    OwnerReferencesPermissionEnforcement DenyServiceExternalIPs AlwaysDeny
"""
OPTIONAL = frozenset(_OPTIONAL.split())
SIMULATED = frozenset({"NodeRestriction", "AlwaysPullImages", "NamespaceAutoProvision", "AlwaysAdmit", "AlwaysDeny",
                       "DenyServiceExternalIPs", "NamespaceExists"})  # fmt: skip
ADMISSION = "admission-control-config-file"
Read = Callable[[str], bytes | None]


@dataclass(frozen=True)
class ServerOptions:
    """Choices that hold while a server runs."""

    anonymous: bool = True
    allow_all: bool = False  # authorization mode AlwaysAllow
    deny_all: bool = False
    roles: bool = True  # authorization mode RBAC
    tokens: Mapping[str, User] = field(default_factory=dict)  # of --token-auth-file
    on: frozenset[str] = frozenset({"NodeRestriction"})  # admission plugins that a flag has switched on
    off: frozenset[str] = frozenset()
    pod_security: PodSecurityDefaults = field(default_factory=PodSecurityDefaults)


def read_options(flags: Mapping[str, str], read: Read) -> ServerOptions:
    """The choices of a command line that has no `problem`."""
    modes = [one for one in flags.get("authorization-mode", "AlwaysAllow").split(",") if one]
    admission = flags.get(ADMISSION)
    return ServerOptions(
        anonymous=flags.get("anonymous-auth", "true").lower() != "false",
        allow_all="AlwaysAllow" in modes, deny_all=modes == ["AlwaysDeny"], roles="RBAC" in modes,
        tokens=_tokens(read(flags["token-auth-file"]) or b"") if "token-auth-file" in flags else {},
        on=_names(flags, "enable"), off=_names(flags, "disable"),
        pod_security=pod_security_defaults.load(admission, read) if admission else PodSecurityDefaults(),
    )  # fmt: skip


def _names(flags: Mapping[str, str], verb: str) -> frozenset[str]:
    return frozenset(one for one in flags.get(f"{verb}-admission-plugins", "").split(",") if one)


def _tokens(data: bytes) -> dict[str, User]:
    """`token,user,uid,"group1,group2"` a line."""
    found = {}
    for row in csv.reader(data.decode("utf-8", "replace").splitlines()):
        if len(row) >= 3 and row[0] and not row[0].startswith("#"):
            groups = tuple(one for one in row[3].split(",") if one) if len(row) > 3 else ()
            found[row[0]] = User(row[1], (*groups, "system:authenticated"), row[2])
    return found


def problem(flags: Mapping[str, str], read: Read) -> str:
    """Why a server with these flags does not start, in its last words; "" for one that does."""
    on, off = _names(flags, "enable"), _names(flags, "disable")
    for verb, names in (("enable", on), ("disable", off)):
        if unknown := sorted(names - KNOWN):
            return f'{verb}-admission-plugins plugin "{unknown[0]}" is unknown'
    if both := sorted(on & off):
        return f"[{' '.join(both)}] in enable-admission-plugins and disable-admission-plugins overlapped"
    if missing := sorted(on & OPTIONAL - SIMULATED):
        return f'enable-admission-plugins plugin "{missing[0]}" is not simulated'
    if (path := flags.get("audit-policy-file")) and (data := read(path)) is not None:
        try:
            audit_policy.load(data, path)
        except ValueError as wrong:
            return f"loading audit policy file: {wrong}"
    if (path := flags.get("encryption-provider-config")) and (data := read(path)) is not None:
        try:
            encryption.load(data)
        except ValueError as wrong:
            return f"error while parsing file: {wrong}"
    if path := flags.get(ADMISSION):
        try:
            pod_security_defaults.load(path, read)
        except ValueError as wrong:
            return f"failed to read plugin config: {wrong}"
    return ""
