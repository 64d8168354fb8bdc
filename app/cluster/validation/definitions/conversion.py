"""How versions of a CustomResourceDefinition are converted.

Follows kubernetes apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go:
validateCustomResourceConversion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.validation.client_configs import check_client
from app.cluster.validation.field_errors import FieldError, forbidden, invalid, required
from app.cluster.validation.rules import one_of
from app.sim.names import is_dns_1035_label

_ONLY = "should not be set when strategy is not set to Webhook"


def check_conversion(conversion: dict[str, Any], path: str) -> Iterator[FieldError]:
    """The strategy and the webhook that goes with it."""
    strategy, webhook = conversion.get("strategy") or "None", conversion.get("webhook") or {}
    yield from one_of(f"{path}.strategy", strategy, ["None", "Webhook"])
    config, versions = webhook.get("clientConfig"), webhook.get("conversionReviewVersions") or []
    at, listed = f"{path}.webhookClientConfig", f"{path}.conversionReviewVersions"
    if strategy != "Webhook":
        if config is not None:
            yield forbidden(at, _ONLY)
        if versions:
            yield forbidden(listed, _ONLY)
        return
    if config is None:
        yield required(at, "required when strategy is set to Webhook")
    else:
        yield from check_client(at, config)
    yield from _versions(versions, listed)


def _versions(versions: list[str], path: str) -> Iterator[FieldError]:
    if not versions:
        yield required(path)
        return
    for index, version in enumerate(versions):
        if version in versions[:index]:
            yield invalid(f"{path}[{index}]", version, "duplicate version")
            continue
        for problem in is_dns_1035_label(version):
            yield invalid(f"{path}[{index}]", version, problem)
    if not {"v1", "v1beta1"} & set(versions):
        yield invalid(path, versions, "must include at least one of v1, v1beta1")
