"""A pod template as `rollout history --revision` shows it.

Follows kubernetes kubectl/pkg/describe/describe.go: DescribePodTemplate.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.output.tabwriter import TabWriter


def template_text(template: dict[str, Any]) -> str:
    """`Pod Template:` and what is in it, aligned."""
    from app.kubectl.describe.pod_template import write_template  # noqa: PLC0415 - describers import this package

    writer = TabWriter(min_width=0, padding=2)
    write_template(writer, template)
    return writer.flush()
