"""Troubleshooting: every sound repair passes, and what only looks like one does not."""

from __future__ import annotations

import pytest

from tests.lessons.typed_lessons import all_hold, held, told

IMAGE, CRASH = "01-an-image-that-nobody-has", "02-a-container-that-keeps-ending"
ROOM, SERVICE = "03-no-room", "04-a-service-without-pods"
PROBE, MEMORY = "05-a-probe-that-kills", "06-too-little-memory"
KEY, ROLLOUT = "07-a-key-that-is-not-there", "08-a-rollout-that-stands-still"


def patched(deployment: str, container: str) -> str:
    """A strategic merge patch of a Deployment's only container, named as the Deployment is."""
    one = f'{{"name": "{deployment}", {container}}}'
    return f'kubectl patch deploy {deployment} -p \'{{"spec": {{"template": {{"spec": {{"containers": [{one}]}}}}}}}}\''


def rolling(surge: int, unavailable: int) -> str:
    """A patch of the shop's strategy."""
    limits = f'{{"maxSurge": {surge}, "maxUnavailable": {unavailable}}}'
    return f'kubectl patch deploy shop -p \'{{"spec": {{"strategy": {{"rollingUpdate": {limits}}}}}}}\''


def json_patched(deployment: str, operation: str, path: str, value: str = "null") -> str:
    """A JSON patch with one operation; `path` is below the pods' spec."""
    one = f'{{"op": "{operation}", "path": "/spec/template/spec/{path}", "value": {value}}}'
    return f"kubectl patch deploy {deployment} --type=json -p '[{one}]'"


def kustomized(file: str, change: str) -> str:
    """The lesson's manifest, changed by a kustomization and applied."""
    return f"printf '%s\\n' 'resources: [{file}]' '{change}' > kustomization.yaml; kubectl apply -k ."


