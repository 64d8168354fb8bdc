"""What the interpreter gets instead of what was typed."""

import pytest

from app.host.rewrite import Setting, rewrite
from app.host.syntax import parse

TERMINAL = Setting(1, 0, "bash", frozenset({"sleep", "curl", "kubectl"}), {}, "ioe", frozenset())


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("while sleep 1; do curl web; done", "while sleep 1; do curl web; done"),  # nothing that adds up in long loops
        ("curl web | cat", "__streams=ie curl web | cat"),
        ("curl web >f 2>&1", "__streams=i curl web >f 2>&1"),
        ("kubectl get pods", "__streams=ioe kubectl get pods"),
    ],
)
def test_streams_are_told(typed, given):
    assert rewrite(parse(typed), TERMINAL) == given
