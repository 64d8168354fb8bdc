"""Troubleshooting from the ninth cluster on: sound repairs of several kinds, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.lessons.typed_lessons import all_hold, held, told

NAMES, FENCE, NODE = "09-names-that-nobody-knows", "10-a-policy-that-is-too-strict", "11-a-node-that-is-not-ready"
CLAIM, RIGHTS, SILENT = (
    "12-a-claim-that-waits",
    "13-permissions-that-are-missing",
    "14-a-control-plane-that-is-silent",
)

RESTART = "kubectl rollout restart -n kube-system deploy coredns; sleep 30"
API = "/etc/kubernetes/manifests/kube-apiserver.yaml"
CONFIG = "/var/lib/kubelet/config.yaml"
LIST = "kubectl create role lister --verb=list --resource=deployments.apps; "
FAST = "kubectl get sc local-path -o json | jq '.metadata = {name: \"fast\"}' | kubectl create -f -; sleep 60"

# By lesson: sound repairs, and others.
REPAIRS: dict[str, tuple[list[str], list[str]]] = {
    NAMES: (
        [
            f"KUBE_EDITOR='sed -i s/forwad/forward/' kubectl edit cm coredns -n kube-system; {RESTART}",
            "sed -i '/^    # names/,$d' coredns.yaml; kubectl replace -f coredns.yaml; "
            "kubectl delete pods -n kube-system -l k8s-app=kube-dns; sleep 20",
            "kubectl get cm coredns -n kube-system -o yaml | sed s/forwad/forward/ | kubectl apply -f -; sleep 420",
        ],
        [
            RESTART,
            "kubectl scale deploy coredns -n kube-system --replicas=0",
            "kubectl delete cm coredns -n kube-system",
            "kubectl set env deploy/front STOCK=10.96.0.1",
            "sed -e s/forwad/forward/ -e '/kubernetes cluster/,/}/d' coredns.yaml | kubectl apply -f -; " + RESTART,
        ],
    ),
    FENCE: (
        [
            "kubectl get netpol web-to-db -o yaml | sed 's/port: 80$/port: http/' | kubectl replace -f -",
            "KUBE_EDITOR='sed -i s/port:.80$/port:\\ 8080/' kubectl edit netpol web-to-db",
            'kubectl patch netpol web-to-db --type=json -p \'[{"op": "remove", "path": "/spec/ingress/0/ports"}]\'',
            "sed -e s/web-to-db/second/ -e 's/port: 80$/port: 8080/' policies.yaml | kubectl apply -f -",
        ],
        [
            "kubectl delete netpol --all",
            "kubectl delete netpol web-to-db",
            'kubectl patch svc db -p \'{"spec": {"ports": [{"port": 80, "targetPort": 80}]}}\'',
            "sed '/- podSelector/,$d' policies.yaml | sed '$s/from:/{}/' | kubectl apply -f -",
            "kubectl rollout restart deploy/web deploy/db",
        ],
    ),
    NODE: (
        [
            f"ssh node01\nsed -i s/ca-2025.crt/ca.crt/ {CONFIG}\nsystemctl restart kubelet\nexit",
            "ssh node01 cp /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/ca-2025.crt; sleep 30",
            f"scp node02:{CONFIG} /tmp/c.yaml; scp /tmp/c.yaml node01:{CONFIG}; sleep 30",
        ],
        [
            "kubectl delete node node01",
            "ssh node01 systemctl restart kubelet",
            f"ssh node01 'systemctl stop kubelet; sed -i s/ca-2025.crt/ca.crt/ {CONFIG}'",
            "kubectl drain node01 --ignore-daemonsets --force --timeout=5s",
            "kubectl delete pods -l app=web --force",
        ],
    ),
    CLAIM: (
        [
            FAST,
            "kubectl delete -f library.yaml; sed /storageClassName/d library.yaml | kubectl create -f -",
            "kubectl scale deploy library --replicas=0; kubectl delete pvc library; sed s/fast/local-path/ library.yaml"
            " | kubectl apply -f -; kubectl scale deploy library --replicas=1; sleep 20",
        ],
        [
            "kubectl delete pods --all",
            "kubectl delete pvc library --wait=false",
            'kubectl patch pvc library -p \'{"spec": {"storageClassName": "local-path"}}\'',
            "kubectl delete deploy library; kubectl create deploy library --image=shop/library:v1",
            "sed s/fast/slow/ library.yaml | kubectl replace --force -f -",
        ],
    ),
    RIGHTS: (
        [
            "sed -i '$s/default/reports/' clerk.yaml; kubectl apply -f clerk.yaml; sleep 15",
            "kubectl create rolebinding own --role=see-deployments --serviceaccount=reports:clerk; sleep 15",
            f"{LIST}kubectl create rolebinding li --role=lister --user=system:serviceaccount:reports:clerk; sleep 15",
        ],
        [
            "kubectl create clusterrolebinding a --clusterrole=cluster-admin --serviceaccount=reports:clerk; sleep 15",
            "kubectl create rolebinding e --clusterrole=edit --serviceaccount=reports:clerk; sleep 15",
            "kubectl create rolebinding v -n reports --clusterrole=view --serviceaccount=reports:clerk; sleep 15",
            "kubectl create sa clerk; sleep 15",
            "kubectl rollout restart -n reports deploy clerk; sleep 15",
        ],
    ),
    SILENT: (
        [
            f"sed -i s/audit-log-file/audit-log-path/ {API}; sleep 90; kubectl get nodes",
            f"mv {API} /tmp/a; sleep 20; grep -v audit /tmp/a > {API}; sleep 90; kubectl get nodes -o wide",
            f"sed -i -e /audit/d {API}; sleep 90; kubectl get no",
        ],
        [
            f"rm {API}; sleep 60; kubectl get nodes",
            "systemctl restart kubelet; sleep 60; kubectl get nodes",
            "crictl ps -aq --name kube-apiserver | xargs crictl rm; sleep 60; kubectl get nodes",
            f"systemctl stop kubelet; sed -i /audit/d {API}; sleep 60; kubectl get nodes",
            f"sed -i s/audit-log-file/audit-file/ {API}; sleep 60; kubectl get nodes",
        ],
    ),
}

WAYS = [
    (lesson, way, sound) for lesson, kinds in REPAIRS.items() for sound in (True, False) for way in kinds[not sound]
]


@pytest.mark.parametrize(("lesson", "way", "sound"), WAYS)
def test_what_is_a_repair_and_what_is_not(lesson: str, way: str, sound: bool) -> None:
    if sound:
        assert all_hold(f"troubleshooting/{lesson}", [("repair-it", [way])])
    else:
        assert False in held(f"troubleshooting/{lesson}", [("repair-it", [way])])[0]


TOLD = [
    (NAMES, RESTART, "The Corefile still has the word that CoreDNS does not know."),
    (NAMES, "kubectl delete cm coredns -n kube-system",
     "There is no ConfigMap `coredns` any more. `coredns.yaml` can bring it back; correct it first."),
    (FENCE, "kubectl delete netpol web-to-db",
     "No policy allows anything any more, and one closes the door to everybody."),
    (NODE, f"ssh node01 'systemctl stop kubelet; sed -i s/ca-2025.crt/ca.crt/ {CONFIG}'",
     "The configuration is fine now, but the kubelet does not run. Start it."),
    (CLAIM, "kubectl delete -f library.yaml",
     "There is no claim `library`. `library.yaml` makes it; correct the class first."),
    (RIGHTS, "kubectl create sa clerk", "The binding still means an account of the namespace default only."),
    (SILENT, f"rm {API}; sleep 30",
     "The manifest of the API server is gone, so the kubelet has ended its pod. It belongs into "
     "`/etc/kubernetes/manifests`."),
]  # fmt: skip


@pytest.mark.parametrize(("lesson", "line", "words"), TOLD)
def test_a_wrong_state_has_words_of_its_own(lesson: str, line: str, words: str) -> None:
    assert told(f"troubleshooting/{lesson}", "repair-it", line) == words
