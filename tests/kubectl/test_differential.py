"""What the real kubectl 1.37.1 prints against the same server: each line and text as it was observed."""

from __future__ import annotations

import pytest

from tests.kubectl.test_sessions import DEPLOYMENT, Session

SLASHED = (
    "error: there is no need to specify a resource type as a separate argument when passing arguments in "
    "resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource "
    "resource/<resource_name>'\n[1]\n"
)
JSONPATH_FORMAT = (
    "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or "
    "--for=jsonpath='{.status.readyReplicas}'\n[1]\n"
)
RECORDED = "Flag --record has been deprecated, --record will be removed in the future\n"


@pytest.fixture
def session(machine):
    session = Session(machine, "1.37")
    session.run("create deployment web --image=nginx")
    return session


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("annotate deploy web a=1 a-",
         "error: can not both modify and remove the following annotation(s) in the same command: a\n[1]\n"),
        ("label deploy web x=1=2", "error: invalid label spec: x=1=2\n[1]\n"),
        ("label deploy web app- tier=1", "deployment.apps/web modified\n"),
        ("label deploy web a=1 --all", "deployment.apps/web labeled\n"),
        ("label deploy -l app=web a=1 --resource-version=1",
         "error: --resource-version may only be used with a single resource\n[1]\n"),
        ("label deploy --all --list", "Listing labels for Deployment.apps/web:\n app=web\n"),
        ("label pod -f nosuch.yaml a=b", 'error: the path "nosuch.yaml" does not exist\n[1]\n'),
        ("get deploy, svc", "error: arguments in resource/name form must have a single resource and name\n[1]\n"),
        ("get ,", 'error: the server doesn\'t have a resource type ""\n[1]\n'),
        ("events --for nosuch/x", 'the server doesn\'t have a resource type "nosuch"\n[1]\n'),
        ("autoscale deployment web --max=5 --cpu=abc", "error: invalid resource cpu value: abc\n[1]\n"),
        ("autoscale deployment web --max=5 --cpu=-5%", "error: invalid percentage value: -5\n[1]\n"),
        ("patch deploy web -p {\"spec\":{\"replicas\":3}} --subresource=scale", "scale.autoscaling/web patched\n"),
        ("patch deploy web --patch-file=nosuch",
         "error: unable to read patch file: open nosuch: no such file or directory\n[1]\n"),
        ("replace --raw x -f nosuch.yaml", 'error: the path "nosuch.yaml" does not exist\n[1]\n'),
        ("rollout history svc/kubernetes",
         'error: error retrieving history for "Service", no visitor method exists for { Service}\n[1]\n'),
        ("rollout restart deploy -l app=nosuch", "No resources found in default namespace.\n"),
        ("set image deploy web nginx", 'Error from server (NotFound): deployments.apps "nginx" not found\n[1]\n'),
        ("set image deploy web nginx=",
         'error: failed to patch image update to pod template: Deployment.apps "web" is invalid: '
         "spec.template.spec.containers[0].image: Required value\n[1]\n"),
        ("set env deploy/web A=1 A-",
         "error: can not both modify and remove the same environment variable in the same command\n[1]\n"),
        ("set env deploy/web =x", SLASHED),
        ("set env deploy/web", ""),
        ("set selector svc kubernetes", "error: resource(s) were provided, but no name was specified\n[1]\n"),
        ("set sa deploy web", "error: resource(s) were provided, but no name was specified\n[1]\n"),
        ("scale deploy -l app=zz --replicas=1", "error: no objects passed to scale\n[1]\n"),
        ("scale deploy web --replicas=2 --record", f"deployment.apps/web scaled\n{RECORDED}"),
        ("exec svc/kubernetes -- ls",
         "error: cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector\n"
         "[1]\n"),
        ("logs svc/kubernetes",
         "error: cannot get the logs from *v1.Service: invalid service 'kubernetes': Service is defined without a "
         "selector\n[1]\n"),
        ("cp ns/pod/x:/a b",
         "error: filespec must match the canonical format: [[namespace/]pod:]file/path\n[1]\n"),
        ("debug", "error: you must specify --image when not using --copy-to.\n[1]\n"),
        ("debug web --set-image=web=busybox", "error: --set-image may only be used with --copy-to.\n[1]\n"),
        ("debug web --image=x --image-pull-policy=Foo", "error: invalid image pull policy: Foo\n[1]\n"),
        ("wait --for=jsonpath={.metadata.name}=a=b deploy/web", JSONPATH_FORMAT),
        ("wait --for=jsonpath= deploy/web", "error: jsonpath expression cannot be empty\n[1]\n"),
        ("wait --for=delete deploy/nosuch", ""),
        ("wait --for=create deploy/nosuch --timeout=1s", "error: timed out waiting for the condition\n[1]\n"),
        ("auth can-i --list pods", "error: list option must be specified with no arguments\n[1]\n"),
        ("auth can-i get /healthz --subresource=x", "error: --subresource can not be used with NonResourceURL\n[1]\n"),
        ("auth can-i nosuchverb pods", "yes\nWarning: verb 'nosuchverb' is not a known verb\n\n"),
        ("create clusterrole c --verb=get --non-resource-url=foo",
         "error: nonResourceURL should start with /\n[1]\n"),
        ("top pod x -l a=b", "error: only one of NAME or selector can be provided\n[1]\n"),
        ("diff -f nosuch.yaml", 'error: the path "nosuch.yaml" does not exist\n[2]\n'),
        ("diff", "error: must specify one of -f and -k\n[2]\n"),
        ("cluster-info dump -o nosuch",
         'error: unable to match a printer suitable for the output format "nosuch", allowed formats are: '
         "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,"
         "yaml\n[1]\n"),
    ],
)  # fmt: skip
def test_one_line(session, line, text):
    assert session.run(line) == text


