"""Working with Kubernetes from the sixth lesson on: unusual ways that pass, and ways that do not."""

from __future__ import annotations

import pytest

from tests.lessons.typed_lessons import Act, all_hold, held, told

COURSE = "working-with-kubernetes"
JOBS, STORAGE, STATEFUL = f"{COURSE}/06-jobs", f"{COURSE}/07-storage", f"{COURSE}/08-stateful-sets"
SCHEDULING, POLICIES = f"{COURSE}/09-scheduling", f"{COURSE}/10-network-policies"
QUOTAS, SCALING, KUSTOMIZE = f"{COURSE}/11-quotas-and-limits", f"{COURSE}/12-autoscaling", f"{COURSE}/13-kustomize"
CALL_DB = "kubectl exec -n office box -- wget -q -T 1 -O - db.shop:5432"
EGRESS = (
    '{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "out", "namespace": "shop"}, '
    '"spec": {"podSelector": {"matchLabels": {"app": "web"}}, "egress": [{"ports": [{"port": 53, "protocol": "UDP"}]}, '
    '{"to": [{"podSelector": {}}]}]}}'
)

UNUSUAL: dict[str, list[Act]] = {
    JOBS: [
        ("run-once", ["kubectl create job report --image=alpine -- sh -c 'sleep 2; echo 42 books sold'; sleep 9",
                      "kubectl logs -l job-name=report"]),
        ("when-it-fails", ["kubectl create -f backup.yaml; sleep 100; kubectl get events",
                           "sed -i 's/value: \"\"/value: tape/' backup.yaml; kubectl replace --force -f backup.yaml"]),
        ("many-at-once", ["sed 's/parallelism: 2/parallelism: 6/' pictures.yaml | kubectl apply -f -; sleep 40",
                          "for p in $(kubectl get po -l job-name=pictures -o name); do kubectl logs $p; done"]),
        ("on-schedule", ["kubectl create cj cleanup --image=alpine --schedule='*/1 * * * *' -- true; sleep 130"]),
        ("stop-and-go", ["KUBE_EDITOR='sed -i s/suspend:.false/suspend:\\ true/' kubectl edit cj cleanup",
                         "kubectl create job now --from=cj/cleanup"]),
    ],
    STORAGE: [
        ("lost", ["kubectl exec -it deploy/guestbook -- sh", "echo Alice > /data/guests; cat /data/guests", "exit",
                  "kubectl rollout restart deploy/guestbook; kubectl rollout status deploy/guestbook; sleep 5",
                  "kubectl exec deploy/guestbook -- cat /data/guests"]),
        ("share-it", ["kubectl create -f desk.yaml; sleep 10; kubectl exec desk -c reader -- tail -1 /inbox/notes",
                      "kubectl exec desk -c writer -- sh -c 'kill -TERM 1'"]),
        ("claim-it", ["sed s/100Mi/1Gi/ claim.yaml | kubectl apply -f -; sleep 2; kubectl events --for pvc/guests"]),
        ("use-it", ["kubectl replace -f guestbook-claim.yaml; sleep 40",
                    "kubectl exec deploy/guestbook -- sh -c 'echo Bob | tee -a /data/guests'",
                    "kubectl scale deploy guestbook --replicas=0; sleep 9; kubectl scale deploy guestbook --replicas=1",
                    "sleep 9; kubectl exec deploy/guestbook -- grep Bob /data/guests"]),
        ("keep-it", ["kubectl get pv -o name | xargs -I{} kubectl patch {} --type=json -p "
                     '\'[{"op":"replace","path":"/spec/persistentVolumeReclaimPolicy","value":"Retain"}]\'',
                     "kubectl delete -f guestbook-claim.yaml,claim.yaml"]),
    ],
    STATEFUL: [
        ("one-by-one", ["kubectl apply -f archive.yaml --server-side; sleep 60"]),
        ("a-name-and-a-disk", ["for i in 2 1 0; do kubectl exec archive-$i -- sh -c 'echo I am archive-'$i' > "
                               "/usr/share/nginx/html/index.html'; done",
                               "kubectl exec box -- wget -qO- archive-2.archive.default.svc.cluster.local"]),
        ("it-comes-back", ["kubectl delete po archive-1 --now; sleep 9",
                           "kubectl exec archive-1 -- curl -s localhost"]),
        ("fewer-and-more", ["kubectl scale sts/archive --replicas=1; sleep 20; kubectl get pvc -o name",
                            "kubectl patch sts archive -p '{\"spec\":{\"replicas\":3}}'"]),
        ("carefully-now", ["kubectl set image sts archive '*=nginx:1.27'; sleep 60"]),
    ],
    SCHEDULING: [
        ("choose-a-node", ["kubectl apply -f search.yaml; sleep 2; kubectl get events | grep affinity",
                           "kubectl label nodes node01 node03 disk=ssd"]),
        ("keep-away", ["kubectl taint no node03 for=database:NoSchedule; kubectl create -f database.yaml"]),
        ("spread-out", ["kubectl apply -f web.yaml; kubectl scale deploy web --replicas=3; sleep 5",
                        "kubectl get po -l app=web -o yaml | grep anti-affinity",
                        "kubectl taint nodes node03 for-; kubectl rollout status deploy web --timeout=60s"]),
        ("empty-a-node", ["kubectl create pdb books --selector=app=web --max-unavailable=1",
                          "kubectl drain node01 --ignore-daemonsets --delete-emptydir-data; kubectl uncordon node01"]),
    ],
    POLICIES: [
        ("close-the-door", ["sed s/deny-all/closed/ deny-all.yaml | kubectl create -f -", CALL_DB]),
        ("let-one-in", ["kubectl apply -f web-to-db.yaml --server-side"]),
        ("from-another-namespace", ["sed 's/kubernetes.io.metadata.name: office/for: staff/' office-to-web.yaml | "
                                    "kubectl apply -f -; kubectl label ns office for=staff"]),
        ("the-way-out", ["kubectl apply -f no-way-out.yaml; kubectl exec -n shop deploy/web -- curl -m 1 db:5432",
                         f"kubectl apply -f - <<< '{EGRESS}'"]),
    ],
    QUOTAS: [
        ("give-a-share", ["kubectl create quota own -n books --hard=pods=4,requests.cpu=1",
                          "kubectl -n books create deploy web --image=nginx --replicas=2; sleep 3",
                          "kubectl -n books get rs -o yaml | grep 'must specify'"]),
        ("sensible-sizes", ["kubectl create -f limits.yaml; sleep 90"]),
        ("too-much", ["sed -e 's/kind: LimitRange/kind: Nope/' limits.yaml | kubectl create -f -",
                      "kubectl -n books scale deploy web --replicas=6; sleep 3; kubectl -n books get events",
                      "KUBE_EDITOR='sed -i -e s/pods:.*/pods:\\ 10/ -e s/requests.cpu:.*/requests.cpu:\\ 4/' "
                      "kubectl edit quota own -n books; kubectl -n books rollout restart deploy web; sleep 30"]),
    ],
    SCALING: [
        ("set-the-rule", ["kubectl top po -A", "kubectl autoscale deploy web --cpu=50% --max=5 --name=weekend"]),
        ("a-rule-that-cannot-work", ["kubectl create deploy api --image=nginx; kubectl autoscale deploy api --cpu=50% "
                                     "--max=3; sleep 70; kubectl get events | grep missing",
                                     "kubectl patch deploy api --type=json -p '[{\"op\": \"add\", \"path\": \"/spec/"
                                     "template/spec/containers/0/resources\", \"value\": {\"requests\": {\"cpu\": "
                                     "\"50m\"}}}]'; sleep 90"]),
    ],
    KUSTOMIZE: [
        ("the-base", ["cd shop/test; kubectl kustomize; cd"]),
        ("an-overlay", ["kubectl kustomize shop/test | kubectl apply -f -"]),
        ("your-own-overlay", ["cp -r shop/test shop/live; sed -i -e s/test/live/ shop/live/kustomization.yaml",
                              "printf 'patches:\\n- target: {kind: Deployment}\\n  patch: |-\\n    - {op: replace, "
                              "path: /spec/replicas, value: 3}\\n    - {op: replace, path: /spec/template/"
                              "spec/containers/0/image, value: shop/web:v2}\\n' >> shop/live/kustomization.yaml",
                              "kubectl apply -k shop/live"]),
    ],
}  # fmt: skip

