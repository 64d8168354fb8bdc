"""`generators`, `transformers` and `validators`: builtin ones, configured by objects of their own.

Programs and functions of others are refused, as kubectl refuses them.
Follows sigs.k8s.io/kustomize api/internal/plugins/loader/loader.go, api/internal/plugins/builtinhelpers/builtins.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.kustomize import images, marks, names
from app.kubectl.kustomize.configuration import spec_of
from app.kubectl.kustomize.errors import KustomizeError, prefixed
from app.kubectl.kustomize.fields import FieldSpec
from app.kubectl.kustomize.generators import NO_HELM, Generator, generator_of
from app.kubectl.kustomize.patches import json_patch_change, merge_patches_change, patch_change
from app.kubectl.kustomize.replacements import replacements_change
from app.kubectl.kustomize.resource import Resource, configured_by
from app.kubectl.kustomize.roots import Root
from app.kubectl.kustomize.transforming import Change, Config, Step
from app.kubectl.kustomize.value_adding import value_change
from app.sim.go_strings import quote

Fields = tuple[FieldSpec, ...]
GENERATORS = ("ConfigMapGenerator", "SecretGenerator", "IAMPolicyGenerator", "HelmChartInflationGenerator")


def generators_of(root: Root, plugins: list[Resource]) -> list[Generator]:
    """What the objects that `generators` lists configure; KustomizeError for one that configures no generator."""
    found = []
    for plugin in plugins:
        try:
            if _kind_of(plugin) not in GENERATORS:
                _configured(root, plugin)
                raise KustomizeError(f"plugin {plugin.id} not a generator")
            found.append(_generator(root, plugin))
        except KustomizeError as wrong:
            raise prefixed(wrong, "failed to load generator") from None
    return found


def steps_of_plugins(root: Root, plugins: list[Resource]) -> list[Step]:
    """What the objects that `transformers` lists configure; KustomizeError for one that configures no transformer."""
    steps = []
    for plugin in plugins:
        if _kind_of(plugin) in GENERATORS:
            raise KustomizeError(f"plugin {plugin.id} not a transformer")
        steps.append(Step(_configured(root, plugin), _origin(plugin)))
    return steps


def _kind_of(plugin: Resource) -> str:
    """Which builtin an object configures; KustomizeError for anything else."""
    id_ = plugin.id
    if (id_.group, id_.version) != ("", "builtin"):
        raise KustomizeError(f"external plugins disabled; unable to load external plugin '{id_.kind}'")
    if id_.kind not in GENERATORS and id_.kind not in TRANSFORMERS:
        raise KustomizeError(f"unable to load builtin {id_.gvk_text}")
    return id_.kind


def _configured(root: Root, plugin: Resource) -> Change:
    try:
        return TRANSFORMERS[plugin.id.kind](root, plugin.object)
    except KustomizeError as wrong:
        raise prefixed(wrong, f"plugin {plugin.id} fails configuration") from None


def _origin(plugin: Resource) -> str:
    id_ = plugin.id
    path = plugin.origin.removeprefix("path: ").rstrip("\n")
    return configured_by(path, id_.version, id_.kind, id_.name, id_.namespace)


def _generator(root: Root, plugin: Resource) -> Generator:
    kind, config, id_ = plugin.id.kind, plugin.object, plugin.id
    if kind == "HelmChartInflationGenerator":
        raise KustomizeError(f"plugin {id_} fails configuration: {NO_HELM}")
    if kind == "IAMPolicyGenerator":
        return lambda resources: resources.append(Resource(_account(config), origin=_origin(plugin)))
    entry = {**config, "name": config.get("name") or id_.name, "namespace": config.get("namespace") or id_.namespace}
    return generator_of(root, kind.removesuffix("Generator"), entry, _origin(plugin))


def _account(config: Config) -> dict[str, Any]:
    """The service account that stands for one of Google's."""
    if config.get("cloud") != "gke":
        raise KustomizeError(f"cloud provider {config.get('cloud') or ''} not supported yet")
    service, account = config.get("kubernetesService") or {}, config.get("serviceAccount") or {}
    mail = f"{account.get('name') or ''}@{account.get('projectId') or ''}.iam.gserviceaccount.com"
    metadata = {"name": service.get("name") or "", "annotations": {"iam.gke.io/gcp-service-account": mail}}
    if service.get("namespace"):
        metadata["namespace"] = service["namespace"]
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}


def _fields_of(config: Config) -> Fields:
    return tuple(spec_of(each) for each in config.get("fieldSpecs") or [])


def _marking(key: str) -> Callable[[Root, Config], Change]:
    return lambda _, config: lambda found: marks.add_pairs(found, dict(config.get(key) or {}), _fields_of(config))


def _prefixing(_: Root, config: Config) -> Change:
    _need_fields(config)
    return lambda found: names.add_prefix(found, str(config.get("prefix") or ""), _fields_of(config))


def _suffixing(_: Root, config: Config) -> Change:
    _need_fields(config)
    return lambda found: names.add_suffix(found, str(config.get("suffix") or ""), _fields_of(config))


def _need_fields(config: Config) -> None:
    if config.get("fieldSpecs") is None:
        raise KustomizeError("fieldSpecs is not expected to be nil")


def _prefixing_and_suffixing(root: Root, config: Config) -> Change:
    changes = [_prefixing(root, config), _suffixing(root, config)]

    def change(found: list[Resource]) -> None:
        for each in changes:
            each(found)

    return change


def _placing(_: Root, config: Config) -> Change:
    namespace = str((config.get("metadata") or {}).get("namespace") or "")
    subjects = str(config.get("setRoleBindingSubjects") or "")
    if subjects not in ("", "defaultOnly", "none", "allServiceAccounts"):
        what = 'must be one of "defaultOnly", "none" or "allServiceAccounts"'
        raise KustomizeError(f"invalid value {quote(subjects)} for setRoleBindingSubjects: {what}")
    unset_only = bool(config.get("unsetOnly"))
    if not namespace:
        return lambda _: None
    return lambda found: names.set_namespace(
        found, namespace, _fields_of(config), subjects=subjects, unset_only=unset_only
    )


def _hashing(_: Root, __: Config) -> Change:
    return names.add_hashes


def _imaging(_: Root, config: Config) -> Change:
    return lambda found: images.set_image(found, config.get("imageTag") or {}, _fields_of(config))


def _scaling(_: Root, config: Config) -> Change:
    return lambda found: images.set_replicas(found, config.get("replica") or {}, _fields_of(config))


TRANSFORMERS: dict[str, Callable[[Root, Config], Change]] = {
    "AnnotationsTransformer": _marking("annotations"), "LabelTransformer": _marking("labels"),
    "PrefixTransformer": _prefixing, "SuffixTransformer": _suffixing, "HashTransformer": _hashing,
    "PrefixSuffixTransformer": _prefixing_and_suffixing, "NamespaceTransformer": _placing,
    "ImageTagTransformer": _imaging, "ReplicaCountTransformer": _scaling, "PatchTransformer": patch_change,
    "PatchStrategicMergeTransformer": merge_patches_change, "PatchJson6902Transformer": json_patch_change,
    "ReplacementTransformer": replacements_change, "ValueAddTransformer": value_change,
}  # fmt: skip
