"""Working with Kubernetes: other ways that pass, and ways that do not."""

from __future__ import annotations

import pytest

from tests.lessons.typed_lessons import Act, all_hold, held

CONFIGURATION, PROBES = "01-configuration", "02-probes-and-resources"
STRATEGIES, SERVICES, PERMISSIONS = "03-deployment-strategies", "04-services-and-names", "05-permissions"
NEW = "kubectl get pods -o name --sort-by=.metadata.creationTimestamp | tail -1"
READY = f"sleep 5; kubectl exec $({NEW}) -- sh -c 'echo yes > /usr/share/nginx/html/ready'"
ROBOT = "system:serviceaccount:default:reporter"
INGRESS = """cat > shop.yaml <<EOF
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: anything}
spec:
  ingressClassName: nginx
  rules:
  - http:
      paths:
      - {path: /books, pathType: Prefix, backend: {service: {name: books, port: {number: 80}}}}
      - {path: /cart, pathType: Exact, backend: {service: {name: basket, port: {number: 8080}}}}
EOF"""

UNUSUAL: dict[str, list[Act]] = {
    CONFIGURATION: [
        (
            "make-a-configmap",
            ["echo GREETING=Good morning > s.env", "kubectl create cm greeter-settings --from-env-file s.env"],
        ),
        (
            "hand-it-over",
            [
                'kubectl patch deploy greeter -p \'{"spec": {"template": {"spec": {"containers": [{"name": "greeter", '
                '"envFrom": [{"configMapRef": {"name": "greeter-settings"}}]}]}}}}\''
            ],
        ),
        (
            "change-it",
            [
                "kubectl create cm greeter-settings --from-literal=GREETING='Good evening' -o yaml --dry-run=client "
                "| kubectl replace -f -",
                "kubectl delete pods -l app=greeter",
            ],
        ),
        (
            "mount-it",
            [
                "kubectl replace --force -f greeter-files.yaml",
                "KUBE_EDITOR='sed -i s/evening/night/' kubectl edit cm greeter-settings",
                "sleep 100; kubectl exec deploy/greeter -- grep -r night /etc/greeter",
            ],
        ),
        (
            "keep-a-secret",
            [
                "echo sesame > PASSWORD; kubectl create secret generic greeter-secret --from-file=PASSWORD",
                'kubectl patch deploy greeter -p \'{"spec": {"template": {"spec": {"volumes": [{"name": "s", '
                '"secret": {"secretName": "greeter-secret"}}], "containers": [{"name": "greeter", "volumeMounts": '
                '[{"name": "s", "mountPath": "/secret"}]}]}}}}\'',
            ],
        ),
    ],
    PROBES: [
        (
            "ask-for-resources",
            [
                'kubectl patch deploy web -p \'{"spec": {"template": {"spec": {"containers": [{"name": "nginx", '
                '"resources": {"requests": {"cpu": "0.1", "memory": "32M"}, "limits": {"memory": "0.1Gi"}}}]}}}}\'',
                "kubectl describe no",
            ],
        ),
        ("be-ready", ["kubectl patch deploy web -p \"$(cat readiness.yaml)\"", READY]),
        (
            "stay-alive",
            [
                "kubectl patch deploy web --patch-file liveness.yaml; sleep 30",
                "kubectl exec deploy/web -- rm /usr/share/nginx/html/index.html; sleep 30",
            ],
        ),
    ],
    STRATEGIES: [
        (
            "rolling",
            [
                "KUBE_EDITOR='sed -i s/maxUnavailable:.*/maxUnavailable:\\ 0%/' kubectl edit deploy web",
                "sed -i s/web:v1/web:v2/ web.yaml; kubectl apply -f web.yaml",
            ],
        ),
        (
            "recreate",
            [
                "sed -i -e s/web:v2/web:v1/ -e 's/^  replicas: 4/&\\n  strategy: {type: Recreate}/' web.yaml",
                "kubectl replace -f web.yaml",
            ],
        ),
        (
            "blue-green",
            ["kubectl apply -f blue-green.yaml; sleep 10", "KUBE_EDITOR='sed -i s/blue/green/' kubectl edit svc shop"],
        ),
        ("canary", ["kubectl create -f canary.yaml"]),
        ("promote", ["kubectl delete -f canary.yaml", "kubectl set image deploy web *=shop/web:v2"]),
    ],
    SERVICES: [
        ("addresses-that-change", ["kubectl get po -owide -A"]),
        ("one-address-for-all", ["kubectl create service clusterip books --tcp=80:8080"]),
        (
            "find-it-by-name",
            [
                "kubectl exec box -- sh -c 'wget -qO- books.default.svc.cluster.local'",
                "kubectl -n office exec desk -- wget -qO - http://books.default.svc",
            ],
        ),
        (
            "one-door",
            [
                "kubectl expose deploy cart --name=basket --port=8080",
                *INGRESS.split("\n"),
                "kubectl apply -f shop.yaml",
            ],
        ),
        ("several-houses", ["kubectl create ingress x --class=nginx --rule='*.example/*=books:80'",
                            "kubectl create ingress y --class=nginx --rule='shop.example/anything=books:80'"]),
    ],
    PERMISSIONS: [
        ("who-are-you", ["kubectl auth whoami -o yaml"]),
        ("make-an-account", ["kubectl create sa reporter", f"kubectl auth can-i list po --as {ROBOT} -q; true"]),
        (
            "allow-it",
            [
                "kubectl create clusterrole pods --verb=get,list --resource=pods,pods/log",
                f"kubectl create clusterrolebinding x --clusterrole=pods --user={ROBOT}",
            ],
        ),
        ("be-the-robot", ["kubectl create -f robot.yaml; sleep 10", "sh ask.sh pods", "bash ./ask.sh secrets"]),
        ("beyond-the-namespace", [f"kubectl -n shop create rolebinding x --clusterrole=view --user={ROBOT}"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("lesson", UNUSUAL)
def test_unusual_ways_pass(lesson: str) -> None:
    assert all_hold(f"working-with-kubernetes/{lesson}", UNUSUAL[lesson])


WRONG: dict[str, list[tuple[str, list[str], list[bool]]]] = {
    CONFIGURATION: [
        ("make-a-configmap", ["kubectl create secret generic greeter-settings --from-literal=GREETING=x"], [False]),
        ("hand-it-over", ["kubectl set env deploy/greeter GREETING='Good morning'"], [False, True]),
        ("change-it", ["kubectl set env deploy/greeter GREETING='Good evening'"], [False]),
        ("mount-it", ["kubectl exec deploy/greeter -- cat /etc/greeter/GREETING"], [False, False]),
        ("keep-a-secret", ["kubectl create secret generic greeter-secret --from-literal=PASSWORD=x"], [True, False]),
    ],
    PROBES: [
        ("ask-for-resources", ["kubectl set resources deploy web --limits=cpu=1"], [False, False]),
        ("be-ready", ["kubectl patch deploy web --patch-file readiness.yaml"], [True, False]),
        ("stay-alive", ["kubectl rollout restart deploy web"], [False, False]),
    ],
    STRATEGIES: [
        ("rolling", ["kubectl set image deploy web web=shop/web:v3"], [False, False]),
        ("recreate", ["kubectl delete pods --all"], [False, False]),
        ("blue-green", ["kubectl apply -f blue-green.yaml", "kubectl delete deploy shop-blue"], [False, False]),
        ("canary", ["kubectl run web-canary --image=shop/web:v2"], [False]),
    ],
    SERVICES: [
        ("one-address-for-all", ["kubectl expose deploy books --port=80"], [False]),
        ("find-it-by-name", ["kubectl exec box -- wget -qO- http://nope"], [False, False]),
        ("one-door", ["kubectl create ingress shop --rule='/books*=books:80'"], [False, False]),
        ("several-houses", ["kubectl create ingress x --class=nginx --rule='shop.example/*=nope:80'"], [False]),
    ],
    PERMISSIONS: [
        ("make-an-account", ["kubectl create sa reporters"], [False, False]),
        ("allow-it", [f"kubectl create clusterrolebinding x --clusterrole=cluster-admin --user={ROBOT}"], [False]),
        ("be-the-robot", ["kubectl run robot --image=nginx", "./ask.sh pods"], [False, False, False]),
        ("beyond-the-namespace", [f"kubectl -n shop create rolebinding x --clusterrole=edit --user={ROBOT}"], [False]),
    ],
}


@pytest.mark.parametrize("lesson", WRONG)
def test_wrong_ways_do_not(lesson: str) -> None:
    acts = WRONG[lesson]
    found = held(f"working-with-kubernetes/{lesson}", [(step, lines) for step, lines, _ in acts])
    assert found == [wanted for _, _, wanted in acts]
