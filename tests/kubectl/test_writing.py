"""What the verbs that write print and send, as it was observed with kubectl 1.37.1 against the same server."""

from __future__ import annotations

import asyncio
import shlex

import orjson
import pytest

from app.kubectl.program import main
from tests.kubectl.test_sessions import Session

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}}}\ndata: {{x: z}}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: {}, image: x}}]}}\n"


class Typed(Session):
    """Lines are split as a shell splits them; `NAME=value kubectl ...` sets a variable."""

    def run(self, line: str) -> str:
        words = shlex.split(line)
        at = words.index("kubectl") + 1 if "kubectl" in words[:2] else 0
        machine = self._machine(*words[at:])
        machine.env |= dict(word.split("=", 1) for word in words[: max(at - 1, 0)])
        status = asyncio.run(main(machine, self.release))
        return machine.stdout.text + machine.stderr.text + (f"[{status}]\n" if status else "")


@pytest.fixture
def session(machine):
    session = Typed(machine, "1.37")
    for name in ("a", "b"):
        session.write(f"{name}.yaml", CONFIG_MAP.format(name))
    return session


def managers(session: Session, what: str) -> list[tuple[str, str]]:
    obj = orjson.loads(session.run(f"get {what} -o json --show-managed-fields"))
    return sorted((each["manager"], each["operation"]) for each in obj["metadata"]["managedFields"])


def test_server_side_apply_takes_over_what_client_side_apply_owned(session):
    session.run("apply -f a.yaml")
    assert session.run("apply -f a.yaml --server-side") == "configmap/a serverside-applied\n"
    assert managers(session, "cm a") == [("kubectl", "Apply"), ("kubectl-last-applied", "Apply")]


def test_other_managers_leave_the_annotation_to_client_side_apply(session):
    session.run("apply -f a.yaml")
    session.run("apply -f a.yaml --server-side --field-manager=me")
    assert managers(session, "cm a") == [("me", "Apply")]


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        ("--prune", "error: all resources selected for prune without explicitly passing --all. To prune all resources, "
         "pass the --all flag. If you did not mean to prune all resources, specify a label selector\n[1]\n"),
        ("--prune --all --server-side",
         "error: --prune is in alpha and doesn't currently work on objects created by server-side apply\n[1]\n"),
        ("--prune --all --force", "error: --force cannot be used with --prune\n[1]\n"),
        ("--prune --all --prune-allowlist=core/v1/Foo", 'error: no matches for kind "Foo" in version "v1"\n[1]\n'),
        ("-l 'a b'", 'error: the provided selector "a b" is not valid: unable to parse requirement: found \'b\', '
         "expected: in, notin, =, ==, !=, gt, lt\n[1]\n"),
        ("--grace-period=1 --timeout=1s", "configmap/a unchanged\n"),
        ("--applyset=x --prune", "error: unknown flag: --applyset\nSee 'kubectl apply --help' for usage.\n[1]\n"),
    ],
)  # fmt: skip
def test_flags_of_apply(session, flags, text):
    session.run("apply -f a.yaml")
    assert session.run(f"apply -f a.yaml {flags}") == text


def applied_set(session: Typed, files: str, more: str = "") -> str:
    return session.run(f"KUBECTL_APPLYSET=true kubectl apply {files} --prune --applyset=mine -n default {more}")


def test_an_apply_set_remembers_and_prunes(session):
    assert applied_set(session, "-f a.yaml -f b.yaml") == "configmap/a created\nconfigmap/b created\n"
    parent = orjson.loads(session.run("get secret mine -o json"))["metadata"]
    assert parent["annotations"] == {
        "applyset.kubernetes.io/additional-namespaces": "",
        "applyset.kubernetes.io/contains-group-kinds": "ConfigMap",
        "applyset.kubernetes.io/tooling": "kubectl/v1.37.1",
    }
    member = orjson.loads(session.run("get cm a -o json"))["metadata"]
    assert member["labels"]["applyset.kubernetes.io/part-of"] == parent["labels"]["applyset.kubernetes.io/id"]
    assert managers(session, "secret mine") == [("kubectl-applyset", "Apply")]
    assert applied_set(session, "-f a.yaml") == "configmap/a unchanged\nconfigmap/b pruned\n"


