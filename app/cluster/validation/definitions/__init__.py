"""CustomResourceDefinitions, with the words of the API server.

Follows kubernetes apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go. What all versions have in
common upstream moves to the top of its internal form, so with one version errors point to `spec.validation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.validation.definitions.conversion import check_conversion
from app.cluster.validation.definitions.defaults import check_defaults
from app.cluster.validation.definitions.expressions import total_cost
from app.cluster.validation.definitions.names import (
    check_columns,
    check_names,
    check_selectable,
    check_subresources,
)
from app.cluster.validation.definitions.schemas import Place, check_schema
from app.cluster.validation.definitions.structural import check_structural
from app.cluster.validation.field_errors import Errors, FieldError, forbidden, invalid, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.rules import one_of
from app.sim.names import is_dns_1035_label, is_subdomain

Node = dict[str, Any]
_VERSION = "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion"
_APPROVAL = "api-approved.kubernetes.io"
_SHARED = ("schema", "subresources", "additionalPrinterColumns", "selectableFields")
_AT_ROOT = """
    Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems
    MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations
"""


def _definition(definition: Node) -> Errors:
    spec = definition.get("spec") or {}
    group, names = spec.get("group") or "", spec.get("names") or {}
    name = (definition.get("metadata") or {}).get("name") or ""
    errors: Errors = []
    if name != f"{names.get('plural') or ''}.{group}":
        errors.append(invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'))
    errors += _spec(spec, group)
    errors += _approval(definition, group)
    if spec.get("preserveUnknownFields"):
        text = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
        errors.append(invalid("spec.preserveUnknownFields", True, text))
    return errors


def _spec(spec: Node, group: str) -> Iterator[FieldError]:
    versions = spec.get("versions") or []
    if not group:
        yield required("spec.group")
    elif problems := is_subdomain(group):
        yield invalid("spec.group", group, ",".join(problems))
    elif "." not in group:
        yield invalid("spec.group", group, "should be a domain with at least one dot")
    yield from one_of("spec.scope", spec.get("scope"), ["Cluster", "Namespaced"])
    for index, version in enumerate(versions):
        if (version.get("schema") or {}).get("openAPIV3Schema") is None:
            yield required(f"spec.versions[{index}].schema.openAPIV3Schema", "schemas are required")
    shared = [_same(versions, key) for key in _SHARED]
    for index, version in enumerate(versions):
        at = f"spec.versions[{index}]"
        if problems := is_dns_1035_label(version.get("name") or ""):
            yield invalid(f"{at}.name", version.get("name") or "", ",".join(problems))
        yield from _deprecation(version, at)
        yield from _version(version, at, f"{at}.schema", [not item for item in shared])
    yield from _version_list(versions)
    yield from check_names(spec.get("names") or {}, "spec.names")
    if versions:
        yield from _version(versions[0], "spec", "spec.validation", shared)
    yield from check_conversion(spec.get("conversion") or {}, "spec.conversion")


def _same(versions: list[Node], key: str) -> bool:
    return all((item.get(key) or None) == (versions[0].get(key) or None) for item in versions)


def _version(version: Node, at: str, schema_path: str, wanted: list[bool]) -> Iterator[FieldError]:
    """Of a version, or of what versions share: schema, subresources, columns, selectable fields, as `wanted`."""
    schema, subresources = (version.get("schema") or {}).get("openAPIV3Schema"), version.get("subresources") or {}
    if wanted[0] and schema is not None:
        yield from _schema(schema, schema_path, status="status" in subresources)
    if wanted[1]:
        yield from check_subresources(subresources, f"{at}.subresources")
    if wanted[2]:
        yield from check_columns(version.get("additionalPrinterColumns") or [], f"{at}.additionalPrinterColumns")
    if wanted[3]:
        yield from check_selectable(version.get("selectableFields") or [], schema or {}, f"{at}.selectableFields")


def _schema(schema: Node, path: str, *, status: bool) -> Iterator[FieldError]:
    at = f"{path}.openAPIV3Schema"
    if status:
        yield from _root_fields(schema, at)
    if schema.get("nullable"):
        yield forbidden(f"{at}.nullable", "nullable cannot be true at the root")
    structural = check_structural(at, schema)
    defaults = [] if structural else list(check_defaults(at, schema))
    yield from structural or defaults
    place = Place(at, root=True, expressions=not structural and not defaults)
    errors, rules = check_schema(schema, place)
    yield from errors
    yield from rules
    yield from total_cost(place.costs, at)


def _root_fields(schema: Node, at: str) -> Iterator[FieldError]:
    """With a status of its own, little may be said at the root."""
    if schema.get("type", "object") != "object":
        text = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
        yield invalid(f"{at}.type", schema["type"], text)
        return
    allowed = _AT_ROOT.split()
    for key, value in schema.items():
        name = _go_name(key)
        if name not in allowed and value not in (None, False, "", [], {}):
            listed = " ".join(allowed)
            text = f"only [{listed}] fields are allowed at the root of the schema if the status subresource is enabled"
            yield invalid(at, schema, text)
            return


def _go_name(key: str) -> str:
    parts = key.removeprefix("x-kubernetes-").split("-")
    name = "".join(part[:1].upper() + part[1:] for part in parts)
    return f"X{name}" if key.startswith("x-kubernetes-") else name


def _deprecation(version: Node, at: str) -> Iterator[FieldError]:
    text = version.get("deprecationWarning")
    if text is None:
        return
    path = f"{at}.deprecationWarning"
    if not version.get("deprecated"):
        yield invalid(path, text, "can only be set for deprecated versions")
        return
    if len(text) > 256:
        yield invalid(path, text, "must be <= 256 characters long")
    if not text:
        yield invalid(path, text, "must not be an empty string")


def _version_list(versions: list[Node]) -> Iterator[FieldError]:
    names = [version.get("name") for version in versions]
    hidden = {key for key in _SHARED if _same(versions, key)}
    shown = [internal({key: version[key] for key in version if key not in hidden}, _VERSION) for version in versions]
    if len(set(names)) != len(names):
        yield invalid("spec.versions", shown, "must contain unique version names")
    if sum(bool(version.get("storage")) for version in versions) != 1:
        yield invalid("spec.versions", shown, "must have exactly one version marked as storage version")


def _approval(definition: Node, group: str) -> Iterator[FieldError]:
    """Groups of the community need a link to the approval. Follows apiextensions/helpers.go: GetAPIApprovalState."""
    if group not in {"k8s.io", "kubernetes.io"} and not group.endswith((".k8s.io", ".kubernetes.io")):
        return
    found = (definition["metadata"].get("annotations") or {}).get(_APPROVAL)
    path = f"metadata.annotations[{_APPROVAL}]"
    if not found:
        text = "protected groups must have approval annotation"
        link = "see https://github.com/kubernetes/enhancements/pull/1111"
        yield required(path, f'{text} "{_APPROVAL}", {link}')
    elif not found.startswith(("unapproved", "https://", "http://")):
        text = f'protected groups must have approval annotation "{_APPROVAL}" with either a URL or a reason starting '
        yield invalid(path, found, text + 'with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111')


def _definition_update(new: Node, old: Node) -> Errors:
    errors = _definition(new)
    after, before = new["spec"], old["spec"]
    conditions = (old.get("status") or {}).get("conditions") or ()
    if any(item["type"] == "Established" and item["status"] == "True" for item in conditions):
        errors += immutable("spec.scope", after.get("scope"), before.get("scope"))
        errors += immutable("spec.names.kind", _name(after, "kind"), _name(before, "kind"))
    errors += immutable("spec.group", after.get("group"), before.get("group"))
    errors += immutable("spec.names.plural", _name(after, "plural"), _name(before, "plural"))
    return errors + list(_stored(new, old))


def _name(spec: Node, key: str) -> Any:
    return (spec.get("names") or {}).get(key)


def _stored(new: Node, old: Node) -> Iterator[FieldError]:
    names = [version.get("name") for version in new["spec"].get("versions") or ()]
    for index, name in enumerate((old.get("status") or {}).get("storedVersions") or ()):
        if name not in names:
            text = (
                f"missing from spec.versions; {name} was previously a storage version, and must remain in "
                f"spec.versions until a storage migration ensures no data remains persisted in {name} and removes "
                f"{name} from status.storedVersions"
            )
            yield invalid(f"status.storedVersions[{index}]", name, text)


KEY = ("apiextensions.k8s.io", "CustomResourceDefinition")
CREATE = {KEY: _definition}
UPDATE = {KEY: _definition_update}
