"""What the interpreter gets instead of what was typed."""

import dataclasses

import pytest

from app.host.bash.rewrite import QUIETLY, rewrite
from app.host.bash.setting import FILED, Setting
from app.host.bash.syntax import parse

TERMINAL = Setting(
    1, 0, "bash", frozenset({"sleep", "curl", "kubectl", "cat"}), typed=True, programs=frozenset({"grep", "cat"})
)


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("kubectl get pods", "__streams=ioe kubectl get pods"),
        ("curl web | grep x", "__streams=i-e curl web | grep x"),
        ("curl web | cat", "__streams=i-e curl web | __streams=-oe __cat"),  # as it comes
        ("curl web |& grep x", "__streams=i-- curl web |& grep x"),
        ("curl web >f 2>&1", "__streams=i-- curl web >f 2>&1"),
        ("curl web 2>&1 >f", "__streams=i-o curl web 2>&1 >f"),
        ("curl web 2>&1", "__streams=ioo curl web 2>&1"),
        ("curl web >&2", "__streams=iee curl web >&2"),
        ("curl web &>f", "__streams=i-- curl web &>f"),
        ("{ curl web; } 2>f", "{ __streams=i-- curl web; } 2>f"),  # shown when all of it is done
        ("exec curl web", "__streams=ioe exec curl web"),
        ("f() { curl web; }; f", "f() { __streams=ioe curl web; }; f"),
        ("f 2>f | grep x", f"__elsewhere=oe$__elsewhere $(__name 1 f $? $({QUIETLY} declare -F f)) 2>f | grep x"),
        ("echo $(f)", "echo $(__elsewhere=o$__elsewhere f)"),
        ("eval $x | grep x", '__elsewhere=o$__elsewhere eval "$(__evaluated $? $x)" | grep x'),
        ("exec >f; curl web", "exec >f; __streams=i-- curl web"),
    ],
)
def test_streams_are_told(typed, given):
    setting = dataclasses.replace(TERMINAL, filed=FILED.search(typed) is not None)
    assert rewrite(parse(typed), setting) == given
