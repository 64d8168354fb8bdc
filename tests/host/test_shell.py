"""Scripts as `bash -c` runs them; every expectation was first seen in bash 5.2."""

import pytest

from app.host.host import HostSpec
from tests.host.machine import machine, outcome, script, scripts


@pytest.mark.parametrize(
    ("text", "stdout", "stderr", "status"),
    [
        ("echo hi; false", "hi\n", "", 1),
        ("nosuch; echo $?", "127\n", "bash: line 1: nosuch: command not found\n", 0),
        ("echo a\nnosuch", "a\n", "bash: line 2: nosuch: command not found\n", 127),
        ("cd /nope", "", "bash: line 1: cd: /nope: No such file or directory\n", 1),
        ("./nope", "", "bash: line 1: ./nope: No such file or directory\n", 127),
        ("/tmp", "", "bash: line 1: /tmp: Is a directory\n", 126),
        ("/etc/hostname", "", "bash: line 1: /etc/hostname: Permission denied\n", 126),
        ("echo )", "", "bash: -c: line 1: syntax error near unexpected token `)'\nbash: -c: line 1: `echo )'\n", 2),
        ("echo a\nif true; then", "a\n", "bash: -c: line 3: syntax error: unexpected end of file\n", 2),
        ("echo 'x", "", "bash: -c: line 1: unexpected EOF while looking for matching `''\n", 2),
        ("set -u; echo $nope; echo no", "", "bash: line 1: nope: unbound variable\n", 127),
        ("set -euo pipefail; false | true; echo no", "", "", 1),
        ("trap 'echo bye' EXIT; echo a; exit 3", "a\nbye\n", "", 3),
        ("echo $UID $EUID $0", "0 0 bash\n", "", 0),
        ("cat <<E\n$((1+1)) $(echo x)\nE\ncat <<'E'\n$x\nE", "2 x\n$x\n", "", 0),
        ("diff <(echo a) <(echo a) && echo same", "same\n", "", 0),
        ("f() { local x=1; echo $x $1; return 4; }; f a; echo $?", "1 a\n4\n", "", 0),
        ("type cd kubectl if", "cd is a shell builtin\nkubectl is /usr/bin/kubectl\nif is a shell keyword\n", "", 0),
        ("command -v sleep cat nosuch", "/usr/bin/sleep\n/usr/bin/cat\n", "", 0),
        ("mkdir a/b/c", "", "mkdir: cannot create directory ‘a/b/c’: No such file or directory\n", 1),
        ("cat -Z; true", "", "cat: invalid option -- 'Z'\nTry 'cat --help' for more information.\n", 0),
    ],
)
def test_scripts(text, stdout, stderr, status):
    assert outcome(text) == (status, stdout, stderr)


def test_time_follows_the_clock_of_the_lab():
    host = machine()
    before = host.clock.now
    assert outcome("sleep 90; time sleep 2m", host) == (0, "", "\nreal\t2m0.003s\nuser\t0m0.002s\nsys\t0m0.001s\n")
    assert host.clock.now - before == 210


def test_process_numbers():
    assert outcome('[ $$ = "$(echo $$)" ] && bash -c "echo \\$PPID" | grep -c "^$$\\$"') == (0, "1\n", "")


def test_a_script_file_is_a_process_of_its_own():
    text = "printf 'echo $0 $1 $x\\nnosuch\\nexit 3' > s.sh; x=5; bash s.sh A; echo $?; chmod +x s.sh; ./s.sh B"
    assert outcome(text) == (
        3,
        "s.sh A\n3\n./s.sh B\n",
        "s.sh: line 2: nosuch: command not found\n./s.sh: line 2: nosuch: command not found\n",
    )


def test_sh_speaks_as_dash():
    assert outcome("sh -c nosuch")[2] == "sh: 1: nosuch: not found\n"


def test_lines_before_a_syntax_error_in_a_file_are_run():
    assert outcome("printf 'echo a\\n)\\n' > s.sh; bash s.sh") == (
        2,
        "a\n",
        "s.sh: line 2: syntax error near unexpected token `)'\ns.sh: line 2: `)'\n",
    )


def test_scripts_from_standard_input():
    text = "echo 'echo piped $1' | bash -s arg; bash -c 'read l; echo \"got $l\"' <<< input; echo d | bash -c cat"
    assert outcome(text)[1] == "piped arg\ngot input\nd\n"


def test_options_before_the_script():
    assert outcome("printf 'echo a\\nfalse\\necho b\\n' > s.sh; bash -e s.sh; bash -x s.sh")[1:] == (
        "a\na\nb\n",
        "+ echo a\n+ false\n+ echo b\n",
    )


@pytest.mark.parametrize(
    "program",
    [
        "xargs -n1 sleep <<< 1",
        "env A=1 sleep 1",
        "timeout 5 sleep 1",
        "/bin/sleep 1",
        "nohup sleep 1",
        "find . -maxdepth 0 -exec sleep 1 ';'",
        "command sleep 1",
    ],
)
def test_commands_are_found_however_they_are_called(program):
    host = machine()
    before = host.clock.now
    assert script(program, host).exit == 0
    assert host.clock.now - before == 1


def test_a_command_whose_reader_goes_ends_quietly():
    assert outcome("while true; do echo tick; sleep 1; done | head -2") == (0, "tick\ntick\n", "")


def test_output_streams_through_pipes_as_it_comes():
    host = machine()
    text = "for i in 1 2; do echo $i; sleep 1; done | while read n; do echo $n $(date +%s); done"
    assert outcome(text, host)[1] == "1 1700000000\n2 1700000001\n"


@pytest.mark.parametrize(
    "loop",
    [
        "while read n; do sleep 0; echo $n; done",
        "while read n; do echo $n $(hostname -d); done",
        "while read n; do cat /etc/hostname > /dev/null; echo $n; done",
        "{ read a; sleep 0; read b; echo $a; echo $b; }",
        "(read a; echo $a; cat)",
        "while read n; do f; echo $n; done",
        "while read n; do /bin/sleep 0; bash -c 'true'; echo $n; done",
    ],
)
def test_programs_in_a_loop_behind_a_pipe_leave_it_to_read(loop):
    assert outcome(f"f() {{ sleep 0; }}; for i in 1 2; do echo $i; sleep 1; done | {loop}")[1].split() == ["1", "2"]


def test_functions_hide_commands():
    assert outcome("sleep() { echo fake $1; }; sleep 5") == (0, "fake 5\n", "")


def test_each_script_is_fresh_but_files_stay():
    host = machine()
    first, second = scripts(host, "x=5; echo $x > f", 'echo "[$x] $(cat f)"')
    assert (first.exit, second.stdout) == (0, b"[] 5\n")


def test_randomness_is_seeded():
    text = "echo $RANDOM $RANDOM; mktemp -u; uuidgen"
    assert outcome(text, machine(seed=7)) == outcome(text, machine(seed=7))
    assert outcome(text, machine(seed=7)) != outcome(text, machine(seed=8))


def test_endless_output_is_stopped():
    ran = script(
        "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"
    )
    assert ran.stderr.endswith(b"bash: output stopped after 4 MiB\n")
    assert ran.exit != 0


def test_deep_recursion_does_not_end_the_process():
    ran = script("f() { eval f; }; f")
    assert ran.exit != 0


def test_only_the_programs_that_a_machine_has():
    host = machine(HostSpec(commands={"sleep", "ls"}))
    assert outcome("sleep 1; kubectl version", host)[2] == "bash: line 1: kubectl: command not found\n"
