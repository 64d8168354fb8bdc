"""Verbs that look at objects: each line with what the real kubectl 1.37.1 prints against the same server."""

from __future__ import annotations

import pytest

from tests.kubectl.test_sessions import Session

TWO = """\
apiVersion: v1
kind: Pod
metadata: {name: two, namespace: default, labels: {app: two}}
spec: {containers: [{name: main, image: nginx}, {name: side, image: busybox, command: [sleep, "3600"]}]}
"""
NO_OBJECT = (
    'unable to decode "bad.yaml": json: cannot unmarshal array into Go value of type unstructured.detector\n[1]\n'
)
ONE_TYPE = "error: you may only specify a single resource type\n[1]\n"
NOTHING = (
    "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'\n[1]\n"
)
MISSING = 'Error from server (NotFound): pods "nosuch" not found\n[1]\n'


@pytest.fixture
def session(machine):
    session = Session(machine, "1.37")
    session.write("two.yaml", TWO)
    session.write("bad.yaml", "[1, 2]")
    session.write("unversioned.yaml", "kind: Pod\nmetadata: {name: two}")
    session.run("create -f two.yaml")
    session.advance(10)
    return session


@pytest.mark.parametrize(
    ("line", "text"),
    [
        # what is wrong with the objects comes before what is wrong with the format
        ("get pod nosuch -o nosuch", MISSING),
        ("get pod nosuch -o go-template={{", MISSING),
        ("get pod two nosuch -o custom-columns=A:.a[",
         'A\nError from server (NotFound): pods "nosuch" not found\nunterminated array\n[1]\n'),
        # errors of files are wrapped in a list: no `error: ` before them
        ("get -f bad.yaml", NO_OBJECT),
        ("describe -f bad.yaml", NO_OBJECT),
        ("delete -f bad.yaml", f"error: {NO_OBJECT}"),
        ("get -f unversioned.yaml",
         "Error from server (NotFound): the server could not find the requested resource (get pods two)\n[1]\n"),
        ("get -f two.yaml -l app=two -o name", "pod/two\n"),
        ("get -f two.yaml -l app=two", "No resources found in default namespace.\n"),
        ("get -f two.yaml -n other",
         'error: the namespace from the provided object "default" does not match the namespace "other". You must pass '
         "'--namespace=default' to perform this operation.\n[1]\n"),
        # watches
        ("get -w", NOTHING),
        ("get all -w", ONE_TYPE),
        ("get pods,svc -w", ONE_TYPE),
        ("get pods nosuch two -w", MISSING),
        # raw paths
        ("get --raw version", 'error: --raw must be a valid URL path: parse "version": invalid URI for request\n[1]\n'),
        ("get --raw /%zz", 'error: --raw must be a valid URL path: parse "/%zz": invalid URL escape "%zz"\n[1]\n'),
        ("get --raw /version -o yaml", "error: --raw and --output are mutually exclusive\n[1]\n"),
        ("get --raw /version -w",
         "error: --raw may not be specified with other flags that filter the server request or alter the "
         "output\n[1]\n"),
        ("get --raw http://x/healthz", "ok"),
        # logs
        ("logs two -c main side", "error: only one of -c or an inline [CONTAINER] arg is allowed\n[1]\n"),
        ("logs -l app=two -c nosuch",
         "error: container nosuch is not valid for pod two out of: main, side\n[1]\n"),
        ("logs two --since=-1s -c main", "error: --since must be greater than 0\n[1]\n"),
        ("logs two --since-time=2020-01-01",
         'error: parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"\n[1]\n'),
        ("logs two --since-time=2020-13-01T00:00:00Z",
         'error: parsing time "2020-13-01T00:00:00Z": month out of range\n[1]\n'),
        ("logs two --pod-running-timeout=0s", "error: --pod-running-timeout must be higher than zero\n[1]\n"),
        # wait
        ("wait --for=condition=Ready --for=condition=Initialized pod/two",
         "pod/two condition met\npod/two condition met\n"),
        ("wait --for=condition=Ready --all", NOTHING),
        ("wait --for=jsonpath={.status.phase}=a=b pod/two",
         "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or "
         "--for=jsonpath='{.status.readyReplicas}'\n[1]\n"),
        ("wait --for=jsonpath={.status.phase}== pod/two",
         "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or "
         "'{.name1.name2}'\n[1]\n"),
        ("wait pod/two --for=x -o nosuch",
         'error: unable to match a printer suitable for the output format "nosuch", allowed formats are: '
         "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,"
         "yaml\n[1]\n"),
        ("rollout status pod/two --timeout=99999999999999999999",
         'error: invalid argument "99999999999999999999" for "--timeout" flag: time: invalid duration '
         "\"99999999999999999999\"\nSee 'kubectl rollout status --help' for usage.\n[1]\n"),
        ("rollout undo --dry-run=x", 'error: Invalid dry-run value (x). Must be "none", "server", or "client".\n[1]\n'),
        ("rollout status pod/two deploy/nosuch",
         'no status viewer has been implemented for Pod\nError from server (NotFound): deployments.apps "nosuch" not '
         "found\n[1]\n"),
        ("auth can-i get pods --no-headers", "error: --no-headers cannot be set without --list specified\n[1]\n"),
        ("auth can-i impersonate users", "yes\n"),
        ("auth can-i approve certificatesigningrequests",
         "yes\nWarning: resource 'certificatesigningrequests' is not namespace scoped in group "
         "'certificates.k8s.io'\n\n"),
        ("auth reconcile -f two.yaml --dry-run=x",
         "error: error accessing --dry-run flag for command reconcile: Invalid dry-run value (x). Must be \"none\", "
         '"server", or "client".\n[1]\n'),
        ("explain .spec", "error: invalid jsonpath syntax, first node must be field node\n[1]\n"),
        ("explain deploy --api-version=v1",
         "error: GVR (/v1, Resource=deployments) not found in OpenAPI schema\n[1]\n"),
        ("explain pods.spec.containers.ports --output=plaintext-openapiv2 --recursive",
         "KIND:     Pod\nVERSION:  v1\n\nRESOURCE: ports <[]Object>\n\nDESCRIPTION:\n"
         "     List of ports to expose from the container. Not specifying a port here DOES\n"
         "     NOT prevent that port from being exposed. Any port which is listening on\n"
         '     the default "0.0.0.0" address inside a container will be accessible from\n'
         "     the network. Modifying this array with strategic merge patch may corrupt\n"
         "     the data. For more information See\n"
         "     https://github.com/kubernetes/kubernetes/issues/108255. Cannot be updated.\n\n"
         "     ContainerPort represents a network port in a single container.\n\nFIELDS:\n"
         "   containerPort\t<integer>\n   hostIP\t<string>\n   hostPort\t<integer>\n   name\t<string>\n"
         "   protocol\t<string>\n"),
        ("explain ns.status.conditions.type --output=plaintext-openapiv2",
         "KIND:     Namespace\nVERSION:  v1\n\nFIELD:    type <string>\n\nDESCRIPTION:\n"
         "     Type of namespace controller condition.\n"),
        ("explain pods.nope --output=plaintext-openapiv2", 'error: field "nope" does not exist\n[1]\n'),
        ("cluster-info dump -o name",
         "error: list types are not supported by name printing: *v1.NodeList\n[1]\n"),
        ("auth whoami -o name", "selfsubjectreview.authentication.k8s.io/<unknown>\n"),
    ],
)  # fmt: skip
def test_one_line(session, line, text):
    assert session.run(line) == text