def json_6902(deployment: str, operation: str, path: str, value: str) -> str:
    """A kustomization's patch of a Deployment; `path` is below its pods' first container."""
    one = f"- {{op: {operation}, path: /spec/template/spec/containers/0/{path}, value: {value}}}"
    return f'patches: [{{target: {{kind: Deployment, name: {deployment}}}, patch: "{one}"}}]'


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
        kustomized("web.yaml", "images: [{name: ngnix, newName: nginx}]"),
    ],
    CRASH: [
        "kubectl set env deployment/orders DATABASE_HOST=db.default.svc.cluster.local DATABASE-",
        "sed -i 's/name: DATABASE/name: DATABASE_HOST/' orders.yaml; kubectl apply -f orders.yaml",
        "KUBE_EDITOR='sed -i s/DATABASE/DATABASE_HOST/' kubectl edit deploy orders",
        "kubectl create configmap c --from-literal=DATABASE_HOST=db; kubectl set env deploy/orders --from=configmap/c",
        'kubectl patch deploy orders -p \'{"spec": {"template": {"spec": {"containers": [{"name": "orders", '
        '"env": [{"name": "DATABASE_HOST", "value": "db"}]}]}}}}\'',
        kustomized("orders.yaml", json_6902("orders", "add", "env/-", "{name: DATABASE_HOST, value: db}")),
        "kubectl delete deploy orders; sed 's/name: DATABASE$/&_HOST/' orders.yaml | kubectl apply -f -",
    ],
    ROOM: [
        "kubectl set resources deployment web --requests=cpu=100m",
        "kubectl set resources deployment web --requests=cpu=0.25,memory=64Mi --limits=cpu=500m",
        "KUBE_EDITOR='sed -i \"s/cpu: .250./cpu: 250m/\"' kubectl edit deploy web",
        "sed -i 's/cpu: 250/cpu: 0.2/' web.yaml && kubectl replace --force -f web.yaml",
        "sed 's/cpu: 250/cpu: 1m/' web.yaml | kubectl apply --server-side --force-conflicts -f -",
        kustomized("web.yaml", json_6902("web", "replace", "resources/requests/cpu", "250m")),
        json_patched("web", "replace", "containers/0/resources/requests/cpu", '"300m"'),
        "kubectl delete deploy web; sed 's/cpu: 250/cpu: 0.3/' web.yaml | kubectl apply -f -",
    ],
    SERVICE: [
        "kubectl set selector svc web app=web",
        'kubectl patch service web -p \'{"spec": {"selector": {"app": "web"}}}\'',
        "KUBE_EDITOR='sed -i s/wbe/web/' kubectl edit svc web",
        "sed -i s/wbe/web/ web.yaml; kubectl apply -f web.yaml",
        "kubectl delete svc web; kubectl create service nodeport web --tcp=80:80 --node-port=30080",
        "kubectl delete deploy web; sed 's/app: web$/app: wbe/' web.yaml | kubectl apply -f -",
        "kubectl get svc web -o json | sed s/wbe/web/g | kubectl replace -f -",
    ],
    PROBE: [
        patched("catalog", '"livenessProbe": {"initialDelaySeconds": 45}') + "; sleep 100",
        patched("catalog", '"livenessProbe": {"failureThreshold": 12}') + "; sleep 100",
        "sed -i 's/periodSeconds: 5/periodSeconds: 30/' catalog.yaml; kubectl apply -f catalog.yaml; sleep 100",
        "KUBE_EDITOR='sed -i s/failureThreshold:.3/failureThreshold:\\ 10/' kubectl edit deploy catalog; sleep 100",
        "kubectl delete -f catalog.yaml; sed 's/failureThreshold: 3/initialDelaySeconds: 60/' catalog.yaml "
        "| kubectl create -f -; sleep 100",
        kustomized("catalog.yaml", json_6902("catalog", "replace", "livenessProbe/failureThreshold", "20"))
        + "; sleep 100",
        patched("catalog", '"startupProbe": {"tcpSocket": {"port": 8080}, "failureThreshold": 60}') + "; sleep 100",
    ],
    MEMORY: [
        "kubectl set resources deploy thumbs --limits=memory=100Mi",
        "KUBE_EDITOR='sed -i s/64Mi/200Mi/' kubectl edit deploy thumbs",
        "sed -i s/64Mi/0.25Gi/ thumbs.yaml && kubectl replace -f thumbs.yaml",
        patched("thumbs", '"resources": {"limits": {"memory": "128M"}}'),
        "kubectl delete deploy thumbs; sed s/64Mi/128Mi/ thumbs.yaml | kubectl apply -f -",
        kustomized("thumbs.yaml", json_6902("thumbs", "replace", "resources/limits/memory", "128Mi")),
        json_patched("thumbs", "replace", "containers/0/resources/limits/memory", '"130Mi"'),
    ],
    KEY: [
        'kubectl patch configmap greeter-settings -p \'{"data": {"greetings": "Welcome to the shop"}}\'; sleep 120',
        "kubectl delete configmap greeter-settings; kubectl create configmap greeter-settings "
        "--from-literal='greetings=Welcome to the shop'; sleep 120",
        "kubectl set env deployment/greeter --from=configmap/greeter-settings --keys=greeting",
        "KUBE_EDITOR='sed -i s/greetings/greeting/' kubectl edit deploy greeter",
        json_patched("greeter", "replace", "containers/0/env/0/valueFrom/configMapKeyRef/key", '"greeting"'),
        "sed -i 's/^  greeting:/  GREETING:/' greeter.yaml; kubectl apply -f greeter.yaml; "
        + json_patched("greeter", "remove", "containers/0/env")
        + "; kubectl set env deploy/greeter GREETING-; "
        + patched("greeter", '"envFrom": [{"configMapRef": {"name": "greeter-settings"}}]'),
        "kubectl get cm greeter-settings -o yaml | sed s/greeting:/greetings:/ | kubectl replace -f -; sleep 120",
    ],
    ROLLOUT: [
        rolling(0, 1),
        rolling(1, 1),
        "KUBE_EDITOR='sed -i s/maxUnavailable:.0/maxUnavailable:\\ 50%/' kubectl edit deploy shop",
        "sed -i -e s/rollingUpdate:/type:\\ Recreate/ -e /max[SU]/d shop.yaml; kubectl replace -f shop.yaml",
        "kubectl delete deploy shop; kubectl apply -f shop.yaml",
        "kubectl taint nodes controlplane node-role.kubernetes.io/control-plane-; sleep 60",
        'kubectl patch deploy shop -p \'{"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}\'',
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
    PROBE: [
        json_patched("catalog", "remove", "containers/0/livenessProbe") + "; sleep 100",
        patched("catalog", '"livenessProbe": {"initialDelaySeconds": 10}') + "; sleep 100",
        "kubectl rollout restart deploy/catalog; sleep 30",
    ],
    MEMORY: [
        "kubectl set resources deploy thumbs --limits=memory=80Mi",
        "kubectl set resources deploy thumbs --limits=memory=0 --requests=memory=0",
        json_patched("thumbs", "remove", "containers/0/resources"),
        "kubectl set resources deploy thumbs --limits=memory=1Gi",
    ],
    KEY: [
        "kubectl set env deployment/greeter GREETING='Welcome to the shop'",
        patched(
            "greeter",
            '"env": [{"name": "GREETING", "valueFrom": {"configMapKeyRef": '
            '{"name": "greeter-settings", "key": "greetings", "optional": true}}}]',
        ),
        "kubectl rollout restart deploy/greeter",
    ],
    ROLLOUT: [
        "kubectl rollout undo deploy/shop",
        json_patched("shop", "remove", "affinity"),  # the old pods still insist
        "kubectl rollout restart deploy/shop",
        "kubectl scale deploy/shop --replicas=1",
        "kubectl delete pod -l app=shop --field-selector=status.phase=Pending",
    ],
}


