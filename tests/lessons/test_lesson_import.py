"""Scenarios of Katacoda and Killercoda: every form and glitch that authors use, written here in our own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from lesson_scenario import FILES, INDEX, scenario

from app.lessons.commands.endless import runs_on
from app.lessons.importing.actions import read_act, without_prompts
from app.lessons.importing.course import RefusedError, import_folder, place_of
from app.lessons.importing.found import Notes
from app.lessons.importing.solution import chosen, looks_only, unplayable
from app.lessons.importing.texts import Page, convert
from app.lessons.importing.world import machines
from app.lessons.lint import lint
from app.lessons.loader import load_catalogue
from app.lessons.markdown import render

TWO = machines("kubernetes-kubeadm-2nodes", Notes())


def page(source: str, notes: Notes | None = None) -> Page:
    return convert(source, "step1.md", TWO, "/root", notes if notes is not None else Notes())


def noted(source: str) -> list[str]:
    notes = Notes()
    page(source, notes)
    return [f"{note.line}: {note.message}" for note in notes.entries]


@pytest.mark.parametrize(
    ("source", "text", "commands"),
    [
        ("`kubectl get po`{{execute}}", "```sh run\nkubectl get po\n```\n", ["kubectl get po"]),
        ("Type `ls`{{exec}} now.", "Type `ls`{run} now.\n", ["ls"]),
        ("`ls`{{execute T2}} or", "`ls`{run terminal=2} or\n", ["ls"]),
        ("- `ls`{{execute interrupt}}", "- `ls`{run interrupt}\n", ["ls"]),
        ("`ls`{{cxecute}}}", "```sh run\nls\n```\n", ["ls"]),
        ("`a.yaml`{{open}}", "`a.yaml`{open}\n", []),
        ("`x`{{copy}} `y`{{}}", "`x` `y`\n", []),
        ("`A=1\necho $A`{{execute}}", "```sh run\nA=1\necho $A\n```\n", ["A=1\necho $A"]),
        ("`k get po -o go-template='{{.kind}}'`{{exec}}", "```sh run\nk get po -o go-template='{{.kind}}'\n```\n",
         ["k get po -o go-template='{{.kind}}'"]),
        ("```plain\nls\npwd\n```{{exec}}", "```sh run\nls\npwd\n```\n", ["ls\npwd"]),
        ("```bash {2,5-9}\nls\n```{{exec interrupt}}", "```sh run interrupt\nls\n```\n", ["ls"]),
        ("1. do\n\n   ```\n   ls\n   ```{{exec}}", "1. do\n\n   ```sh run\n   ls\n   ```\n", ["ls"]),
        ("```ls -l```{{execute}}", "```sh run\nls -l\n```\n", ["ls -l"]),
        ("```\nls```{{exec}}", "```sh run\nls\n```\n", ["ls"]),
        ("kubectl get po\n```{{exec}}", "```sh run\nkubectl get po\n```\n", ["kubectl get po"]),
        ("```\ncontrolplane:~$ ls /\nbin\n$ pwd\n```{{exec}}", "```sh run\nls /\npwd\n```\n", ["ls /\npwd"]),
        ("```\nls", "```sh\nls\n```\n", ["ls"]),
    ],
)  # fmt: skip
def test_commands_become_clicks(source: str, text: str, commands: list[str]) -> None:
    converted = page(source)
    assert (converted.text, [command.text for command in converted.commands]) == (text, commands)


def test_blocks_for_files_become_commands_that_fill_them() -> None:
    replaced = '<pre class="file" data-filename="a.yaml" data-target="replace">\na: 1 &amp; 2\n#TODO\n</pre>'
    inserted = '<pre class="file" data-filename="a.yaml" data-target="insert" data-marker="#TODO">b: 2</pre>'
    appended = "<pre class='file' data-filename='/etc/x.conf' data-target='append'>z</pre>"
    converted = page(f"{replaced}\n{inserted}\n\n{appended}")
    assert "```yaml file=/root/a.yaml\na: 1 & 2\n#TODO\n```" in converted.text
    assert '```yaml file=/root/a.yaml insert="#TODO"\nb: 2\n```' in converted.text
    assert "```text file=/etc/x.conf append\nz\n```" in converted.text
    assert [command.text.split("\n")[0] for command in converted.commands] == [
        "cat > /root/a.yaml <<'EOF'",
        "(new=$(cat <<'EOF'",
        "mkdir -p /etc && cat >> /etc/x.conf <<'EOF'",
    ]
    assert 'class="code-block file-block"' in render(converted.text, "en")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("https://[[HOST_SUBDOMAIN]]-80-[[KATACODA_HOST]].environments.katacoda.com/x",
         "[controlplane:80/x](lab://controlplane:80/x)"),
        ("[open it]({{TRAFFIC_HOST1_8080}})", "[open it](lab://controlplane:8080/)"),
        ("{{TRAFFIC_HOST2_80}}/a", "[node01:80/a](lab://node01:80/a)"),
        ("[ports]({{TRAFFIC_SELECTOR}})", "[ports](lab://controlplane/)"),
        ("at [[HOST_IP]] and [[HOST2_IP]]", "at 172.30.1.2 and 172.30.2.2"),
    ],
)  # fmt: skip
def test_addresses_become_links_to_the_lab(source: str, text: str) -> None:
    assert page(source).text == f"{text}\n"


def test_addresses_in_commands() -> None:
    found = page("`curl {{TRAFFIC_HOST1_80}}/x [[HOST2_IP]]`{{exec}}").commands
    assert found[0].text == "curl http://172.30.1.2:80/x 172.30.2.2"


def test_details_get_room() -> None:
    converted = page("<details><summary>Solution</summary>\n```bash\nkubectl get po\n```\n</details>")
    assert converted.text.startswith("<details><summary>Solution</summary>\n\n```bash\n") or "```sh" in converted.text
    assert converted.commands[0].solved
    assert (
        not page("<details><summary>Tip</summary>\n\n```bash\nkubectl explain po\n```\n</details>").commands[0].solved
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n\n<iframe src=x></iframe>", ["3: <iframe> is not shown"]),
        ("text {{foo}}", ["1: {{foo}} stands behind no code"]),
        ("x\n`ls`{{execute zzz}}", ["2: {{execute zzz}}: 'zzz' means nothing"]),
        ("`ls`{{execute HOST2}}", ["1: the command is for another machine (HOST2)"]),
        ("a\n```{{exec}}", ["2: this block has an end and no beginning"]),
        ("[[HOST_SUBDOMAIN]]", ["1: [[HOST_SUBDOMAIN]] stands for nothing here"]),
        (">>Q?<<\n( ) yes\n( ) no", ["1: no answer to 'Q?' is right"]),
    ],
)
def test_what_is_lost_is_noted_with_its_line(source: str, expected: list[str]) -> None:
    assert noted(source) == expected


@pytest.mark.parametrize(
    ("quiz", "check"),
    [
        (
            ">>Q1: Which one?<<\n(*) this\n( ) that",
            {"says": "Which one?", "answer": "choice-1", "choices": {"choice-1": "this", "choice-2": "that"}},
        ),
        (
            ">>Which ones?<<\n\n- [*] a\n\n- [ ] b\n- [x] c",
            {
                "says": "Which ones?",
                "answer": ["choice-1", "choice-3"],
                "choices": {"choice-1": "a", "choice-2": "b", "choice-3": "c"},
            },
        ),
        (">>Q2: Port?<<\n=== 8080", {"says": "Port?", "answer": "8080"}),
        (">>Q: Name?<<\n=~= web\n=== nginx", {"says": "Name?", "answer": ["*web*", "nginx"]}),
    ],
)
def test_quizzes_become_questions(quiz: str, check: dict[str, object]) -> None:
    converted = page(f"before\n\n{quiz}\n\nafter `ls`{{{{exec}}}} that\n")
    assert converted.questions == [check]
    assert converted.text.split() == ["before", "after", "`ls`{run}", "that"]


def test_pictures_and_questions_of_a_scenario(tmp_path: Path) -> None:
    files = {**FILES, "step2.md": "Look: ![the shop](./assets/logo.png)\n\n>>How many pods?<<\n=== 1\n"}
    import_folder(scenario(tmp_path / "course" / "shop", files, **INDEX), tmp_path / "out")
    folder = tmp_path / "out" / "course" / "01-shop"
    assert (folder / "logo.png").read_text() == "png"
    assert "![the shop](logo.png)" in (folder / "step-2.en.md").read_text()
    step = yaml.safe_load((folder / "lesson.yaml").read_text())["steps"][2]
    assert step["checks"][0] == {"says": "How many pods?", "answer": "1"}
    assert "script" in step["checks"][1]


def test_acts_and_prompts() -> None:
    assert (read_act("execute HOST2").terminal, read_act("execute HOST2").machine) == (2, 2)
    assert read_act("exec T3 interrupt").info == "run terminal=3 interrupt"
    assert without_prompts("echo $ x") == ("echo $ x", False)


@pytest.mark.parametrize(
    "line",
    ["kubectl get po -w", "watch kubectl get po", "kubectl logs -f x", "k proxy", "tail -f x",
     "watch 'k get po | grep x'", "kubectl get po -w | grep web", "while true; do curl x; sleep 1; done",
     "while :\ndo\n  date; sleep 1\ndone", "kubectl exec web -- tail -f /var/log/x"],
)  # fmt: skip
def test_what_goes_on_until_it_is_interrupted(line: str) -> None:
    assert runs_on(line)
    assert not runs_on(f"{line} &")


@pytest.mark.parametrize(
    "line",
    ["kubectl apply -f x", "kubectl apply -f - <<E\na\nE", "k wait po --for=condition=Ready",
     "kubectl rollout status -w deploy/x", "timeout 5 kubectl get po -w", "kubectl get po -w | head -3",
     "kubectl logs -f x | grep -m1 up", "kubectl exec web -- nc -zv -w 2 web 80",
     "while true; do curl x && break; sleep 1; done"],
)  # fmt: skip
def test_what_ends_by_itself(line: str) -> None:
    assert not runs_on(line)


def test_what_solves_a_page() -> None:
    shown = "```bash\nhelm install web mychart\n```\n"
    looked = "```\nkubectl get po\n```{{exec}}\n"
    acted = "```\nkubectl run web --image=nginx\n```{{exec}}\n"
    folded = "<details><summary>Solution</summary>\n\n```bash\nkubectl run web --image=nginx\n```\n\n</details>\n"

    def lines(source: str, needed: bool = True) -> list[str]:
        return [command.text for command in chosen(page(source).commands, needed=needed)]

    assert lines(shown + looked) == ["helm install web mychart", "kubectl get po"]
    assert lines(shown + looked, needed=False) == ["kubectl get po"]
    assert lines(shown + acted) == ["kubectl run web --image=nginx"]
    assert lines(acted + folded) == ["kubectl run web --image=nginx"]
    assert lines(looked + folded) == ["kubectl get po", "kubectl run web --image=nginx"]
    manifest = "Write `a.yaml`:\n```yaml\napiVersion: v1\nkind: Pod\n```\n```bash\nkubectl create -f a.yaml\n```"
    assert lines(manifest) == ["cat > a.yaml <<'EOF'\napiVersion: v1\nkind: Pod\nEOF", "kubectl create -f a.yaml"]
    mixed = "```bash\n# first\nkubectl get pc\n\n# the class\napiVersion: v1\nkind: Pod\n\n# look\nkubectl get po\n```"
    assert [line.split("\n")[-1] for line in lines(mixed)] == ["kubectl get pc", "EOF", "kubectl get po"]
    heredoc = "```bash\nkubectl apply -f - <<E\napiVersion: v1\nkind: Pod\nE\n```"
    assert lines(heredoc) == ["kubectl apply -f - <<E\napiVersion: v1\nkind: Pod\nE"]
    assert looks_only("# x\nk get po -n x\nkubectl -n y describe po")
    assert not looks_only("cat x > y")


def test_what_nobody_but_a_person_can_do() -> None:
    assert unplayable("vim x.yaml") == "it opens an editor or a page"
    assert unplayable("kubectl edit deploy web") == "it opens an editor or a page"
    assert unplayable("kubectl describe pod <pod-name>") == "<pod-name> stands for something else"
    assert unplayable("cat > x <<EOF\n<b>\nEOF") == ""
    assert unplayable("kubectl get po -o jsonpath='<x>'") == ""


def test_a_scenario_becomes_a_lesson_that_lints(tmp_path: Path) -> None:
    place = scenario(tmp_path / "mine" / "01-shop", FILES, **INDEX)
    done = import_folder(place, tmp_path / "lessons")
    lesson = tmp_path / "lessons/mine/01-shop"
    errors, _ = lint(load_catalogue([tmp_path / "lessons"]))
    assert errors == []
    assert [str(note).partition(";")[0] for note in done.lessons[0].notes.entries] == [
        "index.json:1: tabs beside the terminal (`dashboards`) were left out",
        "intro.md:4: there is no picture gone.png",
    ]
    read = yaml.safe_load((lesson / "lesson.yaml").read_text("utf-8"))
    assert {key: read[key] for key in ("description", "level", "minutes", "terminals", "origin")} == {
        "description": "Open it", "level": "advanced", "minutes": 20, "terminals": 2,
        "origin": "01-shop (kubernetes-kubeadm-2nodes)",
    }  # fmt: skip
    assert [node["name"] for node in read["nodes"]] == ["controlplane", "node01"]
    assert read["files"][1] == {"from": "assets/sub/tool", "to": "/usr/local/bin/tool", "mode": "755"}
    intro, pod, cm, solution = read["steps"]
    assert intro == {
        "id": "intro",
        "background": "scripts/intro-background.sh",
        "foreground": "scripts/intro-foreground.sh",
    }
    assert pod["solution"] == [
        "kubectl -n shop run web --image=nginx", {"type": "kubectl get po -A -w", "terminal": 2}
    ]  # fmt: skip
    assert cm["checks"] == [{"says": "Map", "script": "scripts/step-2-verify.sh"}]
    assert cm["solution"][0].startswith("mkdir -p /root/k\ncat > /root/k/cm.yaml <<'EOF'\napiVersion: v1\n")
    assert "solution" not in solution
    assert (lesson / "LICENSE").read_text() == "free\n"
    assert (lesson / "finish.en.md").read_text().startswith("# Well done\n")


def test_katacoda_prints_done(tmp_path: Path) -> None:
    steps = [{"text": "s.md", "verify": "v.sh"}]
    files = {"s.md": "`true`{{execute}}", "v.sh": 'if kubectl get ns; then echo "done"; fi\n'}
    import_folder(scenario(tmp_path / "c/s", files, title="x", details={"steps": steps}), tmp_path / "out")
    read = yaml.safe_load((tmp_path / "out/c/01-s/lesson.yaml").read_text("utf-8"))
    assert read["steps"][0]["checks"][0]["prints"] == "done"
    assert read["steps"][0]["checks"][0]["says"] == "Step 1"


def test_the_platforms_programs_are_there(tmp_path: Path) -> None:
    steps = [{"text": "s.md"}]
    place = scenario(tmp_path / "one", {"s.md": "`launch.sh`{{execute}} `/opt/mine/launch.sh`{{execute}}"},
                     details={"steps": steps}, backend={"imageid": "kubernetes-cluster-running:1.18"})  # fmt: skip
    import_folder(place, tmp_path / "lessons", "c")
    lesson = tmp_path / "lessons/c/01-one"
    read = yaml.safe_load((lesson / "lesson.yaml").read_text("utf-8"))
    assert read["files"] == [{"from": "platform/launch.sh", "to": "/usr/local/bin/launch.sh", "mode": "755"}]
    assert "kubectl wait" in (lesson / "platform/launch.sh").read_text("utf-8")
    place = scenario(tmp_path / "two", {"s.md": "`sh /opt/mine/launch.sh`{{execute}}"},
                     details={"steps": steps}, backend={"imageid": "kubernetes-cluster-running:1.18"})  # fmt: skip
    import_folder(place, tmp_path / "lessons", "c")
    assert "files" not in yaml.safe_load((tmp_path / "lessons/c/02-two/lesson.yaml").read_text("utf-8"))


def test_a_course_in_its_order(tmp_path: Path) -> None:
    for name in ("b one", "a-two"):
        scenario(tmp_path / "course" / name, {"s.md": "hi"}, title=name, details={"steps": [{"text": "s.md"}]})
    structure = {"title": "My course", "items": [{"path": "b one"}, {"path": "a-two"}]}
    (tmp_path / "course/structure.json").write_text(json.dumps(structure))
    (tmp_path / "course/broken").mkdir()
    (tmp_path / "course/broken/index.json").write_text("{")
    done = import_folder(tmp_path / "course", tmp_path / "out")
    assert [lesson.folder.name for lesson in done.lessons] == ["01-b-one", "02-a-two"]
    assert len(done.failed) == 1
    assert yaml.safe_load((tmp_path / "out/course/course.yaml").read_text())["title"] == "My course"
    with pytest.raises(RefusedError, match="is there already"):
        import_folder(tmp_path / "course", tmp_path / "out")
    again = import_folder(tmp_path / "course", tmp_path / "out", replace=True)
    assert [lesson.folder.name for lesson in again.lessons] == ["01-b-one", "02-a-two"]


def test_kubectl_run_that_makes_deployments_means_the_old_release(tmp_path: Path) -> None:
    text = "`kubectl run web --image=nginx`{{execute}}\n`kubectl expose deployment/web --port 80`{{execute}}"
    place = scenario(tmp_path / "c/s", {"s.md": text}, title="x", details={"steps": [{"text": "s.md"}]},
                     backend={"dockerimage": "minikube-running"})  # fmt: skip
    import_folder(place, tmp_path / "out")
    read = yaml.safe_load((tmp_path / "out/c/01-s/lesson.yaml").read_text("utf-8"))
    assert (read["release"], read["nodes"]) == ("1.8", [{"name": "host01"}])


@pytest.mark.parametrize(
    ("imageid", "text", "cluster", "names"),
    [
        ("kubernetes-kubeadm-1node-rapid", "", "kubeadm", ("controlplane",)),
        ("kubernetes-cluster-running:1.18", "", "kubeadm", ("controlplane", "node01")),
        ("minikube-running", "kubectl get po", "minikube", ("ubuntu",)),
        ("minikube", "minikube start", "absent", ("ubuntu",)),
        ("ubuntu", "ls", "absent", ("ubuntu",)),
        ("docker", "kubectl get po", "kubeadm", ("controlplane",)),
        ("", "", "kubeadm", ("controlplane",)),
    ],
)
def test_environments(imageid: str, text: str, cluster: str, names: tuple[str, ...]) -> None:
    found = machines(imageid, Notes(), text=text)
    assert (found.cluster, found.names) == (cluster, names)


def test_addresses_are_not_fetched() -> None:
    with pytest.raises(RefusedError, match="git clone"):
        place_of("https://github.com/somebody/scenarios")
    with pytest.raises(RefusedError, match="there is no folder"):
        place_of("/nowhere/at/all")