def test_revisions_are_printed_as_objects(session):
    session.run("create deployment web --image=nginx:1")
    session.advance(10)
    session.run("set image deploy/web nginx=nginx:2")
    session.advance(10)
    names = session.run("rollout history deploy/web -o name").split()
    assert [name.rpartition("-")[0] for name in names] == ["replicaset.apps/web"] * 2
    path = "{.spec.template.spec.containers[0].image}"
    assert session.run(f"rollout history deploy/web -o jsonpath={path}") == "nginx:1nginx:2"
    assert session.run(f"rollout undo deploy/web --dry-run=server -o jsonpath={path}") == "nginx:2"  # as it was


def test_a_watch_of_events_begins_with_what_there_is(session):
    session.run("create configmap c")
    assert session.run("events --for=pod/two -w --request-timeout=1s").splitlines()[:2] == [
        "LAST SEEN   TYPE     REASON      OBJECT    MESSAGE",
        "11s         Normal   Scheduled   Pod/two   Successfully assigned default/two to controlplane",
    ]


def test_requests_are_told_as_far_as_asked(session):
    lines = session.run("get cm nosuch -v=6").splitlines()
    assert [line.split("] ", 1)[1] for line in lines if "envvar.go" not in line and line.startswith("I")] == [
        "Config loaded from file:  /root/.kube/config",
        '"Response" verb="GET" url="https://172.30.1.2:6443/api/v1/namespaces/default/configmaps/nosuch" '
        'status="404 Not Found" milliseconds=0',
        "server response object: {",
    ]
    headers = session.run("get cm -o name --token=secret --as=admin -v=7").partition('verb="GET"')[2].splitlines()
    assert headers[:6] == [
        ' url="https://172.30.1.2:6443/api/v1/namespaces/default/configmaps?limit=500" headers=<',
        "\tAccept: application/json",
        "\tAuthorization: Bearer <masked>",
        "\tImpersonate-User: admin",
        "\tUser-Agent: kubectl/v1.37.1 (linux/amd64) kubernetes/f78e722",
        " >",
    ]
    shown = session.run("get cm -o name -v=9")
    assert 'curl -v -XGET  -H "Accept: application/json" -H ' in shown
    assert '"Response Body" body=<\n\t{"kind":"ConfigMapList"' in shown


def test_after_the_deadline_nothing_is_met(session):
    session.run("create deployment other --image=nginx")
    session.advance(10)
    shown = session.run("wait --for=jsonpath={.metadata.name}=two pod --all --timeout=2s")
    assert [line for line in shown.splitlines() if "two" in line] == ["timed out waiting for the condition on pods/two"]


def test_logs_of_all_pods_say_whose_they_are(session):
    session.run("create job j --image=busybox -- echo hi")
    session.advance(10)
    name = session.run("get pods -l job-name=j -o name").strip()
    assert session.run("logs job/j") == "hi\n"
    assert session.run("logs job/j --all-pods") == f"[{name}/j] hi\n"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("get", "pods", "-n", "a/b"), "invalid namespace \"a/b\": [may not contain '/']\n"),
        (("get", "pods", "a%b"), "error: invalid resource name \"a%b\": [may not contain '%']\n"),
        (("delete", "pod", ".."), "error: invalid resource name \"..\": [may not be '..']\n"),
        (("create", "configmap", "c", "-n", "."),
         "error: failed to create configmap: invalid namespace \".\": [may not be '.']\n"),
        (("create", "token", "a%b"),
         "error: failed to create token: invalid resource name \"a%b\": [may not contain '%']\n"),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_path_is_not_sent(machine, words, error):
    session = Session(machine, "1.37")
    assert session.run(" ".join(words)) == error + "[1]\n"