DEPLOYMENTS = {
    IMAGE: ("web", 2), CRASH: ("orders", 2), ROOM: ("web", 3), SERVICE: ("web", 2), PROBE: ("catalog", 2),
    MEMORY: ("thumbs", 1), KEY: ("greeter", 2), ROLLOUT: ("shop", 2),
}  # fmt: skip


def test_every_lesson_has_six_sound_repairs_and_some_unsound_ones() -> None:
    assert {lesson: len(ways) >= 6 for lesson, ways in SOUND.items()} == dict.fromkeys(DEPLOYMENTS, True)
    assert {lesson: len(ways) >= 2 for lesson, ways in UNSOUND.items()} == dict.fromkeys(DEPLOYMENTS, True)


@pytest.mark.parametrize("lesson", DEPLOYMENTS)
def test_to_give_up_the_app_is_no_repair(lesson: str) -> None:
    app, copies = DEPLOYMENTS[lesson]
    gone = f"There is no Deployment `{app}` any more. `{app}.yaml` can bring it back."
    assert told(f"troubleshooting/{lesson}", "repair-it", SOUND[lesson][0] + f"; kubectl delete deploy {app}") == gone
    scaled = SOUND[lesson][0] + f"; kubectl scale deployment {app} --replicas={copies - 1}"
    fewer = f"The Deployment wants fewer than {['one copy', 'two copies', 'three copies'][copies - 1]}."
    assert told(f"troubleshooting/{lesson}", "repair-it", scaled) == fewer


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
    PROBE: [
        ("the-report", ["kubectl get pods -o wide", "kubectl logs -l app=catalog --prefix"]),
        ("find-the-cause", ["kubectl events | grep Killing", "cat /root/catalog.yaml"]),
    ],
    MEMORY: [
        ("the-report", ["kubectl get pods", "kubectl logs deploy/thumbs -p"]),
        ("find-the-cause", ["kubectl get pods -o jsonpath='{..lastState.terminated.reason}'"]),
    ],
    KEY: [
        ("the-report", ["kubectl get all"]),
        ("find-the-cause", ["kubectl get events", "kubectl get cm greeter-settings -o yaml"]),
    ],
    ROLLOUT: [
        ("the-report", ["kubectl rollout status deploy shop --timeout=5s", "kubectl get po"]),
        ("find-the-cause", ["kubectl events --types=Warning", "kubectl get deploy shop -o yaml"]),
    ],
}


