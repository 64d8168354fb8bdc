"""`kubectl config` against files; kubeconfigs that merge."""

from __future__ import annotations

CONFIG = """\
apiVersion: v1
clusters:
- cluster:
    server: https://1.2.3.4
  name: one
contexts:
- context:
    cluster: one
    user: u
  name: dev
current-context: dev
kind: Config
users:
- name: u
  user:
    token: secret
"""
PATH = "/root/.kube/config"


def test_view_hides_secrets(kubectl):
    assert kubectl("config", "view", files={PATH: CONFIG}).out == CONFIG.replace("secret", "REDACTED")
    assert kubectl("config", "view", "--raw", files={PATH: CONFIG}).out == CONFIG


def test_an_empty_configuration(kubectl):
    assert kubectl("config", "view").out == (
        'apiVersion: v1\nclusters: null\ncontexts: null\ncurrent-context: ""\nkind: Config\nusers: null\n'
    )


def test_the_namespace_of_the_current_context_is_changed_in_the_file(kubectl):
    result = kubectl("config", "set-context", "--current", "--namespace=team", files={PATH: CONFIG})
    assert result.out == 'Context "dev" modified.\n'
    assert result.machine.files[PATH].decode() == CONFIG.replace("    user: u\n", "    namespace: team\n    user: u\n")


def test_contexts_are_listed(kubectl):
    assert kubectl("config", "get-contexts", files={PATH: CONFIG}).out == (
        "CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\n*         dev    one       u          \n"
    )


def test_files_of_the_variable_are_put_together_and_changed_where_things_stand(kubectl):
    files = {"/a": CONFIG, "/b": CONFIG.replace("dev", "prod").replace("one", "two")}
    result = kubectl("config", "set-context", "prod", "--namespace=x", files=files, KUBECONFIG="/a:/b")
    assert result.machine.files["/a"].decode() == CONFIG
    assert b"namespace: x" in result.machine.files["/b"]
    assert kubectl("config", "get-contexts", "-o", "name", files=files, KUBECONFIG="/a:/b").out == "dev\nprod\n"


def test_deleting_the_current_context_warns(kubectl):
    result = kubectl("config", "delete-context", "dev", files={PATH: CONFIG})
    assert result.out == "deleted context dev from /root/.kube/config\n"
    assert result.err == (
        'warning: this removed your active context, use "kubectl config use-context" to select a different one\n'
    )


def test_a_broken_file(kubectl):
    result = kubectl("--kubeconfig=bad", "get", "pods", files={"bad": "not: [valid\n"})
    assert result.err == "error: error loading config file \"bad\": yaml: line 1: did not find expected ',' or ']'\n"