def test_an_apply_sets_id_is_the_hash_of_its_parents_name(session):
    applied_set(session, "-f a.yaml")
    label = session.run("KUBECTL_APPLYSET=true kubectl apply -f a.yaml --prune --applyset=foo -n default -o json")
    assert '"applyset.kubernetes.io/part-of": "applyset-LOb4rJlIxCeuEUQpeiGVOBmhOIkkOWuVR_KjsVMryrs-v1"' in label


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        ("--prune --applyset=foo", "error: namespace is required to use namespace-scoped ApplySet\n[1]\n"),
        ("--applyset=foo -n default", "error: --applyset requires --prune\n[1]\n"),
        ("--prune --applyset=foo -n default --all", "error: --all is incompatible with --applyset\n[1]\n"),
        ("--prune --applyset=pods/x -n default",
         'error: resource "/v1, Resource=pods" is not permitted as an ApplySet parent\n[1]\n'),
        ("--prune --applyset=cm/kube-root-ca.crt -n default",
         'error: ApplySet parent object "configmaps./kube-root-ca.crt" already exists and is missing required '
         'annotation "applyset.kubernetes.io/tooling"\n[1]\n'),
    ],
)  # fmt: skip
def test_refusals_of_apply_sets(session, flags, text):
    assert session.run(f"KUBECTL_APPLYSET=true kubectl apply -f a.yaml {flags}") == text


def test_a_patch_that_cannot_be_made_shows_all_three_forms(session):
    session.run("run p --image=x")
    session.write("p.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: x}]}\n")
    told = session.run("apply -f p.yaml").split("\n")
    assert told[1:8] == [
        "error: error when applying patch:",
        "",
        "to:",
        'Resource: "/v1, Resource=pods", GroupVersionKind: "/v1, Kind=Pod"',
        'Name: "p", Namespace: "default"',
        'for: "p.yaml": error when patching "p.yaml": creating patch with:',
        "original:",
    ]
    assert told[-3:] == ["for: map: map[image:x] does not contain declared merge key: name", "[1]", ""]


def test_replacing_by_force_gives_up_in_time(session):
    session.write("p.yaml", POD.format("a"))
    session.run("apply -f p.yaml")
    session.run("""patch pod p -p '{"metadata":{"finalizers":["a/b"]}}'""")
    assert session.run("replace -f p.yaml --force --timeout=1s").endswith("error: context deadline exceeded\n[1]\n")