@pytest.mark.parametrize("lesson", LOOKING)
def test_other_ways_to_look(lesson: str) -> None:
    assert all_hold(f"troubleshooting/{lesson}", LOOKING[lesson])


TOLD = [
    (IMAGE, "kubectl delete pods --all", "The Deployment still asks for an image of the name `ngnix`."),
    (IMAGE, "kubectl create deployment x --image=nginx; kubectl set image deploy/web nginx=nginx; "
     "kubectl scale deploy/web --replicas=1", "The Deployment wants fewer than two copies."),
    (CRASH, "kubectl rollout restart deploy/orders", "The Deployment still sets no variable `DATABASE_HOST`."),
    (ROOM, "kubectl set resources deploy web --requests=cpu=2", "Each copy asks for more CPU than a whole node has."),
    (ROOM, "kubectl set resources deploy web --requests=cpu=600m",
     "Some copies found a place, and for the others there is not enough CPU left."),
    (SERVICE, "true", "The Service selects `app=wbe`, and no pod has this label."),
    (SERVICE, "kubectl label pods --all app=wbe --overwrite",
     "A pod with the label `app=wbe` is in nobody's care. Its Deployment has made another one in its place."),
    (SERVICE, "kubectl delete svc web", "There is no Service of the name `web` any more."),
    (MEMORY, "kubectl set resources deploy thumbs --limits=memory=80Mi",
     "The limit is still smaller than what the program needs."),
    (KEY, "kubectl rollout restart deploy/greeter",
     "The Deployment asks for the key `greetings`, and the ConfigMap has no such key."),
    (ROLLOUT, "kubectl rollout undo deploy/shop",
     "The Deployment is back at version v1. That is calm, but not what was asked for."),
    (ROLLOUT, "kubectl rollout restart deploy/shop",
     "No old pod may go before the new one is ready, and the new one still finds no node."),
]  # fmt: skip


SECOND = [
    (PROBE, json_patched("catalog", "remove", "containers/0/livenessProbe") + "; sleep 60",
     "Without a liveness probe nobody notices when the app hangs."),
    (MEMORY, json_patched("thumbs", "remove", "containers/0/resources"),
     "Without a limit the program can take the memory of everybody on the node."),
    (MEMORY, "kubectl set resources deploy thumbs --limits=memory=1Gi",
     "The limit is far more than the program needs."),
    (ROOM, json_patched("web", "remove", "containers/0/resources"),
     "Without a request the scheduler does not know how much the pods need."),
    (KEY, "kubectl set env deployment/greeter GREETING='Welcome to the shop'",
     "The greeting stands in the Deployment now. Leave it in a ConfigMap."),
    (KEY, json_patched("greeter", "add", "containers/0/env/0/valueFrom/configMapKeyRef/optional", "true"),
     "The key is optional now, so the app starts without its greeting."),
]  # fmt: skip


@pytest.mark.parametrize(("lesson", "line", "words"), SECOND)
def test_what_only_looks_like_a_repair_has_words_of_its_own(lesson: str, line: str, words: str) -> None:
    assert told(f"troubleshooting/{lesson}", "repair-it", line, 1) == words


@pytest.mark.parametrize(("lesson", "line", "words"), TOLD)
def test_a_wrong_state_has_words_of_its_own(lesson: str, line: str, words: str) -> None:
    assert told(f"troubleshooting/{lesson}", "repair-it", line) == words
