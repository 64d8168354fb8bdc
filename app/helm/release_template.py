"""`helm get all --template`: Go templates over a release."""

from __future__ import annotations

from typing import Any

from app.helm.errors import HelmError
from app.helm.releases.model import Release
from app.kubectl.output.gotemplate import Execution, ExecutionError, TemplateSyntaxError, parse
from app.kubectl.output.gotemplate.builtins import FUNCTIONS


def filled(text: str, release: Release) -> str:
    """What the template writes about the release; HelmError."""
    try:
        return Execution(parse("tpl", text, FUNCTIONS), {"Release": _go_names(release.json())}).result()
    except (TemplateSyntaxError, ExecutionError) as wrong:
        raise HelmError(str(wrong)) from None


def _go_names(value: Any) -> Any:
    """Fields under the names that they have in Go."""
    if isinstance(value, dict):
        return {"".join(p[:1].upper() + p[1:] for p in key.split("_")): _go_names(item) for key, item in value.items()}
    return [_go_names(item) for item in value] if isinstance(value, list) else value