def test_record_notes_the_command_line(session):
    session.run("set image deploy/web nginx=q --record")
    assert session.run("get deploy web -o jsonpath={.metadata.annotations.kubernetes\\.io/change-cause}") == (
        "kubectl set image deploy/web nginx=q --record=true"
    )


def test_who_may_what_is_listed_by_verbs(session):
    rows = session.run("auth can-i --list").splitlines()
    assert rows[:4] == [
        "Resources                                       Non-Resource URLs   Resource Names   Verbs",
        "*.*                                             []                  []               [*]",
        "                                                [*]                 []               [*]",
        "selfsubjectreviews.authentication.k8s.io        []                  []               [create]",
    ]


def test_taints_that_are_not_there_are_all_told(session):
    nodes = session.run("get nodes -o name").split()
    name = nodes[0].removeprefix("node/")
    assert session.run(f"taint node {name} x- q-") == 'taint "x" not found\ntaint "q" not found\n[1]\n'
    assert session.run(f"taint node {name} a=b:NoSchedule a-") == (
        "error: can not both modify and remove the following taint(s) in the same command: a=\n[1]\n"
    )
    assert session.run(f"taint node/{name} a=b:NoSchedule") == (
        f'the server doesn\'t have a resource type "node/{name}"\n[1]\n'
    )


def test_who_am_i_in_the_order_of_the_api(session):
    assert session.run("auth whoami -o json").startswith(
        '{\n    "kind": "SelfSubjectReview",\n    "apiVersion": "authentication.k8s.io/v1",\n    "metadata": {\n'
    )


def test_undoing_what_was_applied_is_warned_of(session):
    session.write("web.yaml", DEPLOYMENT.replace("name: web", "name: applied"))
    session.run("apply -f web.yaml")
    session.advance(10)
    session.run("set image deploy/applied nginx=nginx:2")
    session.advance(10)
    assert session.run("rollout undo deploy/applied") == (
        "deployment.apps/applied rolled back\n"
        "Warning: resource deployments/applied was previously managed with 'kubectl apply'. Rolling back will not "
        "update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior "
        "on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file "
        "instead.\n"
    )


def test_deletions_are_waited_for_until_one_deadline(session):
    session.run("create configmap a")
    session.run("create configmap b")
    assert session.run("wait --for=delete cm/a cm/b --timeout=1s") == (
        "timed out waiting for the condition on configmaps/a\ncontext deadline exceeded\n[1]\n"
    )


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("get deploy,svc --sort-by=.metadata.name",
         'error: couldn\'t find any field with path "{.metadata.name}" in the list of objects\n[1]\n'),
        ("get svc nosuch kubernetes --sort-by=.metadata.name -o name", "service/kubernetes\n"
         'Error from server (NotFound): services "nosuch" not found\n[1]\n'),
        ("get svc,deploy --sort-by=.metadata.name -o name", "service/kubernetes\ndeployment.apps/web\n"),
        ("get svc -o yaml=x",
         'error: unable to match a printer suitable for the output format "yaml=x", allowed formats are: '
         "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,"
         "kyaml,name,template,templatefile,wide,yaml\n[1]\n"),
        ("create cm x --dry-run=client -o kyaml",
         '---\n{\n  kind: "ConfigMap",\n  apiVersion: "v1",\n  metadata: {\n    name: "x",\n  },\n}\n'),
        ("get svc -o NAME", "service/kubernetes\n"),
    ],
)  # fmt: skip
def test_formats_and_orders(session, line, text):
    assert session.run(line) == text


def test_the_namespaces_column_stays_for_later_tables(session):
    tables = session.run("get svc,nodes -A").split("\n\n")
    assert [table.split()[0] for table in tables] == ["NAMESPACE", "NAMESPACE"]
    assert session.run("get nodes,svc -A").split("\n\n")[0].split()[0] == "NAME"


def test_overwriting_taints_modifies_the_node(session):
    name = session.run("get nodes -o name").split()[0].removeprefix("node/")
    assert session.run(f"taint node {name} a=b:NoSchedule --overwrite") == f"node/{name} modified\n"
    assert session.run(f"taint node {name} a- --overwrite") == f"node/{name} modified\n"
    assert session.run(f"taint node {name} a=b:NoSchedule") == f"node/{name} tainted\n"
    assert session.run(f"taint node {name} a-") == f"node/{name} untainted\n"


def test_what_variables_come_from_is_chosen_by_the_same_selector(session):
    session.run("create configmap m --from-literal=a=b")
    assert session.run("set env deploy -l app=web --from=configmap/m") == (
        "error: selectors and the all flag cannot be used when passing resource/name arguments\n[1]\n"
    )
    assert session.run("set env cm/m --list") == ""
