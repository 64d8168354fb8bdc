"""The pane of the learner's files in a real browser: tree, editor, and what the shell does meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from typist import PROMPT, Typist

from tests.waiting import expect

pytestmark = pytest.mark.browser

TEXT = "() => window.ace.edit('editor').getValue()"
TREE = """() => [...document.querySelectorAll('.tree [role=treeitem]')]
    .map((item) => item.querySelector('.tree-name')?.textContent)"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: two
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx
"""


class Desk:
    """A learner at the files."""

    def __init__(self, typist: Typist) -> None:
        self.typist, self.page = typist, typist.page
        self.lines = 0

    def open(self) -> Desk:
        self.page.locator("#files-button").click()
        self.page.locator(".tree [role=treeitem]").first.wait_for()
        return self

    def shell(self, line: str) -> None:
        """Run a line in the first terminal, to its end."""
        self.lines += 1
        self.page.locator("#terminal-1 textarea").focus()
        self.typist.type(f"{line}; echo en''d{self.lines}", "Enter")
        self.page.wait_for_function(
            """wanted => [...document.querySelectorAll('#terminal-1 .xterm-rows > div')]
                .some((row) => row.textContent.trim() === wanted)""",
            arg=f"end{self.lines}",
        )

    def fresh(self, name: str) -> None:
        """Make a file with keys alone; the editor has the focus then."""
        self.page.get_by_role("button", name="New file").click()
        self.typist.type(name, "Enter")
        self.tabs(name)
        self.page.wait_for_function("() => document.activeElement.classList.contains('ace_text-input')")

    def write(self, text: str) -> None:
        """Put a text into the editor as one paste does."""
        self.page.evaluate("(text) => window.ace.edit('editor').session.doc.setValue(text)", text)

    def tabs(self, *names: str) -> None:
        self.page.wait_for_function(
            """names => JSON.stringify([...document.querySelectorAll('.file-tab [role=tab] > span:first-child')]
                .map((tab) => tab.textContent)) === JSON.stringify(names)""",
            arg=list(names),
        )

    def reads(self, text: str) -> None:
        self.page.wait_for_function(f"(wanted) => ({TEXT})() === wanted", arg=text)

    def tree_has(self, name: str, *, there: bool = True) -> None:
        self.page.wait_for_function(f"([name, there]) => ({TREE})().includes(name) === there", arg=[name, there])

    def asked(self, text: str) -> Any:
        question = self.page.locator(".files-question")
        question.wait_for()
        expect(question.locator("p")).to_have_text(text)
        return question

    def clean(self) -> None:
        self.page.locator(".file-tab[data-shown=true][data-dirty=false]").wait_for()


@pytest.fixture
def desk(typist: Typist) -> Desk:
    return Desk(typist).open()


def test_a_manifest_is_written_mended_saved_and_applied(desk: Desk) -> None:
    desk.fresh("web.yaml")
    desk.write(DEPLOYMENT)
    row = desk.page.locator(".finding-row")
    row.wait_for()
    expect(row).to_have_text(
        "ErrorLine 6: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
    )
    expect(desk.page.locator(".ace_gutter-cell.ace_error")).to_have_text("6")
    row.click()
    desk.page.keyboard.press("End")
    for _ in "two":
        desk.page.keyboard.press("Backspace")
    desk.page.keyboard.type("2")
    row.wait_for(state="detached")
    desk.page.keyboard.press("Control+s")
    desk.clean()
    desk.page.get_by_role("button", name="kubectl apply -f web.yaml").click()
    desk.typist.ends(f"{PROMPT} kubectl apply -f ~/web.yaml")
    desk.typist.press("Enter")
    desk.typist.ends("deployment.apps/web created", PROMPT)


@pytest.mark.exhaustive
def test_what_was_found_in_a_file_goes_with_it(desk: Desk) -> None:
    desk.shell("echo 'kind: Pod' > half.yaml")
    desk.tree_has("half.yaml")
    desk.page.locator("[data-path='/root/half.yaml']").click()
    status = desk.page.locator(".files-status", has_text="problem")
    status.wait_for()
    desk.page.locator(".file-tab [role=tab]").press("Delete")
    desk.page.locator(".files-status", has_not_text="problem").wait_for(state="attached")


def test_fields_are_completed_with_keys(desk: Desk) -> None:
    desk.fresh("pod.yaml")
    desk.page.keyboard.type("ki")
    desk.page.locator(".ace_autocomplete .ace_line").first.wait_for()
    desk.page.keyboard.press("Enter")
    desk.reads("kind: ")
    desk.page.keyboard.type("Po")
    desk.page.wait_for_function("""() => document.querySelector('.ace_autocomplete .ace_selected')
        ?.textContent.startsWith('Pod')""")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_function(f"() => ({TEXT})().startsWith('kind: Pod')")


def test_what_the_shell_does_is_seen_in_tree_and_editor(desk: Desk) -> None:
    desk.fresh("notes.txt")
    desk.tree_has("notes.txt")
    desk.shell("echo one > notes.txt; mkdir made")
    desk.reads("one\n")
    desk.tree_has("made")
    desk.shell("rmdir made; rm notes.txt")
    desk.tree_has("made", there=False)
    expect(desk.page.locator(".files-note")).to_have_text(
        "notes.txt is not on the machine any more. Save it to put it back."
    )
    desk.page.get_by_role("button", name="Save").click()
    desk.tree_has("notes.txt")
    desk.shell("cat notes.txt")
    desk.typist.has_row("one")


def test_changes_here_and_there_are_asked_about(desk: Desk) -> None:
    desk.fresh("a.txt")
    desk.page.keyboard.type("mine")
    desk.page.locator(".file-tab[data-dirty=true]").wait_for()
    desk.shell("echo theirs > a.txt")
    words = "a.txt was changed on the machine meanwhile, and you have changes here."
    question = desk.asked(words)
    expect(desk.page.locator("#terminal-1 textarea")).to_be_focused()  # nobody is disturbed
    question.get_by_role("button", name="Take theirs").click()
    desk.reads("theirs\n")
    desk.clean()
    desk.page.locator(".editor textarea").focus()
    desk.page.keyboard.press("Control+z")
    desk.reads("mine")
    desk.shell("echo again > a.txt")
    desk.asked(words).get_by_role("button", name="Save mine").click()
    desk.clean()
    desk.shell("clear; cat a.txt; echo")
    desk.typist.has_row("mine")


def test_files_are_renamed_and_deleted_with_keys(desk: Desk) -> None:
    desk.fresh("old.txt")
    desk.page.keyboard.type("text")
    desk.page.keyboard.press("Control+s")
    desk.clean()
    item = desk.page.locator(".tree [role=treeitem][aria-current=true]")
    item.focus()
    desk.page.keyboard.press("F2")
    desk.page.keyboard.press("Control+a")
    desk.typist.type("new.txt", "Enter")
    desk.tabs("new.txt")
    desk.shell("cat new.txt; echo; ls")
    desk.typist.has_row("text")
    desk.page.locator(".tree [role=treeitem][aria-current=true]").focus()
    desk.page.keyboard.press("Delete")
    desk.asked("Delete /root/new.txt?")
    desk.page.keyboard.press("Enter")
    desk.tabs()
    desk.tree_has("new.txt", there=False)


@pytest.mark.exhaustive
def test_unsaved_changes_are_not_lost_by_closing(desk: Desk) -> None:
    desk.fresh("a.txt")
    desk.page.keyboard.type("text")
    desk.page.locator(".file-tab[data-dirty=true]").wait_for()
    desk.page.locator(".file-tab [role=tab]").focus()
    desk.page.keyboard.press("Delete")
    desk.asked("a.txt has changes that are not saved.")
    desk.page.keyboard.press("Escape")
    desk.tabs("a.txt")
    desk.page.locator(".file-tab [role=tab]").focus()
    desk.page.keyboard.press("Delete")
    desk.asked("a.txt has changes that are not saved.").get_by_role("button", name="Don't save").click()
    desk.tabs()


def test_what_no_editor_can_show_is_refused_with_a_sentence(desk: Desk) -> None:
    desk.shell(r"printf 'a\0b' > zero; yes | head -c 1200000 > big; echo x > fixed; chmod 444 fixed")
    for name, words in {
        "zero": "zero holds no text, so the editor leaves it alone.",
        "big": "big is too large for the editor (more than 1 MB). Try less or head in the terminal.",
    }.items():
        desk.tree_has(name)
        desk.page.locator(".tree-name", has_text=name).click()
        desk.page.wait_for_function("(wanted) => document.getElementById('toast').textContent === wanted", arg=words)
    desk.page.locator(".tree-name", has_text="fixed").click()
    note = desk.page.locator(".files-note")
    note.wait_for()
    expect(note.locator("span")).to_have_text("This file is read-only (mode 0444).")
    desk.page.locator(".editor textarea").focus()
    desk.page.keyboard.type("no")
    desk.reads("x\n")
    note.get_by_role("button", name="Edit anyway").click()
    desk.page.keyboard.type("yes ")
    desk.reads("yes x\n")


def test_the_tree_is_walked_with_keys(desk: Desk) -> None:
    desk.page.locator(".tree [role=treeitem][tabindex='0']").focus()
    focused = desk.page.locator(":focus")
    expect(focused).to_have_attribute("data-path", "/root")
    desk.typist.press("ArrowDown")
    expect(focused).to_have_attribute("data-path", "/root/.kube")
    desk.typist.press("ArrowRight")
    desk.tree_has("config")
    desk.typist.press("ArrowRight")
    expect(focused).to_have_attribute("data-path", re.compile("^/root/.kube/"))
    desk.typist.press("ArrowLeft", "ArrowLeft")
    desk.tree_has("config", there=False)
    desk.typist.press("End", "Enter")
    desk.tree_has("etc")


@pytest.mark.exhaustive
def test_the_files_come_back_with_the_page(desk: Desk) -> None:
    desk.fresh("kept.txt")
    desk.page.reload()
    desk.tree_has("kept.txt")
    expect(desk.page.locator("#files-button")).to_have_attribute("aria-pressed", "true")


@pytest.mark.exhaustive
def test_a_lab_that_begins_anew_has_none_of_the_files(desk: Desk) -> None:
    desk.fresh("gone.txt")
    desk.page.evaluate("() => document.querySelector('header > details:last-of-type').open = true")
    desk.page.locator("#reset").click()
    desk.page.locator("#reset").click()
    desk.tree_has("gone.txt", there=False)
    desk.page.locator(".files-note").wait_for()
