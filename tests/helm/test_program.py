"""The program: every command's contract, charts on the machine, repositories of the simulated network."""

import asyncio

import pytest

from app.helm.commands import tree
from app.helm.repositories import servers
from app.network.http import Headers, Request, Response
from tests.helm.machine import Machine, helm

COMMANDS = sorted(path for path in tree().commands if path)
CHART = {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "c/templates/a.yaml": "kind: ConfigMap\n"}


def run(machine: Machine, *words: str) -> tuple[int, str, str]:
    return asyncio.run(helm(machine, *words))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help(path: str) -> None:
    status, out, err = run(Machine({}), *path.split(), "--help")
    assert (status, err) == (0, "")
    assert f"Usage:\n  {tree().commands[path].usage}\n" in out
    bare = [line for line in out.splitlines() if line.strip().startswith("--") and len(line.split()) == 1]
    assert not bare


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_refuses_what_it_does_not_know(path: str) -> None:
    assert run(Machine({}), *path.split(), "--bogus") == (1, "", "Error: unknown flag: --bogus\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("bogus",), "unknown command \"bogus\" for \"helm\"\nRun 'helm --help' for usage."),
        (("install",), '"helm install" requires at least 1 argument\n\nUsage:  helm install [NAME] [CHART] [flags]'),
        (("list", "x"), '"helm list" accepts no arguments\n\nUsage:  helm list [flags]'),
        (("install", "c"), "INSTALLATION FAILED: must either provide a name or specify --generate-name"),
        (("install", "x", "./nosuch"), 'INSTALLATION FAILED: path "./nosuch" not found'),
        (("install", "x", "b"),
         "INSTALLATION FAILED: non-absolute URLs should be in form of repo_name/path_to_chart, got: b"),
        (("install", "x", "r/b"), "INSTALLATION FAILED: repo r not found"),
        (("install", "x", "c", "--dry-run=foo"),
         'invalid dry-run value ("foo"). Must be "none", "server", or "client"'),
        (("install", "x", "c", "-o", "foo"), 'invalid argument "foo" for "-o, --output" flag: invalid format type'),
        (("install", "x", "c", "--timeout", "5"),
         'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'),
        (
                ("install", "x", "c", "--post-renderer", "p"),
                'invalid argument "p" for "--post-renderer" flag: plugin: {Name:p Type:postrenderer/v1} not found',
            ),
        (("template", "x"), "non-absolute URLs should be in form of repo_name/path_to_chart, got: x"),
        (("template", "c", "--set", "a"), 'failed parsing --set data: key "a" has no value'),
        (("template", "c", "-s", "templates/z"), "could not find template templates/z in chart"),
        (("search", "repo"), "no repositories configured"),
        (("repo", "remove", "x"), "no repositories configured"),
        (("rollback", "a", "x"), 'could not convert revision to a number: strconv.Atoi: parsing "x": invalid syntax'),
    ],
)  # fmt: skip
def test_what_goes_wrong(words: tuple[str, ...], message: str) -> None:
    status, out, err = run(Machine(CHART), *words)
    assert (status, out, err) == (1, "", f"Error: {message}\n")


def test_an_unreachable_cluster() -> None:
    machine = Machine(CHART)
    config = (
        "clusters: [{name: c, cluster: {server: 'https://k:6443'}}]\ncontexts: [{name: c, context: {cluster: c}}]\n"
    )
    machine.write_file("/root/.kube/config", f"{config}current-context: c\n".encode())
    why = 'Get "https://k:6443/version": dial tcp: lookup k on 127.0.0.53:53: no such host'
    assert run(machine, "list") == (1, "", f"Error: kubernetes cluster unreachable: {why}\n")


def test_schema() -> None:
    properties = '{"r":{"type":"integer","minimum":1},"s":{"enum":["a","b"]}}'
    schema = f'{{"type":"object","required":["x"],"properties":{properties}}}'
    machine = Machine({**CHART, "c/values.schema.json": schema})
    status, _, err = run(machine, "template", "c", "--set", "r=0,s=c")
    assert status == 1
    assert err == (
        "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nc:\n"
        "- at '': missing property 'x'\n- at '/r': minimum: got 0, want 1\n- at '/s': value must be one of 'a', 'b'\n\n"
    )
    assert run(machine, "template", "c", "--skip-schema-validation")[0] == 0


