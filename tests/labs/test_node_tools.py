"""crictl and kubeadm on a node."""

from __future__ import annotations

import re

from tests.labs.worlds import screens, shown


def test_crictl_lists_what_the_kubelet_runs() -> None:
    table, logs = screens(["crictl ps --name etcd", "crictl logs --tail 1 $(crictl ps -q --name etcd)"])
    head, row = table.splitlines()
    assert head.split("  ")[0] == "CONTAINER"
    assert head.index("IMAGE") == 20
    assert re.fullmatch(
        r"[0-9a-f]{13} +[0-9a-f]{13} +9 minutes ago +Running +etcd +0 +[0-9a-f]{13} +etcd-controlplane +kube-system",
        row,
    )
    assert "starting etcd" in logs


def test_crictl_on_another_node() -> None:
    text = shown("kubectl run p --image=nginx", "@ 30", "ssh node01 crictl pods --namespace default")
    assert [line.split()[-4:-2] for line in text.splitlines()[1:]] == [["p", "default"]]


def test_crictl_refuses() -> None:
    flag, container = screens(["crictl ps --nope", "crictl inspect zz"])
    assert flag == "FATA[0000] flag provided but not defined: -nope\n"
    assert container == (
        'FATA[0000] getting the status of the container "zz": rpc error: code = NotFound desc = an error occurred when '
        'try to find container "zz": not found\n'
    )


def test_a_join_token_is_a_secret_of_the_cluster() -> None:
    command, listed, secret = screens(
        [
            "kubeadm token create --print-join-command", "kubeadm token list",
            "kubectl get secret -n kube-system --field-selector type=bootstrap.kubernetes.io/token -o name",
        ]
    )  # fmt: skip
    found = re.fullmatch(
        r"kubeadm join 172\.30\.1\.2:6443 --token (\w{6})\.(\w{16}) --discovery-token-ca-cert-hash sha256:\w{64} \n",
        command,
    )
    assert found is not None
    assert listed.splitlines()[1].split()[:2] == [f"{found[1]}.{found[2]}", "24h"]
    assert secret == f"secret/bootstrap-token-{found[1]}\n"


def test_kubeadm_s_answers() -> None:
    [text] = screens(
        [
            "kubeadm version -o short; kubeadm certs check-expiration | grep -c 364d; kubeadm token list --nope; "
            "kubeadm init --service-cidr=10.0.0.0/8"
        ]
    )
    assert text == (
        "v1.36.2\n11\nerror: unknown flag: --nope\nTo see the stack trace of this error execute with --v=5 or higher\n"
        'error: --service-cidr=10.0.0.0/8 is not simulated: here it is always "10.96.0.0/12"\n'
        "To see the stack trace of this error execute with --v=5 or higher\n"
    )


def test_the_kubelet_s_journal() -> None:
    found = screens(
        [
            "kubectl run bad --image=nginx:nope", "@ 60",
            "ssh node01 journalctl -xeu kubelet | grep -c 'Failed to pull'",
            "ssh node01 systemctl restart kubelet", "ssh node01 journalctl -u kubelet -n 4", "journalctl --since nope",
            "ssh node01 'journalctl -u kubelet --since \"1 hour ago\" | grep -c \"Started kubelet\"'",
        ]
    )  # fmt: skip
    assert int(found[2]) >= 1
    assert [line.partition("systemd[1]: ")[2] for line in found[4].splitlines()] == [
        "Stopping kubelet.service - kubelet: The Kubernetes Node Agent...",
        "kubelet.service: Deactivated successfully.",
        "Stopped kubelet.service - kubelet: The Kubernetes Node Agent.",
        "Started kubelet.service - kubelet: The Kubernetes Node Agent.",
    ]  # fmt: skip
    assert found[5] == "Failed to parse timestamp: nope\n"
    assert found[6] == "2\n"


def test_a_snapshot_of_etcd() -> None:
    pki = "/etc/kubernetes/pki/etcd"
    tls = f"--cacert={pki}/ca.crt --cert={pki}/server.crt --key={pki}/server.key --endpoints=https://127.0.0.1:2379"
    saved, status, health, nobody, missing, flag = screens(
        [
            f"etcdctl {tls} snapshot save /opt/etcd.db", "etcdutl snapshot status /opt/etcd.db -w table",
            f"etcdctl {tls} endpoint health", "etcdctl snapshot save /opt/other.db",
            "etcdutl snapshot status /opt/other.db", "etcdctl snapshot save x --nope",
        ]
    )  # fmt: skip
    assert saved.endswith("Snapshot saved at /opt/etcd.db\nServer version 3.6.0\n")
    assert [cell.strip() for cell in status.splitlines()[1].split("|")[1:-1]] == [
        "HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE", "VERSION",
    ]  # fmt: skip
    assert "is healthy: successfully committed proposal" in health
    assert nobody.endswith("Error: context deadline exceeded\n")
    assert missing == "Error: stat /opt/other.db: no such file or directory\n"
    assert flag == "Error: unknown flag: --nope\n"


def test_the_default_route_alone() -> None:
    [shown_route] = screens(["ip route show default"])
    assert shown_route == "default via 172.30.1.1 dev enp1s0 proto dhcp src 172.30.1.2 metric 1002 \n"


def test_etcd_listens_where_its_manifest_says() -> None:
    pki = "/etc/kubernetes/pki/etcd"
    tls = f"--cacert={pki}/ca.crt --cert={pki}/server.crt --key={pki}/server.key --endpoints=https://172.30.1.2:2379"
    before, sockets, _, _, after, knock = screens(
        [
            f"etcdctl {tls} endpoint health",
            "ss -tlnH | grep -c :2379",
            "sed -i 's#=https://127.0.0.1:2379,https://172.30.1.2:2379#=https://127.0.0.1:2379#' "
            "/etc/kubernetes/manifests/etcd.yaml",
            "@ 120",
            f"etcdctl {tls} endpoint health 2>/dev/null",
            "nc -zv 172.30.1.2 2379",
        ]
    )
    assert before.startswith("https://172.30.1.2:2379 is healthy: successfully committed proposal: took = ")
    assert (sockets, after) == ("2\n", "")
    assert knock == "nc: connect to 172.30.1.2 (172.30.1.2) port 2379 (tcp) failed: Connection refused\n"