def test_a_version_in_a_file_does_not_hinder_creation(session):
    session.write("a.yaml", CONFIG_MAP.format("a, resourceVersion: '5'"))
    assert session.run("create -f a.yaml") == "configmap/a created\n"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("create -f nameless.yaml --dry-run=client", "configmap/<unknown> created (dry run)\n"),
        ("create -f a.yaml --raw=/x --edit", "error: --raw and --edit are mutually exclusive\n[1]\n"),
        ("create -f a.yaml -f b.yaml --raw=/x", "error: --raw can only use a single local file or stdin\n[1]\n"),
        ("create cm k --append-hash --dry-run=client -o name", "configmap/k-c995d7m2cm\n"),
        ("create job j --from=configmap/kube-root-ca.crt", "error: unknown object type *v1.ConfigMap\n[1]\n"),
        ("create svc clusterip d --tcp=80:80:80 --dry-run=client -o jsonpath={.spec.ports[0].name}", "80-80-80"),
        ("create ing x --rule=a/~b=c:d,e,f --dry-run=client -o jsonpath={.spec}",
         '{"rules":[{"host":"a","http":{"paths":[{"backend":{"service":{"name":"c","port":{"name":"d"}}},'
         '"path":"/~b","pathType":"Exact"}]}}]}'),
        ("create ing x --rule=a/b=c:d,anything=s --dry-run=client -o jsonpath={.spec.tls}",
         '[{"hosts":["a"],"secretName":"s"}]'),
        ("create deployment x --image=y --context=nope", 'error: context "nope" does not exist\n[1]\n'),
        ("create deployment x --image=y --cluster=nope", 'error: cluster "nope" does not exist\n[1]\n'),
        ("delete cm x --context=nope",
         "Error in configuration: context was not found for specified context: nope\n[1]\n"),
        ("run p --image=x -i --pod-running-timeout=0s", "error: --pod-running-timeout must be higher than zero\n[1]\n"),
        ("run p --image=x --filename=y",
         "pod/p created\nFlag --filename has been deprecated, it is ignored by kubectl run and will be removed in a "
         "future release\n"),
        ("delete cm kube-root-ca.crt -i --raw=/x", "error: --interactive can not be used with --raw\n[1]\n"),
        ("set env deploy/web -e Q", "error: unknown environment variable: Q\n[1]\n"),
        ("set image deploy/web nginx=n:2 foo=bar",
         'deployment.apps/web image updated\nerror: unable to find container named "foo"\n[1]\n'),
        ("set image deploy/web nginx=nginx --dry-run=client", ""),
        ("set sa deploy/web default --dry-run=client", "deployment.apps/web serviceaccount updated (dry run)\n"),
        ("set selector svc kubernetes a!=b", 'error: "!=" is not a valid label selector operator\n[1]\n'),
        ("label cm --all -l a=b x=y", "error: cannot set --all and --selector at the same time\n[1]\n"),
        ("label cm --list", "error: resource(s) were provided, but no name was specified\n[1]\n"),
        ("label cm kube-root-ca.crt z- --dry-run=client", "configmap/kube-root-ca.crt not labeled (dry run)\n"),
        ("scale deploy web --replicas=3 -o jsonpath={.spec.replicas}", "3"),
        ("autoscale deploy web --max=5 --cpu=80 --dry-run=client -o jsonpath={..target.averageValue}", "80m"),
        ("autoscale deploy web --max=5 --memory=0.5 --dry-run=client -o jsonpath={..target.averageValue}", "512Ki"),
        ("autoscale deploy web --max=5 --dry-run=client",
         "horizontalpodautoscaler.autoscaling/web created (dry run)\n"),
        ("autoscale deploy web --max=5 --memory=0%",
         "error: failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty "
         "input\n[1]\n"),
        ("taint node node01 a=b=c:NoSchedule",
         "error: invalid taint spec: a=b=c:NoSchedule\nSee 'kubectl taint -h' for help and examples\n[1]\n"),
        ("taint nosuch node01 a=b:NoSchedule", 'the server doesn\'t have a resource type "nosuch"\n[1]\n'),
        ("taint node node01 a=b:NoSchedule --validate=foo",
         'error: invalid - validate option "foo"; must be one of: strict (or true), warn, ignore (or false)\n[1]\n'),
    ],
)  # fmt: skip
def test_lines(session, line, text):
    session.write("nameless.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: c-}\n")
    session.run("create deployment web --image=nginx")
    assert session.run(line) == text


def test_errors_of_several_objects_are_told_one_by_one(session):
    session.run("create cm a")
    session.run("create cm b")
    session.run("label cm a b q=w")
    clash = "error: 'q' already has a value (w), and --overwrite is false\n"
    assert session.run("label cm a b q=e") == f"{clash}{clash}[1]\n".replace("error: ", "")


def test_the_cause_of_a_change_has_its_flags_as_they_were_typed(session):
    session.run("create deployment web --image=nginx")
    session.run("scale deploy web --replicas=2 --record")
    cause = session.run(r"get deploy web -o jsonpath={.metadata.annotations.kubernetes\\.io/change-cause}")
    assert cause == "kubectl scale deploy web --replicas=2 --record=true"


