"""Flags that few people know: what they do, in the words of the real kubectl 1.37.1."""

from __future__ import annotations

import pytest

from app.kubectl.commands import tree
from app.kubectl.unsupported import refused
from tests.kubectl.test_sessions import Session

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {a: "1"}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  securityContext: {runAsUser: 1000}
  containers: [{name: main, image: busybox}]
"""


@pytest.fixture
def session(machine):
    return Session(machine, "1.37")


def test_nearly_all_flags_work():
    commands = [command for command in tree("1.37").commands.values() if command.run is not None]
    flags = sum(len(command.flags) for command in commands)
    missing = sum(len([n for n in refused(command) if n in {f.name for f in command.flags}]) for command in commands)
    assert missing / flags < 0.02, f"{flags - missing} of {flags} flags work"


def test_fields_are_explained_to_a_depth(session):
    assert session.run("explain cm --max-depth=1") == "error: --max-depth requires --recursive\n[1]\n"
    assert session.run("explain cm --recursive --max-depth=-1") == "error: --max-depth must be non-negative\n[1]\n"
    shallow = session.run("explain deploy.spec.strategy --recursive --max-depth=1")
    assert "rollingUpdate" in shallow
    assert "maxSurge" not in shallow
    assert "maxSurge" in session.run("explain deploy.spec.strategy --recursive --max-depth=2")


def test_what_others_changed_is_not_overwritten(session):
    session.write("c.yaml", CONFIG)
    session.run("apply -f c.yaml")
    assert session.run("apply -f c.yaml --overwrite=false") == "configmap/c unchanged\n"
    session.run('patch cm c -p {"data":{"a":"2"}}')
    refusal = session.run("apply -f c.yaml --overwrite=false")
    assert refusal.startswith(
        'error: error when applying patch:\n\nto:\nResource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, '
        'Kind=ConfigMap"\nName: "c", Namespace: "default"\nfor: "c.yaml": error when patching "c.yaml": creating patch '
        'with:\noriginal:\n{"apiVersion":"v1","data":{"a":"1"},"kind":"ConfigMap",'
    )
    assert (
        '\n\nfor: patch:\ndata:\n  a: "1"\n\nconflicts with changes made from original to current:\ndata:\n' in refusal
    )
    assert session.run("apply -f c.yaml") == "configmap/c configured\n"


def test_versions_must_match(session):
    told = session.run("get ns --match-server-version")
    assert told.startswith('error: server version (&version.Info{Major:"1", Minor:"36", Emul')
    assert told.endswith('GoVersion:"go1.26.8", Compiler:"gc", Platform:"linux/amd64"})\n[1]\n')


def test_levels_of_source_files(session):
    assert 'round_trippers.go:632] "Response" verb="GET"' in session.run("get ns default --vmodule=round*=6")
    assert "round_trippers" not in session.run("get ns default --vmodule=helper=9")
    assert session.run("get ns --vmodule=foo") == (
        'error: invalid argument "foo" for "--vmodule" flag: syntax error: expect comma-separated list of filename=N\n'
        "See 'kubectl get --help' for usage.\n[1]\n"
    )


def test_profiles_of_the_program_itself(session):
    assert session.run("get ns --profile=foo") == "error: unknown profile 'foo'\n[1]\n"


def test_proxies(session):
    assert session.run("get ns --proxy-url=foo") == (
        'error: invalid \'proxy-url\' "foo" for cluster "kubernetes": unsupported scheme "", must be http, https, '
        "or socks5\n[1]\n"
    )


def test_profiles_of_debugging_containers(session):
    session.write("p.yaml", POD)
    session.write("custom.yaml", 'env: [{name: X, value: "1"}]\nsecurityContext: {runAsUser: 0}\n')
    session.write("bad.yaml", "image: other\n")
    session.run("apply -f p.yaml")
    told = session.run("debug p --image=x --copy-to=q -c d --custom=custom.yaml")
    assert told.startswith("Warning: Non-root user is configured for the entire target Pod, and some capabilities")
    path = "jsonpath={.spec.containers[1].securityContext}{.spec.containers[1].env[0].name}"
    assert session.run(f"get pod q -o {path}") == '{"capabilities":{"add":["SYS_PTRACE"]},"runAsUser":0}X'
    assert session.run("debug p --image=x --custom=bad.yaml") == (
        "error: name, command, image, lifecycle and volume devices are not modifiable via custom profile\n[1]\n"
    )
    assert session.run("debug p --image=x -c e --profile=legacy") == (
        "--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other "
        'profile, for example "--profile=general".\n'
    )
