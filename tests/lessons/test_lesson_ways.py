"""Every kind of check and every rule in a real lab: three right but unusual ways, five wrong ones that look right.

A way is what is typed, a line each; `@ wait 30`, `@ press ctrl-c`, `@ terminal 2` and `@ answer x` do what they say.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from lesson_world import check

from app.labs.headless import Headless, open_lab
from app.lessons.check import Verdict
from app.lessons.checks import kinds
from app.lessons.free_play import free_lesson

WEB = "kubectl create deployment web --image=nginx --replicas=3"
WBE = WEB.replace("web", "wbe")


@dataclass(frozen=True)
class Ways:
    """A check, and ways that it takes and refuses."""

    check: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


WAYS = {
    "resource": Ways(
        "resource: deployment/web\nis: {spec: {replicas: 3}, status: {readyReplicas: 3}}",
        (
            "kubectl create deploy web --image=httpd\nkubectl autoscale deploy web --min=3 --max=3\n@ wait 60",
            WEB + " --dry-run=client -o json | kubectl apply -f -\n@ wait 20",
            "kubectl proxy --port=9 &\n@ wait 1\n" + WEB + " --dry-run=client -o json | curl -s -H 'Content-Type: "
            "application/json' -d @- localhost:9/apis/apps/v1/namespaces/default/deployments >/dev/null\n@ wait 20",
        ),
        (
            WEB,  # none of them is ready yet
            WEB + " -n kube-public\n@ wait 20",
            WEB.replace("=3", "=2") + "\n@ wait 20",
            WEB.replace("nginx", "nginx:nope") + "\n@ wait 20",
            WEB + "\n@ wait 20\nkubectl delete deploy web --cascade=foreground --wait=false",
        ),
    ),
    "resources": Ways(
        "resources: pods\nlabeled: app=web\ncount: 3\nis: {status: {phase: Running}}",
        (
            WEB + "\n@ wait 20",
            "for i in 1 2 3; do kubectl run w$i --image=nginx -l app=web; done\n@ wait 20",
            WEB + "\nkubectl run other --image=nope\n@ wait 20",
        ),
        (
            WEB.replace("=3", "=4") + "\n@ wait 20",
            WEB + "\n@ wait 20\nkubectl scale deploy web --replicas=1\n@ wait 3",
            WEB.replace("web", "api") + "\n@ wait 20",
            WEB + "\nkubectl run x -l app=web --image=nope\n@ wait 20",
            WEB + "\n@ wait 20\nkubectl label pod -l app=web app=old --overwrite",  # the new ones do not run yet
        ),
    ),
    "no resource": Ways(
        "no resource: service/web-*\nafter: {resource: service/web-1}",
        (
            "kubectl create svc clusterip web-1 --tcp=80\n@ look\nkubectl delete svc --all",
            "kubectl create svc clusterip web-1 --tcp=80\n@ look\nkubectl delete svc web-1 --now",
            "kubectl create svc clusterip web-1 --tcp=80 -o yaml > s\n@ look\nkubectl delete -f s",
        ),
        (
            "",
            "kubectl create svc clusterip web-1 --tcp=80\n@ look\nkubectl delete svc web-1 --dry-run=client",
            "kubectl create svc clusterip web-1 --tcp=80\nkubectl create svc clusterip web-2 --tcp=80\n@ look\n"
            "kubectl delete svc web-1",
            "kubectl create svc clusterip web-1 --tcp=80\n@ look\nkubectl delete deploy web-1",
            "kubectl create svc clusterip web-1 --tcp=80\n@ look\nkubectl patch svc web-1 -p "
            '\'{"metadata":{"finalizers":["a.b/c"]}}\'\nkubectl delete svc web-1 --wait=false',
        ),
    ),
    "ran": Ways(
        "ran: kubectl get pods -n kube-system -o wide",
        (
            "kubectl config set-context --current --namespace=kube-system\nk get po -owide | head -2",
            "x=$(kubectl --namespace kube-system get pod -l tier --output=wide)",
            "for n in default kube-system; do kubectl get pods,svc -o wide -n $n; done",
        ),
        (
            "kubectl get pods -n kube-system",
            "kubectl get pods -o wide",
            "kubectl get pods -n kube-system -o wide --nope",
            "echo kubectl get pods -n kube-system -o wide",
            "kubectl get pods -n kube-system -o wide --help",
        ),
    ),
    "running": Ways(
        "running: kubectl proxy --port=8001",
        (
            "kubectl proxy &",
            "@ terminal 2\nkubectl proxy --port 8001 --v=2",
            "nohup kubectl proxy --port=8001 > /dev/null &",
        ),
        (
            "kubectl proxy --port=8002 &",
            "kubectl proxy\n@ press ctrl-c",
            "kubectl proxy &\nkill %1\n@ wait 1",
            "kubectl proxy --help",
            "sleep 100 & echo kubectl proxy",
        ),
    ),
    "http": Ways(
        "http: http://localhost:8001/api\nanswers: {status: 200, json: {kind: APIVersions}}",
        (
            "kubectl proxy &\n@ wait 1",
            "kubectl proxy --address=0.0.0.0 &\n@ wait 1",
            "@ terminal 2\nkubectl proxy --port=8001 --accept-paths='^/api$'\n@ wait 1",
        ),
        (
            "",
            "kubectl proxy --port=8002 &\n@ wait 1",
            "kubectl proxy --reject-paths=^/api &\n@ wait 1",
            "kubectl proxy --api-prefix=/x &\n@ wait 1",
            "kubectl run web --image=nginx\n@ wait 20\nkubectl port-forward pod/web 8001:80 &\n@ wait 1",
        ),
    ),
    "file": Ways(
        "file: ~/pod.yaml\nis yaml: {kind: Pod, metadata: {name: web}, spec: {containers: [{image: nginx}]}}",
        (
            "kubectl run web --image=nginx --dry-run=client -o yaml > pod.yaml",
            "cat > /root/pod.yaml <<E\n{kind: Pod, metadata: {name: web}, spec: {containers: [{image: nginx}]}}\nE",
            "kubectl run web --image=nginx; kubectl get pod web -o yaml | tee ~/pod.yaml > /dev/null",
        ),
        (
            "kubectl run web --image=nginx -o yaml --dry-run=client > pods.yaml",
            "kubectl run web --image=nginx --dry-run=client > pod.yaml",
            "kubectl run wbe --image=nginx --dry-run=client -o yaml > pod.yaml",
            "kubectl create deploy web --image=nginx --dry-run=client -o yaml > pod.yaml",
            "mkdir pod.yaml",
        ),
    ),
    "env": Ways(
        "env: POD\nnames: pod\nnamespace: kube-system",
        (
            "POD=$(kubectl -n kube-system get pods -o jsonpath='{.items[0].metadata.name}')",
            "read POD <<< $(kubectl -n kube-system get po -o name | head -1 | cut -d/ -f2)",
            "@ terminal 2\nexport POD=$(kubectl get po -A -o go-template="
            "'{{range .items}}{{.metadata.name}}{{\"\\n\"}}{{end}}' | tail -1)",
        ),
        (
            "(POD=$(kubectl -n kube-system get pods -o jsonpath='{.items[0].metadata.name}'))",
            "POD=$(kubectl -n kube-system get pods -o name | head -1)",
            "POD=",
            "pod=$(kubectl -n kube-system get pods -o jsonpath='{.items[0].metadata.name}')",
            "POD=$(kubectl -n kube-system get pods -o jsonpath='{.items[*].metadata.name}')",
        ),
    ),
    "script": Ways(
        "script: |\n  test \"$(kubectl get deploy web -o jsonpath='{.status.readyReplicas}')\" = 3",
        (
            WEB + "\n@ wait 20",
            "kubectl create deploy web --image=httpd --replicas=9\nkubectl scale deploy web --replicas=3\n@ wait 60",
            WEB + " --dry-run=server -o yaml | kubectl create -f -\n@ wait 20",
        ),
        (
            "",
            "export PATH=/nowhere",
            "kubectl() { echo 3; }",
            "alias kubectl='echo 3'",
            WEB + " --namespace=kube-public\n@ wait 20",
        ),
    ),
    "answer": Ways(
        "says: How many nodes?\nanswer: ['2', two]",
        ("@ answer 2", "@ answer  TWO ", "@ answer ２"),
        ("", "@ answer 3", "@ answer two nodes", "@ answer *", "kubectl get nodes"),
    ),
    "any of": Ways(
        "any of:\n  - resource: deployment/web\n  - resource: statefulset/web",
        (
            WEB,
            "kubectl create -f - <<E\n{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web}, spec: "
            "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, "
            "spec: {containers: [{name: c, image: nginx}]}}}}\nE",
            "kubectl run web --image=nginx\n" + WEB,
        ),
        (
            "kubectl run web --image=nginx",
            "kubectl create deploy wbe --image=nginx",
            WEB + " --dry-run=server",
            WEB + "\nkubectl delete deploy web",
            "kubectl create ns x; " + WEB + " -n x",
        ),
    ),
    "none of": Ways(
        "none of:\n  - resource: pod/a\n  - resource: pod/b\nafter: {ran: kubectl get pods}",
        (
            "kubectl get pods",
            "kubectl run a --image=nginx\nkubectl get po\nkubectl delete pod a --now",
            "kubectl run c --image=nginx\nkubectl get pods -w --request-timeout=1s",
        ),
        (
            "",
            "kubectl run a --image=nginx\nkubectl get pods",
            "kubectl get pods\nkubectl run b --image=nope",
            "kubectl run a --image=nginx\nkubectl get pods\nkubectl delete pod b",
            "kubectl get svc",
        ),
    ),
    "all of": Ways(
        "all of:\n  - resource: deployment/web\n  - no resource: pods\n    labeled: app=web",
        (
            WEB.replace("=3", "=0"),
            WEB + "\n@ wait 20\nkubectl scale deploy web --replicas=0\n@ wait 60",
            WEB + "\nkubectl label pods -l app=web app=x --overwrite\nkubectl scale deploy/web --replicas=0\n@ wait 60",
        ),
        (
            "",
            WEB,
            WEB + "\n@ wait 20\nkubectl delete pods -l app=web --wait=false",
            "kubectl create deploy wbe --image=nginx --replicas=0",
            WEB + "\nkubectl delete deploy web\n@ wait 60",
        ),
    ),
    "unless": Ways(
        "resource: deployment/web\nunless:\n  - {says: That was deleted., ran: kubectl delete}",
        (
            WEB,
            "kubectl delete deploy web\n" + WEB,  # there was nothing to delete
            WEB + "\nkubectl delete deploy web --help > /dev/null",
        ),
        (
            WEB + "\nkubectl delete pods --all --wait=false",
            "kubectl run x --image=nginx; kubectl delete pod x --now\n" + WEB,
            WEB + "\nsudo kubectl delete pod -l app=web --wait=false",
            WEB + "\nkubectl get pods -o name | xargs kubectl delete --wait=false",
            WEB + "\nk delete po --all --now & sleep 3",
        ),
    ),
    "when": Ways(
        "resource: deployment/web\nwhen:\n  - {says: It is called wbe., resource: deployment/wbe}",
        (WEB, WBE + "\n" + WEB, WBE + "; kubectl delete deploy wbe\n" + WEB),
        ("", WBE, "kubectl run web --image=nginx", WEB + " -n kube-public", WBE + "\nkubectl get deploy web"),
    ),
    "after": Ways(
        "ran: kubectl get pods\nafter: {ran: kubectl scale deployment/web --replicas=5}",
        (
            WEB + "\nkubectl scale --replicas=5 deploy/web && kubectl get po",
            WEB + "\nkubectl get pods\nkubectl scale deploy web --current-replicas=3 --replicas 5\n"
            "time k get pods",
            WEB + "\nkubectl scale deployment web --replicas=5 > /dev/null; kubectl get all",
        ),
        (
            "kubectl get pods",
            WEB + "\nkubectl get pods\nkubectl scale deploy web --replicas=5",
            WEB + "\nkubectl scale deploy web --replicas=4\nkubectl get pods",
            WEB + "\nkubectl scale deploy wbe --replicas=5\nkubectl get pods",
            WEB + "\nkubectl scale deploy web --replicas=5\nkubectl get nodes",
        ),
    ),
    "within": Ways(
        "resource: deployment/web\nis: {status: {readyReplicas: 3}}\nwithin: 30s",
        (
            WEB + "\n@ wait 15",
            "@ wait 10\n" + WEB + "\nkubectl rollout status deploy web",
            WEB + "\n@ wait 15\n@ look\nkubectl delete deploy web\n@ wait 90\n" + WEB + "\n@ wait 20",
        ),
        (
            "@ wait 31",
            "@ wait 40\n" + WEB + "\n@ wait 20",
            WEB.replace("nginx", "nope") + "\n@ wait 20\nkubectl set image deploy web nope=nginx\n@ wait 30",
            WEB.replace("=3", "=2") + "\n@ wait 35\nkubectl scale deploy web --replicas=3\n@ wait 20",
            "sleep 29; " + WEB + "\n@ wait 20",
        ),
    ),
    "keep": Ways(
        "resource: deployment/web\nis: {status: {readyReplicas: 3}}\nkeep: 30s",
        (
            WEB + "\n@ wait 20\n@ look\n@ wait 31",
            WEB + "\n@ wait 20\n@ look\nkubectl rollout restart deploy web\nkubectl rollout status deploy web"
            "\n@ wait 31",
            WEB + "\n@ wait 20\n@ look\nkubectl scale deploy web --replicas=1\n@ look"
            "\nkubectl scale deploy web --replicas=3\n@ wait 20\n@ look\n@ wait 31",
        ),
        (
            WEB + "\n@ wait 20\n@ look",
            WEB + "\n@ wait 20\n@ look\n@ wait 20",
            WEB + "\n@ wait 20\n@ look\n@ wait 25\nkubectl delete pod --all --wait=false\n@ wait 1\n@ look\n@ wait 10",
            WEB + "\n@ wait 20\n@ look\n@ wait 29\nkubectl delete deploy web\n@ wait 30",
            WEB + "\n@ wait 60",  # nobody looked before: it counts from now
        ),
    ),
}  # fmt: skip
RULES = {"unless", "when", "after", "within", "keep"}


async def _follow(lab: Headless, way: str, question: str, look: object) -> None:
    terminal = 1
    for line in way.split("\n") if way else ():
        match line.partition(" ")[2].split(" ", 1) if line.startswith("@ ") else [""]:
            case ["wait", seconds]:
                await lab.advance(float(seconds))
            case ["press", key]:
                await lab.press(terminal, key)
            case ["terminal", number]:
                terminal = int(number)
            case ["answer", text]:
                await lab.answer(question, (text,))
            case ["look"]:
                await look()  # type: ignore[operator]
            case _:
                await lab.type(terminal, line)


async def _verdict(text: str, way: str) -> Verdict:
    one = check(text if text.startswith("says") else f"says: x\n{text}")
    lesson = free_lesson("play/1.36-2-none")
    assert lesson is not None
    async with open_lab(lesson) as lab:
        lab.begin_step(lesson.steps[0])
        await _follow(lab, way, one.spec["says"], lambda: one.holds(lab.evidence()))
        return await one.holds(lab.evidence())


def test_every_kind_and_rule_has_ways() -> None:
    assert sorted(WAYS) == sorted({*kinds(), *RULES})
    assert all(len(ways.right) == 3 and len(ways.wrong) == 5 for ways in WAYS.values())


@pytest.mark.parametrize(("kind", "way"), [(kind, way) for kind, ways in WAYS.items() for way in ways.right])
def test_a_right_way_is_taken(kind: str, way: str) -> None:
    verdict = asyncio.run(_verdict(WAYS[kind].check, way))
    assert verdict.ok, verdict.why


@pytest.mark.parametrize(("kind", "way"), [(kind, way) for kind, ways in WAYS.items() for way in ways.wrong])
def test_a_wrong_way_is_refused_in_one_sentence(kind: str, way: str) -> None:
    verdict = asyncio.run(_verdict(WAYS[kind].check, way))
    assert not verdict.ok
    assert verdict.why is not None and "\n" not in str(verdict.why) and verdict.why.text("ja") != ""


READS = "ran: '*'\nexit: any\nprints: {matches pattern: 'imag(e|es): *nginx'}"


@pytest.mark.parametrize(
    "way",
    [
        "kubectl run web --image=nginx -o yaml --dry-run=client",
        "kubectl run web --image=nginx -o yaml --dry-run=client > p\ngrep image p",
        "echo 'image: nginx' > p\nawk '/image/' p",
        "kubectl run web --image=nginx; kubectl get pod web -o yaml | grep image | head -1",
    ],
)
def test_whoever_reads_something_has_read_it(way: str) -> None:
    verdict = asyncio.run(_verdict(READS, way))
    assert verdict.ok, verdict.why


@pytest.mark.parametrize(
    "way", ["echo image: nginx", "printf 'image: nginx\\n'", "# image: nginx", "ls 'image: nginx'"]
)
def test_who_only_says_it_has_not(way: str) -> None:
    assert not asyncio.run(_verdict(READS, way)).ok


def test_error_messages_are_read_as_well() -> None:
    line = "kubectl get pod nope"
    assert asyncio.run(_verdict("ran: '*'\nexit: any\nprints: (NotFound)", line)).ok
    assert not asyncio.run(_verdict("ran: '*'\nexit: any\nprints: nope", line)).ok  # the line itself said that
