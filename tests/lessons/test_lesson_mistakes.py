# ruff: noqa: E501  (messages are compared whole)
"""An instructor's slips, one at a time: each is told by file, line and remedy, no tool breaks, and no file is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import kubekata

LESSON = """\
title: {en: Web, ja: ウェブ}
description: {en: About web., ja: ウェブ}
release: "1.36"
minutes: 5
nodes: [controlplane, node01]
files:
  - {from: web.yaml, to: /root/web.yaml}
setup:
  - kubectl create namespace shop
steps:
  - id: look
    checks:
      - says: {en: web is there, ja: ある}
        hint: {en: create, ja: 作る}
        resource: deployment/web
        is: {spec: {replicas: 1}}
      - says: {en: Why?, ja: なぜ}
        hint: {en: think, ja: 考える}
        answer: a
        choices: {a: {en: A, ja: ア}, b: {en: B, ja: イ}}
        wrong: {b: {en: no, ja: いいえ}}
    solution: [kubectl create deployment web --image=nginx]
  - id: next
    checks:
      - says: {en: You looked, ja: 見た}
        hint: {en: get, ja: get}
        ran: kubectl get pods
    solution: [kubectl get pods]
"""
Slip = Callable[[Path], object]


def good(place: Path) -> Path:
    folder = place / "lessons" / "mine" / "01-x"
    folder.mkdir(parents=True)
    (folder.parent / "course.yaml").write_text("title: {en: x, ja: x}\ndescription: {en: x, ja: x}\n")
    (folder / "lesson.yaml").write_text(LESSON)
    (folder / "web.yaml").write_text("a: b\n")
    for step in ("look", "next"):
        for language in ("en", "ja"):
            (folder / f"{step}.{language}.md").write_text(f"# {step}\n\nText\n")
    return folder


def slip(old: str, new: str) -> Slip:
    """Something else is written in lesson.yaml."""
    assert LESSON.count(old) == 1
    return lambda folder: (folder / "lesson.yaml").write_text(LESSON.replace(old, new))


def text(content: str | bytes, name: str = "next.en.md") -> Slip:
    """A file of the folder has this content."""
    return lambda folder: (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def link(name: str, target: str) -> Slip:
    """A file is a link."""

    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return change


def both(*slips: Slip) -> Slip:
    return lambda folder: [one(folder) for one in slips]


RAN = "ran: kubectl get pods"
PICTURE = "# N\n\n![a](p.svg)\n"
SLIPS: dict[str, tuple[Slip, str]] = {
    "a key": (slip("minutes:", "minuts:"), "lesson.yaml:4: unknown key 'minuts' in the lesson; did you mean 'minutes'?"),
    "a step's key": (slip("solution: [kubectl get", "solutions: [kubectl get"), "lesson.yaml:28: unknown key 'solutions' in a step; did you mean 'solution'?"),
    "a check's key": (slip("hint: {en: get", "hnt: {en: get"), "lesson.yaml:26: unknown key 'hnt' in the check `ran`; did you mean 'hint'?"),
    "a kind": (slip(RAN, "rann: kubectl get pods"), "lesson.yaml:27: unknown kind of check 'rann'; did you mean 'ran'?"),
    "two kinds": (slip(RAN, RAN + "\n        resource: pod/web"), "lesson.yaml:25: a check has one kind, this one has ran and resource; write two checks, or `all of:`"),
    "a release": (slip('"1.36"', "1.35"), "lesson.yaml:3: '1.35' is not known here; choose one of: 1.36, 1.8"),
    "no number": (slip("minutes: 5", "minutes: five"), "lesson.yaml:4: a whole number from 1 to 600 is expected here"),
    "no list": (slip("[controlplane, node01]", "controlplane"), "lesson.yaml:5: a list is expected here; start each entry with `- `, or write [a, b]"),
    "an empty step": (slip("  - id: next", "  -\n  - id: next"), "lesson.yaml:23: a step must be a mapping of keys to values; its keys are: id, checks, solution, explanation, unless, background, foreground"),
    "a tab": (slip("    checks:\n      - says: {en: web", "\tchecks:\n      - says: {en: web"), "lesson.yaml:12: not valid YAML: found a tab character that violates indentation; indent with spaces, not with tabs"),
    "indentation": (slip("    solution: [kubectl get", "   solution: [kubectl get"), "lesson.yaml:28: not valid YAML: did not find expected '-' indicator; indent it as the lines are from line 11 on; a ' inside '...' is written twice"),
    "open quotes": (slip('"1.36"', '"1.36'), "lesson.yaml:29: not valid YAML: found unexpected end of stream; the quotes that begin in line 3 have no end"),
    "an open bracket": (slip("[kubectl get pods]", "[kubectl get pods"), "lesson.yaml:29: not valid YAML: did not find expected ',' or ']'; close what begins in line 28"),
    "an open brace": (slip("{en: You looked, ja: 見た}", "{en: You looked, ja: 見た"), "lesson.yaml:26: not valid YAML: did not find expected ',' or '}'; close what begins in line 25"),
    "a colon": (slip("{en: You looked, ja: 見た}", "You looked: twice"), "lesson.yaml:25: not valid YAML: mapping values are not allowed in this context; put texts that hold a colon and a space in quotes"),
    "a comma": (slip("{en: You looked, ja: 見た}", "{en: You looked, and saw, ja: 見た}"), "lesson.yaml:25: 'and saw' is no language; put texts that hold a comma in quotes"),
    "a star": (slip("{en: You looked, ja: 見た}", "*you looked"), "lesson.yaml:25: not valid YAML: found undefined alias; put texts that begin with * in quotes"),
    "two documents": (text(LESSON + "---\ntitle: y\n", "lesson.yaml"), "lesson.yaml:29: not valid YAML: found another document; a file is one document: take out the line `---`"),
    "a step twice": (slip("id: next", "id: look"), "lesson.yaml:23: the step 'look' stands twice; rename one, and its texts"),
    "a key twice": (slip("minutes: 5", "minutes: 5\nminutes: 6"), "lesson.yaml:5: the key 'minutes' stands twice; the first is in line 4"),
    "a node twice": (slip("[controlplane, node01]", "[node01, node01]"), "lesson.yaml:1: the node 'node01' stands twice; give each node a name of its own"),
    "a kind of object": (slip("deployment/web", "deplyment/web"), "lesson.yaml:13: 'deplyment' is no kind of object that every cluster has; did you mean 'deployment'?"),
    "an operator": (slip("{replicas: 1}", "{replicas: {at leest: 1}}"), "lesson.yaml:16: unknown operator 'at leest'; did you mean 'at least'?"),
    "an expression": (slip("{replicas: 1}", "{replicas: {matches pattern: '(['}}"), "lesson.yaml:16: operator 'matches pattern' takes a regular expression: missing ]: [; for example: {matches pattern: \"^nginx:1[.]\"}"),
    "a verb": (slip(RAN, "ran: kubectl gat pods"), "lesson.yaml:25: this step cannot be passed: there is no verb of kubectl 'gat'; did you mean 'get'?"),
    "a terminal": (slip(RAN, RAN + "\n        terminal: 3"), "lesson.yaml:25: this step cannot be passed: there is no terminal 3; set terminals: 3"),
    "a duration": (slip(RAN, RAN + "\n        within: soon"), "lesson.yaml:28: 'soon' is no duration; write 30s, 5m or 1h30m"),
    "no such choice": (slip("answer: a", "answer: c"), "lesson.yaml:19: there is no choice 'c'; choices are: a, b"),
    "right and wrong": (slip("wrong: {b:", "wrong: {a:"), "lesson.yaml:21: 'a' is a right answer; take it out here, or under `answer`"),
    "no solution": (slip("    solution: [kubectl get pods]\n", ""), "lesson.yaml:23: the step 'next' has checks but no solution; add `solution:`, so that it can be verified"),
    "no such file": (slip("from: web.yaml", "from: wbe.yaml"), "lesson.yaml:7: there is no file 'wbe.yaml' in the lesson's folder; names are relative to lesson.yaml"),
    "a file outside": (slip("from: web.yaml", "from: ../../../x"), "lesson.yaml:7: the file '../../../x' lies outside the lesson's folder; copy it into the lesson's folder"),
    "a relative path": (slip("to: /root/web.yaml", "to: web.yaml"), "lesson.yaml:7: 'web.yaml' is no absolute path; write /root/web.yaml"),
    "a file's node": (slip("to: /root/web.yaml", "to: /root/web.yaml, node: node09"), "lesson.yaml:1: there is no node 'node09' for the file /root/web.yaml; did you mean 'node01'?"),
    "no translation": (slip("{en: You looked, ja: 見た}", "You looked"), "lesson.yaml:25: this text is not translated: You looked; add `ja:`"),
    "no English": (slip("{en: You looked, ja: 見た}", "{ja: 見た}"), "lesson.yaml:25: the English text is missing; add `en:`; other languages fall back to it"),
    "a language": (slip("{en: You looked, ja: 見た}", "{en: You looked, ja: 見た, jp: 見た}"), "lesson.yaml:25: 'jp' is no language of the course: You looked; known are: en, ja"),
    "asks for itself": (slip("minutes: 5", "minutes: 5\nrequires: [mine/01-x]"), "lesson.yaml:5: what this asks for asks for it in turn: mine/01-x -> mine/01-x; take one of them out of `requires`"),
    "no text": (lambda folder: (folder / "next.en.md").unlink(), "lesson.yaml:23: there is no text next.en.md; write it beside lesson.yaml; its first line is `# Title`"),
    "no title": (text("## Next\n\nText\n"), "next.en.md:1: the step has no title; start with `# Title`"),
    "an open code block": (text("# N\n\nLook:\n\n```sh run\nls\n"), "next.en.md:5: this code block never ends; end it with ```"),
    "an open note": (text("# N\n\n::: tip\nx\n"), "next.en.md:3: this note never ends; end it with a line `:::`"),
    "no note to end": (text("# N\n\nx\n\n:::\n"), "next.en.md:5: this ends no note; begin it with `::: tip`, `::: note` or `::: mistake`"),
    "a note": (text("# N\n\n::: warning\nx\n:::\n"), "next.en.md:3: there is no note 'warning'; known are: mistake, note, tip"),
    "a block's word": (text("# N\n\n```sh rn\nls\n```\n"), "next.en.md:3: 'rn' means nothing in a code block's first line; write: sh run, sh run terminal=2, sh run interrupt, sh, output, yaml ..."),
    "an action": (text("# N\n\nType `ls`{rn} now.\n"), "next.en.md:3: {rn} means nothing behind a code; write {run}, {run terminal=2}, {run interrupt} or {open}"),
    "a tag": (text("# N\n\nType the <name> of the pod.\n"), "next.en.md:3: <name> is no tag that is shown; if it is meant literally: `<name>`"),
    "a script": (text("# N\n\n<script>alert(1)</script>\n"), "next.en.md:3: <script> is no tag that is shown; if it is meant literally: `<script>`"),
    "a variable": (text('# N\n\n{{pods "app=web"}}\n'), "next.en.md:3: {{pods}} stands for nothing; did you mean 'pod'?"),
    "a dead link": (text("# N\n\n[a](other.md)\n"), "next.en.md:3: the link other.md leads nowhere; write a whole address, or /lessons/COURSE/LESSON"),
    "no picture": (text(PICTURE), "next.en.md:3: there is no picture 'p.svg' in the lesson's folder; put it beside the text"),
    "a picture's end": (both(text(PICTURE), text("<svg", "p.svg")), "p.svg:1: this is no well-formed SVG: unclosed token: line 1, column 0; open it in a browser, which shows where"),
    "a picture's script": (both(text(PICTURE), text("<svg><script/></svg>", "p.svg")), "p.svg:1: <script> has no effect in pictures; leave it out"),
    "a picture's picture": (both(text(PICTURE), text("<svg><image href='https://a.example/b.png'/></svg>", "p.svg")), "p.svg:1: a picture fetches nothing from elsewhere: https://a.example/b.png; draw it here"),
    "another alphabet": (text("# N\n\nÄpfel\n".encode("latin-1")), "next.en.md:3: the file is not UTF-8 text; save it as UTF-8"),
    "UTF-16": (text(LESSON.encode("utf-16"), "lesson.yaml"), "lesson.yaml:1: the file is not UTF-8 text; save it as UTF-8"),
    "a huge text": (text("# N\n\n" + "word " * 300_000), "next.en.md:1: the file is larger than 1024 KiB; nobody reads that in one step: split it"),
    "a huge lesson": (text(LESSON + "# x\n" * 300_000, "lesson.yaml"), "lesson.yaml:1: the file is larger than 1024 KiB; split it, or move texts into Markdown files"),
    "a text outside": (link("next.en.md", "/etc/hostname"), "next.en.md:1: the link leads out of the lesson's folder; put the file itself there"),
    "a lesson outside": (link("lesson.yaml", "/etc/hostname"), "lesson.yaml:1: the link leads out of the lesson's folder; put the file itself there"),
    "a link to a file outside": (link("web.yaml", "/etc/hostname"), "lesson.yaml:7: the file 'web.yaml' lies outside the lesson's folder; copy it into the lesson's folder"),
    "a picture outside": (both(link("p.svg", "/etc/hostname"), text(PICTURE)), "next.en.md:3: there is no picture 'p.svg' in the lesson's folder; put it beside the text"),
    "a link to itself": (link("next.en.md", "next.en.md"), "next.en.md:1: cannot be read: Too many levels of symbolic links; make the file readable"),
    "another name": (text("# x\n", "nxt.en.md"), "nxt.en.md:1: this text is never shown: no step has this name; did you mean 'next'?"),
}  # fmt: skip


def contents(folder: Path) -> dict[str, bytes | str]:
    """Every file of a folder, and where links lead."""
    return {str(path): str(path.readlink()) if path.is_symlink() else path.read_bytes()
            for path in folder.rglob("*") if path.is_symlink() or path.is_file()}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_and_nothing_breaks(tmp_path: Path, name: str) -> None:
    change, message = SLIPS[name]
    folder = good(tmp_path)
    change(folder)
    before = contents(tmp_path)
    lessons = str(tmp_path / "lessons")
    told = CliRunner().invoke(kubekata, ["lesson", "lint", "--strict", lessons])
    lines = [line.partition("lessons/mine/01-x/")[2] for line in told.output.splitlines()]
    assert (message in lines, told.exit_code) == (True, 1), told.output
    for words in (
        ["verify", "--quiet", "--lessons", lessons],
        ["translate", "--check", lessons],
        ["export", "--lessons", lessons, "mine/01-x", "--to", str(tmp_path.parent / f"{tmp_path.name}-out")],
    ):
        done = CliRunner().invoke(kubekata, ["lesson", *words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lesson.yaml", b"\xef\xbb\xbf" + LESSON.encode()),
        ("lesson.yaml", LESSON.replace("\n", "\r\n").encode()),
        ("next.en.md", b"\xef\xbb\xbf# next\n\nText\n"),
        ("next.en.md", b"# next\r\n\r\nText\r\n"),
        ("next.en.md", b"# next\r\rText\r"),
    ],
)
def test_editors_of_other_systems_are_welcome(tmp_path: Path, name: str, content: bytes) -> None:
    (good(tmp_path) / name).write_bytes(content)
    for words in (["lint", "--strict"], ["translate", "--check"], ["verify", "--lessons"]):
        done = CliRunner().invoke(kubekata, ["lesson", *words, str(tmp_path / "lessons")])
        assert done.exit_code == 0, done.output