def test_create_lint_package_and_template() -> None:
    machine = Machine({})
    assert run(machine, "create", "web") == (0, "Creating web\n", "")
    assert run(machine, "lint", "web") == (
        0, "==> Linting web\n[INFO] Chart.yaml: icon is recommended\n\n1 chart(s) linted, 0 chart(s) failed\n", "",
    )  # fmt: skip
    packed = "Successfully packaged chart and saved it to: /work/web-0.1.0.tgz\n"
    assert run(machine, "package", "web") == (0, packed, "")
    from_folder = run(machine, "template", "r", "web")
    assert from_folder == run(machine, "template", "r", "web-0.1.0.tgz")
    assert from_folder[1].count("# Source: ") == 4
    assert '\n          image: "nginx:1.16.0"\n' in from_folder[1]


def test_helmignore_and_files() -> None:
    machine = Machine({
        **CHART, "c/.helmignore": "*.md\nsecret/\n", "c/a.md": "no", "c/conf/x.txt": "hello", "c/secret/y.txt": "no",
        "c/templates/a.yaml": '{{ (.Files.Glob "**.txt").AsConfig }}\nmd: "{{ .Files.Get "a.md" }}"\n',
    })  # fmt: skip
    assert run(machine, "template", "c")[1] == '---\n# Source: c/templates/a.yaml\nx.txt: hello\nmd: ""\n'


def outside(host: str, request: Request) -> Response:
    found: list[Response] = []
    servers.answer(Request(request.method, request.target, Headers({"Host": host}), b""), found.append)
    return found[0]


def test_repositories_of_the_simulated_network() -> None:
    machine = Machine({}, outside)
    url = "https://charts.bitnami.com/bitnami"
    assert run(machine, "repo", "add", "bitnami", url)[1] == '"bitnami" has been added to your repositories\n'
    again = '"bitnami" already exists with the same configuration, skipping\n'
    assert run(machine, "repo", "add", "bitnami", url)[1] == again
    assert run(machine, "search", "repo", "apache")[1] == (
        "NAME          \tCHART VERSION\tAPP VERSION\tDESCRIPTION                                     \n"
        "bitnami/apache\t11.4.29      \t2.4.65     \tApache HTTP Server is an open-source HTTP server.\n"
    ).replace("DESCRIPTION                                     ", "DESCRIPTION".ljust(49))
    assert run(machine, "show", "chart", "bitnami/nope")[2] == (
        "Error: chart \"nope\" matching  not found in bitnami index. (try 'helm repo update'): no chart name found\n"
    )


@pytest.mark.parametrize("repository", servers.REPOSITORIES, ids=lambda repository: repository.host)
def test_every_bundled_chart_renders_and_passes_lint(repository: servers.Repository) -> None:
    machine = Machine({}, outside)
    for chart in repository.charts:
        for version, release in chart.versions:
            where = ("--repo", f"https://{repository.host}{repository.path}", "--version", version)
            status, out, err = run(machine, "template", "r", chart.name, *where)
            assert (status, err) == (0, "")
            assert release in out
            assert "@" not in out
            assert run(machine, "pull", chart.name, *where)[0] == 0
            assert "0 chart(s) failed" in run(machine, "lint", f"{chart.name}-{version}.tgz")[1]


def test_colours_on_a_terminal_only() -> None:
    machine = Machine(CHART)
    machine.stdout.isatty = True
    shown = run(machine, "install", "x", "c", "--dry-run=client")[1]
    assert "NAMESPACE: \x1b[36mdefault\x1b[0m\nSTATUS: \x1b[33mpending-install\x1b[0m\n" in shown
    machine.env["NO_COLOR"] = "1"
    assert "\x1b" not in run(machine, "install", "x", "c", "--dry-run=client")[1]
