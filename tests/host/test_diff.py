"""diff, with outputs seen from GNU diff 3.10."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.host.line_changes import changes
from tests.host.machine import script

FILES = r"""mkdir -p d/sub e/sub
printf 'a\nb\nc\n' > d/x; printf 'a\nB\nc\n' > e/x; echo only > d/o; echo new > e/n
printf 'no newline' > d/z; printf 'no newline\n' > e/z; echo q > d/sub/f; echo r > e/sub/f
seq 1 40 > d/l; seq 1 40 | sed '5d;20s/$/x/;30a\new' > e/l
"""
LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"{\n", b"}\n"]), max_size=24)


@pytest.mark.parametrize(
    ("command", "stdout", "status"),
    [
        ("diff d/x e/x", "2c2\n< b\n---\n> B\n", 1),
        ("diff d/x d/x", "", 0),
        ("diff -i d/x e/x", "", 0),
        ("diff -q d/x e/x", "Files d/x and e/x differ\n", 1),
        ("diff -s d/x d/x", "Files d/x and d/x are identical\n", 0),
        ("diff d/x e", "2c2\n< b\n---\n> B\n", 1),
        ("diff d/l e/l", "5d4\n< 5\n20c19\n< 20\n---\n> 20x\n30a30\n> new\n", 1),
        ("diff d/z e/z", "1c1\n< no newline\n\\ No newline at end of file\n---\n> no newline\n", 1),
        ("diff -u --label A --label B d/x e/x", "--- A\n+++ B\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", 1),
        ("diff -U 0 --label A --label B d/l e/l | tail -n +3",
         "@@ -5 +4,0 @@\n-5\n@@ -20 +19 @@\n-20\n+20x\n@@ -30,0 +30 @@\n+new\n", 0),
        ("diff -u /dev/null d/x | tail -n +3", "@@ -0,0 +1,3 @@\n+a\n+b\n+c\n", 0),
        ("diff -w <(echo 'a  b') <(echo 'a b'); diff <(echo a) <(echo b)", "1c1\n< a\n---\n> b\n", 1),
        ("echo x | diff - <(echo y)", "1c1\n< x\n---\n> y\n", 1),
        ("diff -q d e",
         "Files d/l and e/l differ\nOnly in e: n\nOnly in d: o\nCommon subdirectories: d/sub and e/sub\n"
         "Files d/x and e/x differ\nFiles d/z and e/z differ\n", 1),
        ("diff -r -N d/sub e/sub", "diff -r -N d/sub/f e/sub/f\n1c1\n< q\n---\n> r\n", 1),
        ("diff -N d/o e/o", "1d0\n< only\n", 1),
    ],
)  # fmt: skip
def test_differences(command, stdout, status):
    ran = script(FILES + command)
    assert (ran.stdout.decode(), ran.stderr.decode(), ran.exit) == (stdout, "", status)


def test_a_missing_file_is_trouble():
    ran = script(FILES + "diff d/x nope")
    assert (ran.stdout, ran.stderr.decode(), ran.exit) == (b"", "diff: nope: No such file or directory\n", 2)


@given(LINES, LINES)
def test_changes_lead_from_one_text_to_the_other(before, after):
    made, at = [], 0
    for change in changes(before, after):
        made += before[at : change.old] + after[change.new : change.new_end]
        at = change.old_end
    assert made + before[at:] == after
