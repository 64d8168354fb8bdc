"""Preferences: aliases and defaults."""

from __future__ import annotations

PATH = "/root/.kube/kuberc"
FILE = """\
aliases:
- command: create configmap
  name: mkcm
  options:
  - default: client
    name: dry-run
apiVersion: kubectl.config.k8s.io/v1beta1
defaults:
- command: create configmap
  options:
  - default: name
    name: output
kind: Preference
"""


def test_view(kubectl):
    assert kubectl("kuberc", "view", files={PATH: FILE}).out == FILE


def test_an_alias_takes_its_options_along(kubectl):
    assert kubectl("mkcm", "c", files={PATH: FILE}).out == "configmap/c\n"


def test_a_default_gives_way_to_a_flag(kubectl):
    words = ("create", "configmap", "c", "--dry-run=client")
    assert kubectl(*words, files={PATH: FILE}).out == "configmap/c\n"
    assert kubectl(*words, "--output=", files={PATH: FILE}).out == "configmap/c created (dry run)\n"
    assert kubectl(*words, "--kuberc=off", files={PATH: FILE}).err == (
        "error occurred while applying preferences kuberc error kuberc: open off: no such file or directory\n"
    )


def test_set(kubectl):
    result = kubectl("kuberc", "set", "--section=defaults", "--command=get", "--option=output=wide")
    assert result.out == f"Updated {PATH}\n"
    assert result.machine.files[PATH].decode() == (
        "aliases: []\napiVersion: kubectl.config.k8s.io/v1beta1\ndefaults:\n- command: get\n  options:\n"
        "  - default: wide\n    name: output\nkind: Preference\n"
    )
    again = kubectl("kuberc", "set", "--section=defaults", "--command=get", files=dict.fromkeys([PATH], FILE))
    assert again.exit == 0


def test_an_existing_default_is_kept(kubectl):
    result = kubectl("kuberc", "set", "--section=defaults", "--command=create configmap", files={PATH: FILE})
    assert result.err == ('error: defaults for command "create configmap" already exist, use --overwrite to replace\n')


def wrong(kubectl, text):
    return kubectl(
        "get", "ns", "--kuberc=/root/rc", files={"/root/rc": f"apiVersion: {VERSION}\nkind: Preference\n{text}"}
    ).err


VERSION = "kubectl.config.k8s.io/v1beta1"
FAILED = "error occurred while applying preferences"


def test_what_is_wrong_with_a_file_is_told(kubectl):
    alias = "aliases: [{name: %s, command: %s}]\n"
    assert wrong(kubectl, alias % ("a1", "get")) == (
        f"{FAILED} invalid alias name, can only include alphabetical characters\n"
    )
    assert wrong(kubectl, "aliases: [{name: a, command: get}, {name: a, command: get}]\n") == (
        f"{FAILED} duplicate alias name a\n"
    )
    assert wrong(kubectl, "defaults: [{command: get, options: [{name: foo, default: bar}]}]\n") == (
        f"{FAILED} invalid flag foo for command get\n"
    )
    assert wrong(kubectl, "defaults: [{command: nosuch}]\n").startswith(
        'Warning: command "nosuch" not found to set kuberc override\n'
    )
    assert wrong(kubectl, "foo: bar\n").startswith(
        'kuberc: ignoring strict decoding error in /root/rc: strict decoding error: unknown field "foo"'
    )
    assert kubectl("get", "ns", "--kuberc=/root/rc", files={"/root/rc": "kind: Foo\n"}).err == (
        f"{FAILED} kuberc error kuberc: no valid preferences found in /root/rc, use --v=5 to see details\n"
    )


def test_an_alias_of_nothing_is_told(kubectl):
    files = {PATH: f"apiVersion: {VERSION}\nkind: Preference\naliases: [{{name: loop, command: loop x}}]\n"}
    assert kubectl("loop", files=files).err == f'{FAILED} command "loop x" not found to set alias "loop": [loop x]\n'


def test_what_is_not_given_is_kept_of_an_alias(kubectl):
    first = kubectl("kuberc", "set", "--section=aliases", "--name=gp", "--command=get", "--prependarg=pods",
                    "--option=--output=wide")  # fmt: skip
    files = {PATH: first.machine.files[PATH].decode()}
    again = kubectl("kuberc", "set", "--section=aliases", "--name=gp", "--command=get", "--appendarg=-A",
                    "--overwrite", files=files)  # fmt: skip
    assert kubectl("kuberc", "view", files={PATH: again.machine.files[PATH].decode()}).out == (
        "aliases:\n- appendArgs:\n  - -A\n  command: get\n  name: gp\n  options:\n  - default: wide\n"
        f"    name: output\n  prependArgs:\n  - pods\napiVersion: {VERSION}\ndefaults: []\nkind: Preference\n"
    )
    assert kubectl("kuberc", "set", "--section=defaults", "--command=get", "--name=x").err == (
        "error: --name should not be specified when --section=defaults\n"
    )
