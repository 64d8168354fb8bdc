"""Wrong options of the interpreter's own programs. Texts and statuses seen from coreutils 9.1, findutils 4.9, mawk
1.3.4, util-linux 2.38 and file 5.44; "is not simulated" is ours."""

from __future__ import annotations

import shlex

import pytest

from app.host.program_options import refusal
from tests.host.machine import machine, script, scripts

SEEN = [
    ("cut -f1 -@ a", 1, "cut: invalid option -- '@'\nTry 'cut --help' for more information.\n"),
    ("cut -f1 a --nope", 1, "cut: unrecognized option '--nope'\nTry 'cut --help' for more information.\n"),
    ("cut -f1 a -d", 1, "cut: option requires an argument -- 'd'\nTry 'cut --help' for more information.\n"),
    ("cut a --bytes", 1, "cut: option '--bytes' requires an argument\nTry 'cut --help' for more information.\n"),
    ("tr --delete=1 a", 1, "tr: option '--delete' doesn't allow an argument\nTry 'tr --help' for more information.\n"),
    ("tr a b -x", 1, "tr: extra operand ‘-x’\nTry 'tr --help' for more information.\n"),
    ("paste --nope=1 a", 1, "paste: unrecognized option '--nope=1'\nTry 'paste --help' for more information.\n"),
    ("sort --nope a", 2, "sort: unrecognized option '--nope'\nTry 'sort --help' for more information.\n"),
    ("dirname -@ /x/y", 1, "dirname: invalid option -- '@'\nTry 'dirname --help' for more information.\n"),
    ("printenv -@ A", 2, "printenv: invalid option -- '@'\nTry 'printenv --help' for more information.\n"),
    ("tac -h a", 1, "tac: invalid option -- 'h'\nTry 'tac --help' for more information.\n"),
    ("od -@ a", 1, "od: invalid option -- '@'\nTry 'od --help' for more information.\n"),
    ("shuf -V a", 1, "shuf: invalid option -- 'V'\nTry 'shuf --help' for more information.\n"),
    ("truncate -h t", 1, "truncate: invalid option -- 'h'\nTry 'truncate --help' for more information.\n"),
    ("nohup -@ true", 125, "nohup: invalid option -- '@'\nTry 'nohup --help' for more information.\n"),
    ("nice --nope a", 125, "nice: unrecognized option '--nope'\nTry 'nice --help' for more information.\n"),
    ("cmp --nope a b", 2, "cmp: unrecognized option '--nope'\ncmp: Try 'cmp --help' for more information.\n"),
    ("patch -@", 2, "patch: invalid option -- '@'\npatch: Try 'patch --help' for more information.\n"),
    ("awk -@ 1 a", 2, "awk: not an option: -@\n"),
    ("awk --nope 1 a", 2, "awk: not an option: --nope\n"),
    ("env --nope=1 true", 125, "env: unrecognized option '--nope=1'\nTry 'env --help' for more information.\n"),
    ("sort --zero-terminated -z --r a", 2,
     "sort: option '--r' is ambiguous; possibilities: '--random-sort' '--random-source' '--reverse'\n"
     "Try 'sort --help' for more information.\n"),
    ("join -z a a", 1, "join: -z is not simulated\n"),
    ("sort --debug a", 2, "sort: --debug is not simulated\n"),
    ("uniq --group a", 1, "uniq: --group is not simulated\n"),
    ("file -b a", 1, "file: -b is not simulated\n"),
]  # fmt: skip


def test_options_that_a_program_does_not_have_are_refused() -> None:
    lines = [line for line, _, _ in SEEN]
    found = scripts(machine(), *[f"printf 'x\\n' > a; {line} < /dev/null" for line in lines])
    assert [(line, ran.exit, ran.stdout, ran.stderr.decode()) for line, ran in zip(lines, found, strict=True)] == [
        (line, status, b"", text) for line, status, text in SEEN
    ]


@pytest.mark.parametrize(
    "line",
    [
        "cut -d: -f1 -s a", "cut -d ' ' -f 1 --output-delimiter=- a", "cut -c-3 a", "sort -t, -k2,2n -k1r a -u",
        "sort -rnk1", "tr -d '[:space:]'", "tr -- - _", "tr -s ' ' -", "uniq -c -f 1", "seq -5 -1", "seq -s, 1 -1 -3",
        "xargs -n1 -I{} kubectl get -o yaml {}", "xargs -0 rm -rf", "install -o root -g root -m 0755 a b",
        "env -i A=1 ls --color", "nohup ls -la --nope", "nice -n 5 make -j", "nice -10 make", "base64 -w0", "fold -80",
        "awk -F: -v n=1 {print} -x", "od -An -tx1", "paste -sd, -", "sha256sum --check --status", "wc --lines",
        "comm -12 a b", "numfmt --to=iec -- -5", "numfmt -5", "cut --help -@", "basename -s .txt a.txt", "wc -- -@",
    ],
)  # fmt: skip
def test_what_the_programs_have_goes_through(line: str) -> None:
    assert refusal(shlex.split(line)) is None


def test_a_refused_program_is_one_of_its_pipeline_and_keeps_its_redirections() -> None:
    ran = script("cut -@ a 2> /dev/null; echo $?; cut -@ a 2>&1 | head -1; cut --nope a && echo yes || echo no")
    assert ran.stdout == b"1\ncut: invalid option -- '@'\nno\n"
    assert ran.stderr == b"cut: unrecognized option '--nope'\nTry 'cut --help' for more information.\n"


def test_words_that_are_known_only_later_are_no_options() -> None:
    ran = script("""x=1; d=:; echo a:b > f; cut -d"$d" -f$x f; cut -d $d -f "$x" f; o='-f 2'; cut $o -d: f""")
    assert (ran.exit, ran.stdout, ran.stderr) == (0, b"a\na\nb\n", b"")


def test_a_function_may_have_options_of_its_own() -> None:
    ran = script('cut() { echo mine "$@"; }; cut -@')
    assert (ran.exit, ran.stdout) == (0, b"mine -@\n")


def test_a_path_and_a_program_that_runs_another_refuse_as_well() -> None:
    wrong = b"cut: invalid option -- '@'\nTry 'cut --help' for more information.\n"
    ran = script("/usr/bin/cut -@; timeout 5 cut -@")
    assert (ran.exit, ran.stderr) == (1, wrong + wrong)
