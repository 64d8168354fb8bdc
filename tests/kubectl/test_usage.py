"""What kubectl says when it is used wrongly or finds no server; texts of the real 1.37.1."""

from __future__ import annotations

import pytest

SPEC = "if you choose to ignore these errors, turn validation off with --validate=false"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("foo", 'error: unknown command "foo" for "kubectl"\n\nDid you mean this?\n\ttop\n'),
        ("gt pods", 'error: unknown command "gt" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n\tcp\n'),
        ("rol", 'error: unknown command "rol" for "kubectl"\n\nDid you mean this?\n\trun\n\trollout\n\ttop\n'),
        ("convert -f x", 'error: unknown command "convert" for "kubectl"\n'),
        ("rollout foo", "error: unknown command \"foo\"\nSee 'kubectl rollout -h' for help and examples\n"),
        ("create foo", "error: Unexpected args: [foo]\nSee 'kubectl create -h' for help and examples\n"),
        ("create", "error: must specify one of -f and -k\n"),
        ("create deployment", 'error: required flag(s) "image" not set\n'),
        ("create cronjob x", 'error: required flag(s) "image", "schedule" not set\n'),
        (
            "create deployment --image=x",
            "error: exactly one NAME is required, got 0\nSee 'kubectl create deployment -h' for help and examples\n",
        ),
        ("scale deploy web", 'error: required flag(s) "replicas" not set\n'),
        ("apply -f a.yaml -f b.yaml", 'the path "a.yaml" does not exist\nthe path "b.yaml" does not exist\n'),
        ("get -f a.yaml", 'error: the path "a.yaml" does not exist\n'),
        ("version extra", "error: extra arguments: [extra]\n"),
        ("delete pod x -o json", "error: unexpected -o output mode: json. We only support '-o name'\n"),
        ("patch pod x", "error: must specify --patch or --patch-file containing the contents of the patch\n"),
        ("exec x", "error: you must specify at least one command for the container\n"),
        ("cp a b", "error: one of src or dest must be a remote file specification\n"),
        ("cordon", "error: USAGE: cordon NODE [flags]\nSee 'kubectl cordon -h' for help and examples\n"),
        ("config use-context x", 'error: no context exists with the name: "x"\n'),
        ("config current-context", "error: current-context is not set\n"),
        ("--context=x get pods", "Error in configuration: context was not found for specified context: x\n"),
        ("--cluster=x get pods", 'error: no server found for cluster "x"\n'),
        ("--user=x get pods", 'error: auth info "x" does not exist\n'),
        ("--kubeconfig=nofile get pods", "error: stat nofile: no such file or directory\n"),
    ],
)
def test_usage_errors(kubectl, words, text):
    result = kubectl(*words.split())
    assert (result.exit, result.out, result.err) == (1, "", text)


def test_a_refused_connection_is_told_as_often_as_it_is_tried(kubectl):
    result = kubectl("get", "pods")
    *lines, last = result.err.splitlines()
    assert last == "The connection to the server localhost:8080 was refused - did you specify the right host or port?"
    assert [line.partition("] ")[2] for line in lines] == [
        '"Couldn\'t get current server API group list" err="Get \\"http://localhost:8080/api?timeout=32s\\": dial tcp '
        '127.0.0.1:8080: connect: connection refused"'
    ] * 5


def test_an_unknown_host(kubectl):
    result = kubectl("version", "--server=nosuchhost:8080")
    assert result.out == "Client Version: v1.37.1\nKustomize Version: v5.8.1\n"
    assert result.err == "Unable to connect to the server: dial tcp: lookup nosuchhost on 127.0.0.53:53: no such host\n"


def test_creating_without_a_server_fails_at_the_schema(kubectl):
    pod = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}'
    result = kubectl("create", "-f", "p.json", files={"p.json": pod})
    assert result.err.endswith(
        'error: error validating "p.json": error validating data: failed to download openapi: Get '
        '"http://localhost:8080/openapi/v2?timeout=32s": dial tcp 127.0.0.1:8080: connect: connection refused; '
        f"{SPEC}\n"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb:\n  c: 1\n  d: 2\n e: 3\n", "line 4: did not find expected key"),
        ('a: 1\nb:\n  c: "x\n  d: 2\n\n', "line 6: found unexpected end of stream"),
        ("a: 1\nb: c: d\n", "line 2: mapping values are not allowed in this context"),
        ("a: 1\nb:\n  - x\n  y: 2\n", "line 3: did not find expected '-' indicator"),
        ("\tb: 1\n", "found character that cannot start any token"),
        ("a: 1\nb: [1,2\nc: 3\n", "line 2: did not find expected ',' or ']'"),
    ],
)
def test_yaml_that_is_none(kubectl, text, problem):
    result = kubectl("create", "--dry-run=client", "-f", "y.yaml", files={"y.yaml": text})
    assert result.err == f"error: error parsing y.yaml: error converting YAML to JSON: yaml: {problem}\n"


def test_kubectl_1_8_tells_it_in_its_own_way(kubectl):
    result = kubectl("explode", release="1.8")
    assert result.err == (
        'Error: unknown command "explode" for "kubectl"\n\nDid you mean this?\n\texpose\n\n'
        "Run 'kubectl --help' for usage.\n"
    )
