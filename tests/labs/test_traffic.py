"""Requests as the drawing shows them."""

from __future__ import annotations

from typing import Any

from app.labs.evidence import LabEvidence
from app.labs.shapes import Flow
from app.labs.unseen import by_the_wall, run_check
from tests.labs.looking import Looking, looking

RAW = "https://raw.githubusercontent.com/kubernetes/ingress-nginx"
INGRESS_NGINX = f"{RAW}/controller-v1.13.3/deploy/static/provider/baremetal/deploy.yaml"
WEB = "Service/default/web"
GATEWAY = """kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.0/standard-install.yaml
kubectl apply -f https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.4/deploy/default/deploy.yaml
kubectl apply -f - <<'.'
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec: {gatewayClassName: nginx, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec: {parentRefs: [{name: gw}], hostnames: [shop.example], rules: [{backendRefs: [{name: web, port: 80}]}]}
.
"""


def _ways(flows: list[Flow]) -> list[tuple[Any, ...]]:
    return [(flow.source, flow.via, flow.target[:16], flow.outcome, flow.status, flow.count) for flow in flows]


async def _web(here: Looking) -> None:
    await here.world.type(1, "kubectl create deployment web --image=nginx")
    await here.world.type(1, "kubectl expose deployment web --port=80 --type=NodePort")
    await here.world.type(1, "kubectl run client --image=busybox --restart=Never -- sleep 3600")
    await here.world.advance(20)
    here.drawing.look()


def test_a_request_is_seen_on_its_way_through_a_service() -> None:
    async def test(here: Looking) -> None:
        await _web(here)
        address = "$(kubectl get service web -o jsonpath={.spec.clusterIP})"
        port = "$(kubectl get service web -o jsonpath={.spec.ports[0].nodePort})"
        one = ("", (WEB,), "Pod/default/web-", "answered", 200)
        assert _ways(await here.flows(f"curl -s {address}/?b=c")) == [(*one, 1)]
        (told,) = here.told
        assert told.flows[0].text.startswith("GET 10.") and told.flows[0].text.endswith("/?b=c")
        assert _ways(await here.flows(f"for i in 1 2 3; do curl -s localhost:{port} node01:{port}; done")) == [
            (*one, 6)
        ]
        found = await here.flows("kubectl exec client -- wget -qO- web.default.svc.cluster.local")
        assert _ways(found) == [("Pod/default/client", *one[1:], 1)]
        found = await here.flows("kubectl get --raw /api/v1/namespaces/default/services/web/proxy/")
        assert _ways(found) == [("", (), "Pod/default/web-", "answered", 200, 1)]

    looking(test)


def test_requests_that_reach_nobody_are_seen_too() -> None:
    async def test(here: Looking) -> None:
        await _web(here)
        assert _ways(await here.flows("curl -s localhost:9")) == [("", (), "", "refused", 0, 1)]
        assert _ways(await here.flows("curl -s nobody.example")) == [("", (), "", "unknown host", 0, 1)]
        found = await here.flows("kubectl exec client -- nc -z -w 1 web 81")
        assert _ways(found) == [("Pod/default/client", (WEB,), "", "timeout", 0, 1)]
        await here.world.type(1, "kubectl scale deployment web --replicas=0")
        await here.world.advance(60)
        assert _ways(await here.flows("kubectl exec client -- wget -qO- web")) == [
            ("Pod/default/client", (WEB,), "", "refused", 0, 1)
        ]

    looking(test)


def test_a_policy_stops_a_request_at_the_pod() -> None:
    async def test(here: Looking) -> None:
        await _web(here)
        await here.world.type(
            1,
            """kubectl apply -f - <<'.'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
.""",
        )
        assert _ways(await here.flows("kubectl exec client -- wget -T 1 -qO- web")) == [
            ("Pod/default/client", (WEB,), "Pod/default/web-", "timeout", 0, 1)
        ]

    looking(test)


def test_what_nobody_asked_for_is_not_drawn() -> None:
    async def test(here: Looking) -> None:
        await _web(here)
        assert await here.flows("kubectl get pods") == []
        await here.world.type(
            1,
            """kubectl apply -f - <<'.'
apiVersion: v1
kind: Pod
metadata: {name: probed}
spec:
  containers:
  - {name: a, image: nginx, readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}}
.""",
        )
        await here.world.advance(30)
        here.tick()
        assert [flow for told in here.told for flow in told.flows] == []
        here.drawing.rest()
        assert await here.flows("curl -s localhost:9") == []

    looking(test)


def test_what_checks_ask_is_not_drawn() -> None:
    async def test(here: Looking) -> None:
        await _web(here)
        lab = here.world.lab
        address = lab.cluster.api.objects.get(("", "services"), "default", "web")["spec"]["clusterIP"]
        here.told.clear()
        answer = await LabEvidence(lab).http("GET", f"http://{address}/")
        assert answer is not None and answer.status == 200
        ran = await run_check(lab, f"curl -s {address}", 30, by_the_wall)
        assert ran is not None and "nginx" in ran.output
        here.tick()
        assert here.told == []

    looking(test)


def test_an_ingress_passes_requests_on() -> None:
    async def test(here: Looking) -> None:
        await _web(here)
        await here.world.type(1, f"kubectl apply -f {INGRESS_NGINX}")
        await here.world.advance(90)
        await here.world.type(1, "kubectl create ingress web --class=nginx --rule='shop.example/*=web:80'")
        await here.world.advance(10)
        service = "Service/ingress-nginx/ingress-nginx-controller"
        port = "$(kubectl get -n ingress-nginx service ingress-nginx-controller -o jsonpath={.spec.ports[0].nodePort})"
        found = await here.flows(f"curl -s -H 'Host: shop.example' localhost:{port}")
        assert [(flow.source[:21], flow.via, flow.target[:21], flow.behind) for flow in found] == [
            ("", (service,), "Pod/ingress-nginx/ing", 0),
            ("Pod/ingress-nginx/ing", ("Ingress/default/web", WEB), "Pod/default/web-78874", found[0].number),
        ]

    looking(test)


def test_a_gateway_passes_requests_on_too() -> None:
    async def test(here: Looking) -> None:
        await _web(here)
        await here.world.type(1, GATEWAY)
        await here.world.advance(120)
        here.drawing.look()
        port = "$(kubectl get service gw-nginx -o jsonpath={.spec.ports[0].nodePort})"
        found = await here.flows(f"curl -s -H 'Host: shop.example' node01:{port}")
        assert [(flow.source[:17], flow.via, flow.target[:17]) for flow in found] == [
            ("", ("Service/default/gw-nginx",), "Pod/default/gw-ng"),
            ("Pod/default/gw-ng", ("Gateway/default/gw", "HTTPRoute/default/shop", WEB), "Pod/default/web-7"),
        ]

    looking(test)
