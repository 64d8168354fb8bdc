"""Nodes as machines: ssh, the kubelet's service, kubeadm's files."""

from __future__ import annotations

from tests.labs.worlds import screens, shown


def test_a_kubelet_that_is_stopped_on_its_node() -> None:
    nodes = "kubectl get nodes --no-headers -o custom-columns=:metadata.name,:status.conditions[-1].status"
    found = screens(
        [
            "kubectl run p --image=nginx", "@ 30", "ssh node01 systemctl stop kubelet", "@ 60", nodes,
            "curl -s -o /dev/null -w '%{http_code}\\n' $(kubectl get pod p -o jsonpath={.status.podIP})",
            "ssh node01 systemctl start kubelet", "@ 20", nodes, "kubectl get pod p --no-headers",
        ]
    )  # fmt: skip
    assert [line.split() for line in found[4].splitlines()] == [["controlplane", "True"], ["node01", "Unknown"]]
    assert found[5] == "200\n"
    assert [line.split() for line in found[8].splitlines()] == [["controlplane", "True"], ["node01", "True"]]
    assert found[9].split()[1:4] == ["1/1", "Running", "0"]


def test_ssh_is_another_machine() -> None:
    assert shown("touch /root/here", "ssh node01 'hostname; ls /root/here; ls /etc/kubernetes'") == (
        "node01\nls: cannot access '/root/here': No such file or directory\nkubelet.conf\nmanifests\npki\n"
    )


def test_static_pods_have_manifests() -> None:
    found = screens(["ls -1 /etc/kubernetes/manifests", "grep -c image: /etc/kubernetes/manifests/etcd.yaml"])
    assert found == ["etcd.yaml\nkube-apiserver.yaml\nkube-controller-manager.yaml\nkube-scheduler.yaml\n", "1\n"]


def test_who_is_signed_with_the_authority_s_key_is_believed() -> None:
    pki = "/etc/kubernetes/pki"
    text = shown(
        "openssl genrsa -out j.key 2048 2> /dev/null; openssl req -new -key j.key -subj /CN=jane/O=dev -out j.csr",
        f"openssl x509 -req -in j.csr -CA {pki}/ca.crt -CAkey {pki}/ca.key -CAcreateserial -out j.crt -days 30",
        "kubectl config set-credentials jane --client-certificate=j.crt --client-key=j.key",
        "kubectl auth whoami --user jane",
    )
    assert [line.split() for line in text.splitlines()[:3]] == [
        ["ATTRIBUTE", "VALUE"], ["Username", "jane"], ["Groups", "[dev", "system:authenticated]"],
    ]  # fmt: skip
