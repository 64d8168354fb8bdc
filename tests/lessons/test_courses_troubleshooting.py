"""Troubleshooting: every sound repair passes, and what only looks like one does not."""

from __future__ import annotations

import pytest

from tests.lessons.typed_lessons import all_hold, held

IMAGE, CRASH = "01-an-image-that-nobody-has", "02-a-container-that-keeps-ending"
ROOM, SERVICE = "03-no-room", "04-a-service-without-pods"

SOUND = {
    IMAGE: [
        "kubectl set image deploy/web *=nginx:1.27",
        "KUBE_EDITOR='sed -i s/ngnix/nginx/' kubectl edit deployment web",
        "sed -i s/ngnix/nginx/ web.yaml && kubectl apply -f web.yaml",
        "kubectl delete -f web.yaml; sed s/ngnix:1.27/nginx/ web.yaml | kubectl create -f -",
        "kubectl get deploy web -o yaml | sed s/ngnix/nginx/ | kubectl replace -f -",
        'kubectl patch deploy web --type=json -p \'[{"op": "replace", "path": '
        '"/spec/template/spec/containers/0/image", "value": "nginx:alpine"}]\'',
        "kubectl delete deploy web; kubectl create deployment web --image=nginx --replicas=2 --port=80",
    ],
    CRASH: [
        "kubectl set env deployment/orders DATABASE_HOST=db.default.svc.cluster.local DATABASE-",
        "sed -i 's/name: DATABASE/name: DATABASE_HOST/' orders.yaml; kubectl apply -f orders.yaml",
        "KUBE_EDITOR='sed -i s/DATABASE/DATABASE_HOST/' kubectl edit deploy orders",
        "kubectl create configmap c --from-literal=DATABASE_HOST=db; kubectl set env deploy/orders --from=configmap/c",
        'kubectl patch deploy orders -p \'{"spec": {"template": {"spec": {"containers": [{"name": "orders", '
        '"env": [{"name": "DATABASE_HOST", "value": "db"}]}]}}}}\'',
    ],
    ROOM: [
        "kubectl set resources deployment web --requests=cpu=100m",
        "kubectl set resources deployment web --requests=cpu=0.25,memory=64Mi --limits=cpu=500m",
        "KUBE_EDITOR='sed -i \"s/cpu: .250./cpu: 250m/\"' kubectl edit deploy web",
        "sed -i 's/cpu: 250/cpu: 0.2/' web.yaml && kubectl replace --force -f web.yaml",
        "sed 's/cpu: 250/cpu: 1m/' web.yaml | kubectl apply --server-side --force-conflicts -f -",
    ],
    SERVICE: [
        "kubectl set selector svc web app=web",
        'kubectl patch service web -p \'{"spec": {"selector": {"app": "web"}}}\'',
        "KUBE_EDITOR='sed -i s/wbe/web/' kubectl edit svc web",
        "sed -i s/wbe/web/ web.yaml; kubectl apply -f web.yaml",
        "kubectl delete svc web; kubectl create service nodeport web --tcp=80:80 --node-port=30080",
        "kubectl delete deploy web; sed 's/app: web$/app: wbe/' web.yaml | kubectl apply -f -",
    ],
}

UNSOUND = {
    IMAGE: [
        "kubectl delete pods --all",
        "kubectl set image deploy/web nginx=nginx:9.99",
        "kubectl scale deploy web --replicas=0",
    ],
    CRASH: ["kubectl rollout restart deploy/orders", "kubectl set env deploy/orders DATABASE_HOST=nowhere"],
    ROOM: [
        "kubectl set resources deploy web --requests=cpu=2",
        "kubectl scale deploy web --replicas=1",
        "kubectl patch deploy web --type=json -p "
        '\'[{"op": "remove", "path": "/spec/template/spec/containers/0/resources"}]\'',
        "kubectl set resources deploy web --requests=cpu=900m",
    ],
    SERVICE: [
        "kubectl rollout restart deploy web",
        "kubectl label pods --all app=wbe --overwrite",
        "kubectl delete svc web; kubectl expose deploy web --type=NodePort --port=80",
        "kubectl run wbe --image=nginx --labels=app=wbe",
    ],
}


@pytest.mark.parametrize(("lesson", "repair"), [(lesson, one) for lesson, ways in SOUND.items() for one in ways])
def test_a_sound_repair_passes(lesson: str, repair: str) -> None:
    assert all_hold(f"troubleshooting/{lesson}", [("repair-it", [repair])])


@pytest.mark.parametrize(("lesson", "repair"), [(lesson, one) for lesson, ways in UNSOUND.items() for one in ways])
def test_an_unsound_repair_does_not(lesson: str, repair: str) -> None:
    assert False in held(f"troubleshooting/{lesson}", [("repair-it", [repair])])[0]


LOOKING = {
    IMAGE: [
        ("the-report", ["k get po"]),
        ("find-the-cause", ["kubectl get events -A --sort-by=.lastTimestamp"]),
    ],
    CRASH: [
        ("the-report", ["kubectl get all"]),
        ("find-the-cause", ["kubectl logs -l app=orders --tail=5", "kubectl get deploy orders -o yaml"]),
    ],
    ROOM: [
        ("the-report", ["kubectl get po -A"]),
        ("find-the-cause", ["kubectl events --types=Warning", "kubectl get nodes -o jsonpath='{..allocatable.cpu}'"]),
    ],
    SERVICE: [
        ("the-report", ["kubectl get all"]),
        ("find-the-cause", ["kubectl get ep web", "kubectl get pods -l app=web"]),
    ],
}


@pytest.mark.parametrize("lesson", LOOKING)
def test_other_ways_to_look(lesson: str) -> None:
    assert all_hold(f"troubleshooting/{lesson}", LOOKING[lesson])
