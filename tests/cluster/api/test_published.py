"""The definitions as published: what the packaged ones lack."""

from __future__ import annotations

from typing import Any

from app.cluster.api.published import definitions

_CORE = "io.k8s.api.core.v1."


def _field(definition: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = definitions()[definition]["properties"][name]
    return found


def test_an_enumeration_names_its_values() -> None:
    field = _field(_CORE + "PodSpec", "restartPolicy")
    assert field["enum"] == ["Always", "Never", "OnFailure"]
    assert field["description"].endswith(
        '\n\nPossible enum values:\n - `"Always"`\n - `"Never"`\n - `"OnFailure"`',
    )


def test_values_carry_their_meaning() -> None:
    description = _field("io.k8s.api.apps.v1.DeploymentStrategy", "type")["description"]
    assert ' - `"Recreate"` Kill all existing pods before creating new ones.' in description


def test_int_or_string_is_described() -> None:
    node = definitions()["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]
    assert node["format"] == "int-or-string"
    assert node["description"].startswith("IntOrString is a type that can hold")
