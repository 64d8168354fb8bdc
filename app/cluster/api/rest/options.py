"""The query parameters of each verb, checked in the server's words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.cluster.api import protobuf
from app.cluster.api.call import DeleteOptions
from app.cluster.api.errors import ApiError, bad_request, error, invalid
from app.cluster.api.go_json import loads
from app.cluster.api.go_values import GoError, json_kind
from app.sim.clock import parse_rfc3339
from app.sim.go_time import time_problem

Query = dict[str, list[str]]
_META = "meta.k8s.io"
PROPAGATIONS = ("Foreground", "Background", "Orphan")
MAX_MANAGER = 128  # bytes
MATCHES = ("", "Exact", "NotOlderThan")


def first(query: Query, name: str) -> str:
    """The first value of a parameter, or empty."""
    values = query.get(name)
    return values[0] if values else ""


def boolean(query: Query, name: str) -> bool:
    """A parameter given and not 0 or false."""
    return name in query and query[name][0].lower() not in {"0", "false"}


def integer(query: Query, name: str) -> int | None:
    """A number, or None when absent; ApiError 400 when it is none."""
    text = first(query, name)
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax') from None


@dataclass(frozen=True)
class ListOptions:
    """What list and watch look at."""

    label_selector: str = ""
    field_selector: str = ""
    watch: bool = False
    resource_version: str = ""
    match: str = ""
    timeout: int | None = None
    limit: int = 0
    continue_: str = ""
    bookmarks: bool = False
    send_initial_events: bool | None = None


def list_options(query: Query) -> ListOptions:
    """From the query; ApiError Invalid for combinations that make no sense."""
    send = boolean(query, "sendInitialEvents") if "sendInitialEvents" in query else None
    options = ListOptions(
        label_selector=first(query, "labelSelector"),
        field_selector=first(query, "fieldSelector"),
        watch=boolean(query, "watch"),
        resource_version=first(query, "resourceVersion"),
        match=first(query, "resourceVersionMatch"),
        timeout=integer(query, "timeoutSeconds"),
        limit=integer(query, "limit") or 0,
        continue_=first(query, "continue"),
        bookmarks=boolean(query, "allowWatchBookmarks"),
        send_initial_events=send,
    )
    problems = _list_problems(options)
    if problems:
        raise _invalid("ListOptions", problems)
    return options


def _list_problems(options: ListOptions) -> list[tuple[str, str, str]]:
    """(reason, field, message). Follows apimachinery/pkg/apis/meta/internalversion/validation/validation.go."""
    field, match = "resourceVersionMatch", options.match
    found: list[tuple[str, str, str]] = []

    def forbid(name: str, text: str) -> None:
        found.append(("FieldValueForbidden", name, f"Forbidden: {text}"))

    if options.watch:
        if options.send_initial_events is not None and match != "NotOlderThan":
            forbid(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
        if match and options.send_initial_events is None:
            forbid(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
        if match and match != "NotOlderThan":
            found.append(_unsupported(field, match, ("NotOlderThan",)))
        if match and options.continue_:
            forbid(field, "resourceVersionMatch is forbidden when continue is provided")
        return found
    if match and not options.resource_version:
        forbid(field, "resourceVersionMatch is forbidden unless resourceVersion is provided")
    if match and options.continue_:
        forbid(field, "resourceVersionMatch is forbidden when continue is provided")
    if match not in MATCHES:
        found.append(_unsupported(field, match, ("Exact", "NotOlderThan", "")))
    if match == "Exact" and options.resource_version == "0":
        forbid(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    if options.send_initial_events is not None:
        forbid("sendInitialEvents", "sendInitialEvents is forbidden for list")
    return found


def _unsupported(field: str, value: str, values: tuple[str, ...]) -> tuple[str, str, str]:
    listed = ", ".join(f'"{item}"' for item in values)
    return "FieldValueNotSupported", field, f'Unsupported value: "{value}": supported values: {listed}'


@dataclass(frozen=True)
class WriteOptions:
    """What create, update and patch look at."""

    dry_run: bool = False
    manager: str = ""
    validation: str = "Warn"
    force: bool | None = None


def write_options(query: Query, kind: str, *, apply: bool = False) -> WriteOptions:
    """From the query; `kind` is CreateOptions, UpdateOptions or PatchOptions (`apply`: of server-side apply).

    Follows apimachinery/pkg/apis/meta/v1/validation/validation.go.
    """
    force = boolean(query, "force") if "force" in query else None
    manager = first(query, "fieldManager")
    problems: list[tuple[str, str, str]] = []
    if apply and not manager:
        problems.append(("FieldValueRequired", "fieldManager", "Required value: is required for apply patch"))
    if force is not None and kind == "PatchOptions" and not apply:
        problems.append(("FieldValueForbidden", "force", "Forbidden: may not be specified for non-apply patch"))
    problems += _manager_problems(manager)
    problems += _dry_run_problems(query.get("dryRun", []))
    validation = first(query, "fieldValidation")
    if validation not in {"", "Ignore", "Warn", "Strict"}:
        text = f'Unsupported value: "{validation}": supported values: "", "Ignore", "Strict", "Warn"'
        problems.append(("FieldValueNotSupported", "fieldValidation", text))
    if problems:
        raise _invalid(kind, problems)
    return WriteOptions(bool(first(query, "dryRun")), manager, validation or "Warn", force)


def _manager_problems(manager: str) -> list[tuple[str, str, str]]:
    found = []
    if len(manager.encode()) > MAX_MANAGER:
        text = f"Too long: may not be more than {MAX_MANAGER} bytes"
        found.append(("FieldValueTooLong", "fieldManager", text))
    at = 0
    for character in manager:
        if not character.isprintable():
            text = f"invalid character U+{ord(character):04X} (at position {at})"
            value = json.dumps(manager, ensure_ascii=False).replace("\\u00", "\\x")
            found.append(("FieldValueInvalid", "fieldManager", f"Invalid value: {value}: {text}"))
        at += len(character.encode())
    return found


def _dry_run_problems(values: list[str]) -> list[tuple[str, str, str]]:
    wrong = [value for value in values if value and value != "All"]
    if not wrong:
        return []
    listed = "[" + ",".join(f'"{value}"' for value in values) + "]"
    return [("FieldValueNotSupported", "dryRun", f'Unsupported value: {listed}: supported values: "All"')]


def _invalid(kind: str, problems: list[tuple[str, str, str]]) -> ApiError:
    causes = [{"reason": reason, "message": message, "field": field} for reason, field, message in problems]
    texts = [f"{field}: {message}" for _, field, message in problems]
    detail = texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"
    return invalid(_META, kind, "", causes, detail)


def delete_options(query: Query, body: bytes) -> tuple[DeleteOptions, bool]:
    """From the body (JSON or protobuf), or without one from the query; and whether it is a dry run."""
    given = _delete_body(body) if body else _delete_query(query)
    problems = []
    propagation = given.get("propagationPolicy")
    if propagation is not None and given.get("orphanDependents") is not None:
        text = f'Invalid value: "{propagation}": orphanDependents and deletionPropagation cannot be both set'
        problems.append(("FieldValueInvalid", "propagationPolicy", text))
    if propagation is not None and propagation not in PROPAGATIONS:
        problems.append(_unsupported("propagationPolicy", propagation, (*PROPAGATIONS, "nil")))
    dry = given.get("dryRun") or []
    problems += _dry_run_problems(list(dry))
    if problems:
        raise _invalid("DeleteOptions", problems)
    options = DeleteOptions(
        grace=given.get("gracePeriodSeconds"),
        propagation=propagation,
        orphan_dependents=given.get("orphanDependents"),
        preconditions=given.get("preconditions") or {},
    )
    return options, bool(dry)


def _delete_body(body: bytes) -> dict[str, Any]:
    """Follows apiserver/pkg/endpoints/handlers/delete.go: what cannot be read is an error without a reason."""
    if body.startswith(protobuf.MAGIC):
        return protobuf.decode(body)
    try:
        given = loads(body.decode("utf-8", "replace"))
    except GoError as problem:
        raise error("", f"couldn't get version/kind; json parse error: {problem}", code=500) from None
    if not isinstance(given, dict):
        wanted = (
            'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
        )
        text = f"json: cannot unmarshal {json_kind(given)} into Go value of type {wanted}"
        raise error("", f"couldn't get version/kind; json parse error: {text}", code=500)
    if given.get("kind", "DeleteOptions") != "DeleteOptions":
        raise error("", "decoded object cannot be converted to DeleteOptions", code=500)
    return given


def _delete_query(query: Query) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if (grace := integer(query, "gracePeriodSeconds")) is not None:
        given["gracePeriodSeconds"] = grace
    if propagation := first(query, "propagationPolicy"):
        given["propagationPolicy"] = propagation
    if "orphanDependents" in query:
        given["orphanDependents"] = boolean(query, "orphanDependents")
    if "dryRun" in query:
        given["dryRun"] = query["dryRun"]
    return given


def include_object(query: Query) -> str:
    """Of tables: what each row carries; ApiError 400."""
    given = first(query, "includeObject")
    if given in {"", "Metadata", "Object", "None"}:
        return given
    why = f"includeObject: Invalid value: \"{given}\": must be 'Metadata', 'Object', 'None', or empty"
    raise bad_request(f"Unable to convert to Table as requested: {why}")


def time_option(query: Query, name: str) -> float | None:
    """An RFC 3339 time as seconds since 1970."""
    text = first(query, name)
    if not text:
        return None
    if problem := time_problem(text):
        raise error("BadRequest", problem)
    return parse_rfc3339(text)
