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
    assert kubectl(*words, "--kuberc=off", files={PATH: FILE}).out == "configmap/c created (dry run)\n"


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
