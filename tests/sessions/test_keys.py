"""The terminal's keys in a real Chromium, against the whole product."""

from __future__ import annotations

import pytest
from typist import PROMPT, Typist

pytestmark = pytest.mark.browser

EDITS = [
    ("echo abc", ["Home", "Delete", "Delete"], "ho abc"),
    ("echo abc", ["Control+a", "Control+f", "Control+d"], "eho abc"),
    ("echo abc", ["Control+b", "Control+b", "Control+k"], "echo a"),
    ("echo abc", ["ArrowLeft", "ArrowLeft", "Control+u"], "bc"),
    ("echo abc", ["Control+w", "Control+y", "Control+y"], "echo abcabc"),
    ("echo abc", ["Control+w", "Control+w", "Control+y", "Home", "End", "Backspace"], "echo ab"),
    ("echo abc", ["Control+t"], "echo acb"),
    ("one two three", ["Alt+b", "Alt+b", "Alt+d"], "one  three"),
    ("one two three", ["Alt+b", "Alt+Backspace"], "one three"),
    ("one two three", ["Home", "Alt+f", "Control+k"], "one"),
    ("one two three", ["Control+ArrowLeft", "Control+ArrowLeft", "Control+k"], "one"),
    ("one", ["Control+w", "Control+e"], ""),
    ("a b", ["Control+w", "ArrowLeft", "Control+k", "Control+y", "Alt+y"], "ab"),
    ("one two", ["Alt+t"], "two one"),
    ("one two", ["Home", "Alt+u", "Alt+c"], "ONE Two"),
    ("one two", ["Control+w", "Control+Shift+_"], "one two"),
    ("one two", ["Control+w", "Control+x", "Control+u"], "one two"),
]


@pytest.mark.parametrize(
    ("text", "keys", "line"),
    [*EDITS[:2], *(pytest.param(*edit, marks=pytest.mark.exhaustive) for edit in EDITS[2:])],
)
def test_editing_keys(typist: Typist, text: str, keys: list[str], line: str) -> None:
    typist.type(text, *keys)
    typist.ends(f"{PROMPT} {line}".rstrip())


def test_history_with_arrows_last_words_and_changes_that_stay(typist: Typist) -> None:
    typist.run("echo one", "one")
    typist.run("echo two words", "two words")
    typist.type("half", "ArrowUp", "ArrowUp")
    typist.ends(f"{PROMPT} echo one")
    typist.type("!", "ArrowDown", "ArrowUp")
    typist.ends(f"{PROMPT} echo one!")
    typist.press("ArrowDown", "ArrowDown")
    typist.ends(f"{PROMPT} half")
    typist.press("Control+u")
    typist.type("ls ", "Alt+.")
    typist.ends(f"{PROMPT} ls words")
    typist.press("Alt+.", "Control+c")
    typist.ends(f"{PROMPT} ls one^C", PROMPT)
    typist.press("Control+p", "Control+p", "Control+n", "Enter")
    typist.ends(f"{PROMPT} echo two words", "two words", PROMPT)


def test_search_shows_readlines_prompt(typist: Typist) -> None:
    for word in ("first", "second first", "third"):
        typist.run(f"echo {word}", word)
    typist.press("Control+r")
    typist.ends("(reverse-i-search)`':")
    typist.type("first")
    typist.ends("(reverse-i-search)`first': echo second first")
    typist.press("Control+r")
    typist.ends("(reverse-i-search)`first': echo first")
    typist.press("Control+r")
    typist.ends("(failed reverse-i-search)`first': echo first")
    typist.press("Control+g")
    typist.ends(PROMPT)
    typist.press("Control+r")
    typist.type("sec", "End")
    typist.ends(f"{PROMPT} echo second first")
    typist.press("ArrowUp")
    typist.ends(f"{PROMPT} echo first")
    typist.press("Control+c")
    typist.ends(f"{PROMPT} echo first^C", PROMPT)
    typist.press("Control+r")
    typist.type("thi", "Enter")
    typist.ends(f"{PROMPT} echo third", "third", PROMPT)
    typist.press("Control+r")
    typist.type("x", "Control+c")
    typist.ends(f"{PROMPT} ^C", PROMPT)


def test_tab_completes_and_twice_lists(typist: Typist) -> None:
    typist.run("touch pod-one.yaml pod-two.yaml")
    typist.type("cat po", "Tab")
    typist.ends(f"{PROMPT} cat pod-")
    typist.press("Tab", "Tab")
    typist.ends(f"{PROMPT} cat pod-", "pod-one.yaml  pod-two.yaml", f"{PROMPT} cat pod-")
    typist.type("t", "Tab")
    typist.ends(f"{PROMPT} cat pod-two.yaml")
    typist.press("Control+u")
    typist.type("kubectl get no", "Tab")
    typist.ends(f"{PROMPT} kubectl get nodes")
    typist.press("Enter")
    typist.has("controlplane   Ready")