@pytest.mark.parametrize(
    ("selector", "why"),
    [
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("!", "unable to parse requirement: found '', expected: identifier"),
        ("a,,b", "found ',', expected: identifier after ','"),
        (",", "found ',', expected: !, identifier, or 'end of string'"),
        ("a==b=c", "found '=', expected: ',' or 'end of string'"),
        ("a>b", "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value "
         "must be an integer"),
        ("a notin (b,", "unable to parse requirement: found '', expected: ',', or identifier"),
        ("/a=b", 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'),
    ],
)  # fmt: skip
def test_selectors_that_are_none(session, selector, why):
    told = session.run(f"apply -f a.yaml -l '{selector}'")
    assert told == f'error: the provided selector "{selector}" is not valid: {why}\n[1]\n'


@pytest.mark.parametrize("selector", ["a in ()", "a,b,!c,d in (e,f),g notin (h)", "a<2", "in in (in)", "x/a=b"])
def test_selectors_that_fit_nothing(session, selector):
    assert session.run(f"apply -f a.yaml -l '{selector}'") == "error: no objects passed to apply\n[1]\n"


def test_certificates_of_files_are_decided_each(session):
    assert session.run("certificate approve nosuch other") == (
        'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "nosuch" not found\n'
        'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "other" not found\n[1]\n'
    )


LIST = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- "
STOP = "; if you choose to ignore these errors, turn validation off with --validate=false\n[1]\n"
UNCHECKED = "cannot perform warn validation if server-side field validation is unsupported, skipping validation\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}},\n', "configmap/a created\nerror: error "
         "parsing x.yaml: json: offset 63: invalid character ',' looking for beginning of value\n[1]\n"),
        ('{"apiVersion":"v1" "kind":"ConfigMap"}', "error: error parsing x.yaml: json: offset 20: invalid character "
         "'\"' after object key:value pair\n[1]\n"),
        ('{"apiVersion":"v1","kind":"ConfigMap"', "error: error parsing x.yaml: unexpected EOF\n[1]\n"),
        ("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}", "configmap/a created\n"),
        ('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}\n---\n' + CONFIG_MAP.format("b"),
         "configmap/a created\nconfigmap/b created\n"),
        ("a: *m\n", "error: error parsing x.yaml: error converting YAML to JSON: yaml: unknown anchor 'm' referenced\n"
         "[1]\n"),
        ("apiVersion: 1\nkind: ConfigMap\n",
         f'error: error validating "x.yaml": error validating data: apiVersion isn\'t string type{STOP}'),
        (LIST + "{}\n", 'error: error validating "x.yaml": error validating data: [apiVersion not set, kind not set]'
         + STOP),
        ("apiVersion: v1\nkind: List\nitems: {}\n",
         f'error: error validating "x.yaml": error validating data: invalid object to validate{STOP}'),
        ("apiVersion: v1\nkind: pod\nmetadata: {name: a}\n",
         'Error from server (BadRequest): error when creating "x.yaml": pod in version "v1" cannot be handled as a '
         'Pod: no kind "pod" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"\n[1]\n'),
        (LIST + "{apiVersion: nosuch/v1, kind: Foo, metadata: {name: c}}\n",
         'configmap/a created\nunable to recognize no matches for kind "Foo" in version "nosuch/v1"\n[1]\n'),
    ],
)  # fmt: skip
def test_broken_manifests(session, text, told):
    session.write("x.yaml", text)
    assert session.run("apply -f x.yaml") == told


def test_what_the_server_does_not_know_is_not_checked_with_warnings(session):
    session.write("x.yaml", "apiVersion: v1\nkind: List\nitems: []\n")
    told = session.run("apply -f x.yaml --validate=warn")
    assert told.partition("] ")[2] == UNCHECKED + "error: no objects passed to apply\n[1]\n"
    assert told.startswith("W")


def test_binary_scalars_are_texts(session):
    session.write("x.yaml", CONFIG_MAP.format("a").replace("x: z", "x: !!binary aGk="))
    session.run("apply -f x.yaml")
    assert session.run("get cm a -o jsonpath={.data.x}") == "hi"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("delete -f x.yaml", 'error: error when deleting "x.yaml": resource name may not be empty\n[1]\n'),
        ("patch -f x.yaml -p {}", "error: resource name may not be empty\n[1]\n"),
        ("apply -f x.yaml --server-side", "error: resource name may not be empty\n[1]\n"),
        ("label -f x.yaml a=b --local -o name", "configmap/<unknown>\n"),
    ],
)
def test_objects_without_a_name(session, line, told):
    session.write("x.yaml", "apiVersion: v1\nkind: ConfigMap\n")
    assert session.run(line) == told


def test_a_copy_with_other_images_alone_stays_as_the_pod_is(session):
    session.run("run p --image=nginx")
    session.run("debug p --copy-to=q --set-image=*=busybox")
    copy = orjson.loads(session.run("get pod q -o json"))
    assert copy["metadata"]["labels"] == {"run": "p"}
    assert "shareProcessNamespace" not in copy["spec"]
    assert copy["spec"]["containers"][0]["image"] == "busybox"