WRONG: dict[str, list[tuple[str, list[str], list[bool]]]] = {
    JOBS: [
        ("run-once", ["kubectl create deploy report --image=busybox -- echo 42 books sold", "echo 42 books sold"],
         [False, False]),
        ("when-it-fails", ["kubectl apply -f backup.yaml; sleep 20; kubectl describe job backup",
                           "sed 's/\"\"/disk/' backup.yaml | kubectl apply -f -"], [False, False]),
        ("many-at-once", ["sed 's/completions: 6/completions: 5/' pictures.yaml | kubectl apply -f -"], [False, False]),
        ("on-schedule", ["kubectl create cj cleanup --image=busybox --schedule='0 * * * *' -- true; sleep 70"],
         [False, False]),
        ("stop-and-go", ["kubectl create job now --image=busybox -- true", "kubectl delete cj cleanup"],
         [False, False]),
    ],
    STORAGE: [
        ("lost", ["echo Alice; kubectl exec deploy/guestbook -- ls /data/guests"], [False, False]),
        ("share-it", ["kubectl apply -f desk.yaml; sleep 9; kubectl delete pod desk --now"], [False, False]),
        ("claim-it", ["sed s/100Mi/10Mi/ claim.yaml | kubectl apply -f -; kubectl get pvc"], [False, False]),
        ("use-it", ["kubectl exec deploy/guestbook -- echo Bob"], [False, False]),
    ],
    STATEFUL: [
        ("one-by-one", ["kubectl create deploy archive --image=nginx --replicas=3"], [False]),
        ("a-name-and-a-disk", ["kubectl exec box -- wget -qO- archive"], [False, False]),
        ("it-comes-back", ["kubectl exec box -- wget -qO- archive-1.archive", "kubectl get pods"], [False, False]),
        ("fewer-and-more", ["kubectl get pvc"], [False, False]),
    ],
    SCHEDULING: [
        ("choose-a-node", ["kubectl get pods", "kubectl label node node02 disk=hdd"], [False, False]),
        ("keep-away", ["kubectl label node node03 for=database", "kubectl create deploy database --image=nginx"],
         [False, False]),
        ("spread-out", ["kubectl create deploy web --image=nginx --replicas=1"], [False, False, False]),
        ("empty-a-node", ["kubectl drain node01"], [False, False]),
        ("empty-a-node", ["kubectl cordon node01; kubectl uncordon node01"], [False, False]),
    ],
    POLICIES: [
        ("close-the-door", [CALL_DB], [False, False]),
        ("let-one-in", ["kubectl delete netpol -n shop --all"], [True, False]),
        ("from-another-namespace", ["kubectl apply -f deny-all.yaml"], [False, False]),
        ("the-way-out", ["kubectl exec -n shop deploy/web -- curl -m 1 nope"], [False, False]),
    ],
    QUOTAS: [
        ("give-a-share", ["kubectl apply -f quota.yaml -n default", "kubectl get rs -n books"], [False, False]),
        ("sensible-sizes", ["kubectl create deploy web --image=nginx --replicas=2"], [False, False]),
        ("too-much", ["kubectl create deploy web -n books --image=nginx --replicas=6"], [False, False, False]),
    ],
    SCALING: [
        ("set-the-rule", ["kubectl autoscale deploy web --cpu=80% --max=5", "top -b -n 1"], [False, False]),
        ("let-them-come", ["kubectl scale deploy web --replicas=4", "kubectl get hpa"], [False, False]),
        ("a-rule-that-cannot-work", ["kubectl create deploy api --image=nginx", "kubectl get deploy"], [False, False]),
    ],
    KUSTOMIZE: [
        ("the-base", ["cat shop/base/kustomization.yaml", "kubectl apply -f shop/base"], [False]),
        ("an-overlay", ["kubectl apply -f shop/base/service.yaml -n test"], [False, False]),
        ("your-own-overlay", ["kubectl create deploy live-web -n live --image=shop/web:v2 --replicas=3"],
         [True, False]),
        ("change-it-once", ["kubectl set resources deploy -n live live-web --requests=cpu=50m"], [False, False]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("lesson", UNUSUAL)
def test_unusual_ways_pass(lesson: str) -> None:
    assert all_hold(lesson, UNUSUAL[lesson])


@pytest.mark.parametrize("lesson", WRONG)
def test_wrong_ways_do_not_pass(lesson: str) -> None:
    assert held(lesson, [(step, lines) for step, lines, _ in WRONG[lesson]]) == [wanted for *_, wanted in WRONG[lesson]]


def test_a_volume_that_is_gone_fails_the_step() -> None:
    before: list[Act] = [("use-it", ["kubectl apply -f claim.yaml,guestbook-claim.yaml; sleep 40"])]
    acts = [*before, ("keep-it", ["kubectl delete -f guestbook-claim.yaml,claim.yaml"])]
    assert held(STORAGE, acts)[-1] == [False]
    told_why = told(STORAGE, "keep-it", "kubectl apply -f claim.yaml; sleep 2; kubectl delete pvc guests")
    assert told_why == ("The volume was deleted together with its claim, for its policy was Delete. Restart the step.")


def test_a_job_cannot_be_corrected_in_place() -> None:
    line = "kubectl apply -f backup.yaml; sleep 100; sed 's/\"\"/disk/' backup.yaml | kubectl apply -f -"
    assert told(JOBS, "when-it-fails", line, 2) == (
        "The Job backup is still the one that failed. Its template cannot be changed; delete it and make it anew."
    )