@pytest.mark.exhaustive
def test_continued_lines_and_their_history(typist: Typist) -> None:
    for line, prompt in (("for i in 1 2; do", ">"), ("  echo $i", ">")):
        typist.type(line, "Enter")
        typist.ends(prompt)
    typist.type("done", "Enter")
    typist.ends("1", "2", PROMPT)
    typist.press("ArrowUp")
    typist.ends(f"{PROMPT} for i in 1 2; do   echo $i; done")
    typist.press("Control+u")
    typist.type("echo 'a", "Enter")
    typist.ends(">")
    typist.type("b", "Control+c")
    typist.ends("> b^C", PROMPT)


MANIFEST = """cat <<EOF > pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
\tbad: tab
EOF
"""


def test_a_manifest_is_pasted_run_and_recalled(typist: Typist) -> None:
    lines = [line.replace("\t", " " * 8) for line in MANIFEST.splitlines()]
    typist.paste(MANIFEST)
    typist.ends(f"{PROMPT} {lines[0]}", *lines[1:])
    typist.press("Enter")
    typist.ends(f"{PROMPT} {lines[0]}", *lines[1:], PROMPT)
    typist.run("cat pod.yaml", *lines[1:-1])
    typist.press("ArrowUp", "ArrowUp")
    typist.ends(f"{PROMPT} {lines[0]}", *lines[1:])
    typist.press("Control+c")
    typist.ends("EOF^C", PROMPT)
    typist.paste("echo one\necho two\nnosuch")
    typist.press("Enter")
    typist.ends("echo two", "nosuch", "one", "two", "bash: nosuch: command not found", PROMPT)
    typist.press("ArrowUp", "ArrowUp")
    typist.ends(f"{PROMPT} echo two")


@pytest.mark.exhaustive
def test_wide_characters_wrap_and_are_edited(typist: Typist) -> None:
    typist.type("echo ")
    typist.page.keyboard.insert_text("日本語のテキスト")
    typist.press("ArrowLeft", "ArrowLeft", "Backspace")
    typist.ends(f"{PROMPT} echo 日本語のテスト")
    typist.press("Control+w")
    typist.ends(f"{PROMPT} echo スト")
    typist.press("Enter")
    typist.ends("スト", PROMPT)


def test_an_input_method_composes(typist: Typist) -> None:
    typist.type("echo ")
    typing = typist.page.context.new_cdp_session(typist.page)
    for step in ("に", "にほ", "にほん", "日本"):
        typing.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})
    typing.send("Input.insertText", {"text": "日本"})
    typist.ends(f"{PROMPT} echo 日本")
    typist.press("Enter")
    typist.ends("日本", PROMPT)


@pytest.mark.exhaustive
def test_type_ahead_runs_when_the_program_has_ended(typist: Typist) -> None:
    typist.type("read -p 'Name? ' name", "Enter")
    typist.busy()
    typist.type("Kai", "Enter")
    typist.ends("Name? Kai", PROMPT)
    typist.run("echo $name", "Kai")
    typist.type("cat > /dev/null", "Enter")
    typist.busy()
    typist.type("for cat", "Enter", "Control+d")
    typist.type("echo later", "Enter")
    typist.ends(f"{PROMPT} echo later", "later", PROMPT)


def test_control_keys_reach_programs(typist: Typist) -> None:
    typist.type("sleep 100", "Enter")
    typist.busy()
    typist.press("Control+z")
    typist.ends("^Z", "[1]+  Stopped                 sleep 100", PROMPT)
    typist.type("fg", "Enter")
    typist.busy()
    typist.press("Control+c")
    typist.ends("sleep 100", "^C", PROMPT)
    typist.type("echo kept on the screen", "Control+l")
    typist.ends(f"{PROMPT} echo kept on the screen")
    typist.press("Enter")
    typist.ends(f"{PROMPT} echo kept on the screen", "kept on the screen", PROMPT)
    typist.rows(f"{PROMPT} echo kept on the screen")


def test_each_shell_has_its_own_history(typist: Typist) -> None:
    typist.run("echo near", "near")
    typist.type("ssh node01", "Enter")
    far = "root@node01:~#"
    typist.ends(far)
    typist.press("ArrowUp")
    typist.type("echo far", "Enter")
    typist.ends("far", far)
    typist.press("ArrowUp", "ArrowUp", "ArrowUp")
    typist.ends(f"{far} echo far")
    typist.press("Control+u", "Control+d")
    typist.ends(f"{far} logout", "Connection to node01 closed.", PROMPT)
    typist.press("ArrowUp")
    typist.ends(f"{PROMPT} ssh node01")
    typist.press("ArrowUp")
    typist.ends(f"{PROMPT} echo near")
