"""Who calls, and what a configuration says of it: texts of the real kubectl 1.37.1."""

from __future__ import annotations

import pytest

SERVER = "https://172.30.1.2:6443"
CONFIG = """\
apiVersion: v1
kind: Config
clusters: [{{name: c, cluster: {{server: "{server}", {cluster}}}}}]
users: [{{name: u, user: {{{user}}}}}]
contexts: [{{name: x, context: {{cluster: c, user: u}}}}]
current-context: x
"""
PEM = "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n"
ROOTS = "error: unable to load root certificates: "


def config(cluster: str = "", user: str = "token: t", server: str = SERVER) -> dict[str, str]:
    return {"/root/.kube/config": CONFIG.format(server=server, cluster=cluster, user=user), "/ca": PEM}


@pytest.mark.parametrize(
    ("files", "line", "text"),
    [
        (config("certificate-authority-data: Zm9v"), "get pods", f"{ROOTS}unable to parse bytes as PEM block\n"),
        (config("certificate-authority: /ca"), "get pods", f"{ROOTS}no valid certificate authority data seen\n"),
        (config("certificate-authority: /ca, insecure-skip-tls-verify: true"), "get pods",
         "error: specifying a root certificates file with the insecure flag is not allowed\n"),
        (config(user="client-certificate-data: Zm9v"), "get pods",
         "error: tls: failed to find any PEM data in certificate input\n"),
        (config(server="https://"), "get pods", 'error: host must be a URL or a host:port pair: "https://"\n'),
        ({"/root/.kube/config": "kind: Pod\napiVersion: v1\n"}, "config view",
         'error: error loading config file "/root/.kube/config": no kind "Pod" is registered for version "v1" in '
         'scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"\n'),
        ({"/root/.kube/config": "clusters: [{name: 5}]"}, "config view",
         'error: error loading config file "/root/.kube/config": json: cannot unmarshal number into Go struct field '
         "NamedCluster.clusters.name of type string\n"),
        ({}, "get pods --kuberc=nosuch", "error occurred while applying preferences kuberc error kuberc: open nosuch: "
         "no such file or directory\n"),
        ({}, "get pods --kuberc=", "error occurred while applying preferences kuberc file is not found\n"),
        ({}, "-A get pods", "Error: flags cannot be placed before plugin name: -A\n"),
        (config(), "config set-cluster c --embed-certs",
         "error: you must specify a --certificate-authority to embed\n"),
        (config(), "config set-credentials c --embed-certs",
         "error: you must specify a --client-certificate or --client-key to embed\n"),
        (config(), "config delete-user",
         "error: user to delete is required\nSee 'kubectl config delete-user -h' for help and examples\n"),
    ],
)  # fmt: skip
def test_refused(kubectl, files, line, text):
    result = kubectl(*line.split(), files=files)
    assert (result.exit, result.err) == (1, text)


def test_without_credentials_a_name_is_asked_for(kubectl):
    result = kubectl("get", "pods", files=config(user=""))
    assert (result.exit, result.out, result.err) == (1, "Please enter Username: ", "error: EOF\n")
    result = kubectl("get", "pods", files=config(user=""), stdin="jane\nsecret\n")
    assert result.out == "Please enter Username: Please enter Password: "
    assert result.machine.requests[0].headers.get("Authorization") == "Basic amFuZTpzZWNyZXQ="


def test_a_credential_plugin_that_is_not_there(kubectl):
    result = kubectl("get", "pods", files=config(user="exec: {command: nosuch}"))
    assert result.err.rpartition("Unable")[2] == (
        " to connect to the server: getting credentials: exec: executable nosuch not found\n\nIt looks like you are "
        "trying to use a client-go credential plugin that is not installed.\n\nTo learn more about this feature, "
        "consult the documentation available at:\n      https://kubernetes.io/docs/reference/access-authn-authz/"
        "authentication/#client-go-credential-plugins\n"
    )


def test_files_near_the_configuration_are_named_from_there(kubectl):
    result = kubectl("config", "--kubeconfig=jane.conf", "set-cluster", "c", "--certificate-authority=ca.crt")
    assert "certificate-authority: ca.crt\n" in result.machine.read_file("jane.conf").decode()
    result = kubectl("config", "set-cluster", "c", "--certificate-authority=/etc/kubernetes/pki/ca.crt")
    assert (
        "certificate-authority: /etc/kubernetes/pki/ca.crt\n" in result.machine.read_file("/root/.kube/config").decode()
    )
