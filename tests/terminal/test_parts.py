import pytest

from app.host.bash.prompt import prompt
from app.terminal.events import ExpansionError, expand
from app.terminal.scrollback import Scrollback
from app.terminal.terminal import Terminal
from tests.terminal.keys import act, with_terminal


@pytest.mark.parametrize(
    ("ps1", "text"),
    [
        ("\\u@\\h:\\w\\$ ", "root@node:~/a# "), ("\\W> ", "a> "), ("$ ", "$ "),
        ("\\[\\e[1m\\]\\t\\[\\e[0m\\] ", "\x1b[1m22:13:20\x1b[0m "),
        ("\\\\\\q", "\\\\q"), ("\\d \\A", "Tue Nov 14 22:13"),
    ],
)  # fmt: skip
def test_prompts(ps1, text):
    assert prompt(ps1, user="root", host="node.example", cwd="/root/a", home="/root", now=1_700_000_000) == text


@pytest.mark.parametrize(
    ("line", "expanded"),
    [
        ("!!", "echo one two"), ("sudo !!", "sudo echo one two"), ("ls !$", "ls two"), ("ls !*", "ls one two"),
        ("!ls", "ls -l"),
        ("!1", "ls -l"), ("!-2", "ls -l"), ("!?one", "echo one two"), ("^one^three", "echo three two"),
        ("echo '!!'", "echo '!!'"),
        ("echo \\!!", "echo \\!!"), ("echo hi!", "echo hi!"), ("[ a != b ]", "[ a != b ]"), ("echo $!", "echo $!"),
        ("#!/bin/bash", "#!/bin/bash"), ("ls # !nope", "ls # !nope"), ("x# !1", "x# ls -l"), ("'#' !1", "'#' ls -l"),
        ("\"it's !1\"", "\"it's ls -l\""), ("\"a #\" !1", "\"a #\" ls -l"), ("'\"' !1", "'\"' ls -l"),
    ],
)  # fmt: skip
def test_history_events(line, expanded):
    assert expand(line, ["ls -l", "echo one two"]).text == expanded


# As bash 5.2 does, typed at its prompt.
@pytest.mark.parametrize(
    ("line", "expanded"),
    [
        ("echo !!:1 !!:$", "echo one three"), ("echo !echo:2 !-2:0-1 !$", "echo two ls -l three"),
        ("echo !!:2* !!:1- !!:^ !*", "echo two three one two one one two three"),
        ("!!:gs/o/0/", "ech0 0ne tw0 three"), ("!!:s/one/1/ four", "echo 1 two three four"),
        ("echo a:b !!:1:h", "echo a:b one"), ("^one^1^ four", "echo 1 two three four"),
        ("!!:x", "'echo' 'one' 'two' 'three'"),
    ],
)  # fmt: skip
def test_words_of_events(line, expanded):
    assert expand(line, ["ls -l", "echo one two three"]).text == expanded


def test_paths_of_events():
    found = expand("echo !$:h !$:t !$:r !$:e !$:t:r", ["echo /a/b/c.tar.gz"])
    assert found.text == "echo /a/b c.tar.gz /a/b/c.tar .gz c.tar"


def test_an_event_that_is_only_shown():
    found = expand("!e:p", ["echo a"])
    assert (found.text, found.shown_only) == ("echo a", True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!nope", "!nope: event not found"), ("!99", "!99: event not found"), ("!?nope?", "!?nope?: event not found"),
        ("!!:9", ":9: bad word specifier"), ("!!:s/zz/y/", ":s/zz/y/: substitution failed"),
        ("^zz^y^", ":s^zz^y^: substitution failed"), ("!!:z", "z: unrecognized history modifier"),
    ],
)  # fmt: skip
def test_events_that_mean_nothing(line, said):
    with pytest.raises(ExpansionError) as error:
        expand(line, ["ls", "echo one two three"])
    assert str(error.value) == said


def test_old_chunks_are_dropped():
    screen = Scrollback()
    for _ in range(30):
        screen.write(b"x" * 65_536)
    assert screen.since(0) is None
    assert screen.since(30) == []
    last = screen.since(29)
    assert last is not None
    assert [chunk.seq for chunk in last] == [30]


def test_completion():
    found = {}

    async def work(terminal: Terminal) -> None:
        await act(terminal, "mkdir dir; touch file1.txt file2.txt 'a b'; myvariable=1; alias myalias=ls")
        for line in ("ec", "sle", "cat file", "cat file1", "cd d", "ls a", "echo $myv", "mya", "ls /etc/hostn",
                     "cat < fi",
                     "true && sle", "x=1 sle", "sudo sle", "./d", "nosuchprefix"):  # fmt: skip
            completion = await terminal.complete(line)
            found[line] = (completion.start, completion.words, completion.common)

    with_terminal(work)
    assert found == {
        "ec": (0, ("echo ",), "echo "),
        "sle": (0, ("sleep ",), "sleep "),
        "cat file": (4, ("file1.txt", "file2.txt"), "file"),
        "cat file1": (4, ("file1.txt ",), "file1.txt "),
        "cd d": (3, ("dir/",), "dir/"),
        "ls a": (3, ("a\\ b ",), "a\\ b "),
        "echo $myv": (5, ("$myvariable",), "$myvariable"),
        "mya": (0, ("myalias ",), "myalias "),
        "ls /etc/hostn": (3, ("/etc/hostname ",), "/etc/hostname "),
        "cat < fi": (6, ("file1.txt", "file2.txt"), "file"),
        "true && sle": (8, ("sleep ",), "sleep "),
        "x=1 sle": (4, ("sleep ",), "sleep "),
        "sudo sle": (5, ("sleep ",), "sleep "),
        "./d": (0, ("./dir/",), "./dir/"),
        "nosuchprefix": (0, (), ""),
    }
