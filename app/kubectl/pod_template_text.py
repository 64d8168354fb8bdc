"""A pod template as `rollout history --revision` shows it: with its tabs as they are.

Follows kubernetes kubectl/pkg/polymorphichelpers/history.go: printTemplate.
"""

from __future__ import annotations

import io
from typing import Any

from app.kubectl.describe.pod_template import write_template


def template_text(template: dict[str, Any]) -> str:
    """`Pod Template:` and what is in it."""
    text = io.StringIO()
    write_template(text, template)
    return text.getvalue()
