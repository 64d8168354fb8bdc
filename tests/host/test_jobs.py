import pytest

from tests.host.machine import START, machine, outcome, scripts, web_server


@pytest.mark.parametrize(
    ("text", "stdout", "seconds"),
    [
        ("sleep 3 & wait; echo done", "done\n", 3),
        ("for i in 1 2 3; do (sleep $i; echo $i) & done; wait; echo all", "1\n2\n3\nall\n", 3),
        ("sleep 100 & kill $!; wait $!; echo $?", "143\n", 0),
        ("sleep 100 & kill -9 %1; wait $!; echo $?", "137\n", 0),
        ("(sleep 1; exit 3) & wait $!; echo $?", "3\n", 1),
        ("f() { sleep 1; echo f $1 $x; }; x=5; f a & wait", "f a 5\n", 1),
        ("a=(1 '2 3'); declare -A m=([k]='v w'); { sleep 1; echo ${a[1]} ${m[k]}; } & wait", "2 3 v w\n", 1),
        ("sleep 2 && echo and & sleep 1; echo first; wait", "first\nand\n", 2),
        ("cat <<E > g &\nbody $((1+1))\nE\nwait; cat g", "body 2\n", 0),
        ('for p in 1 2; do sleep $p & pids="$pids $!"; done; for p in $pids; do wait $p; done; echo $?', "0\n", 2),
        ("sleep 5 & jobs; kill %1", "[1]+  Running                 sleep 5 &\n", 0),
        ("(sleep 0.9; touch ready) & while [ ! -f ready ]; do sleep 0.5; done; echo ready", "ready\n", 1),
        ("sleep 2 & sleep 1 & wait -n; echo one; wait", "one\n", 2),
    ],
)
def test_background_jobs(text, stdout, seconds):
    host = machine()
    assert outcome(text, host) == (0, stdout, "")
    assert host.clock.now - START == pytest.approx(seconds)


def test_wait_and_kill_of_what_is_not_there():
    assert outcome("wait 99; wait %3; kill 99; kill %3; kill abc; kill -FOO 1")[2] == (
        "bash: line 1: wait: pid 99 is not a child of this shell\n"
        "bash: line 1: wait: %3: no such job\n"
        "bash: line 1: kill: (99) - No such process\n"
        "bash: line 1: kill: %3: no such job\n"
        "bash: line 1: kill: abc: arguments must be process or job IDs\n"
        "bash: line 1: kill: FOO: invalid signal specification\n"
    )


def test_a_background_program_outlives_its_script():
    host = machine()
    web_server(host)
    first, second = scripts(host, "(sleep 5; curl -s localhost:8001/hello > got) >/dev/null 2>&1 &", "sleep 6; cat got")
    assert (first.exit, first.stdout, second.stdout) == (0, b"", b"hello\n")


def test_jobs_share_files_but_not_variables():
    assert outcome("x=1; { x=2; echo $x > f; } & wait; echo $x $(cat f)") == (0, "1 2\n", "")


def test_processes_of_jobs_can_be_seen_and_signalled_by_number():
    text = "sleep 77 & pgrep -a sleep | grep -c 'sleep 77'; kill $(pgrep sleep); wait $!; echo $?; pgrep sleep; echo $?"
    assert outcome(text) == (0, "1\n143\n1\n", "")


def test_too_many_jobs_are_refused():
    ran = outcome("for i in $(seq 70); do sleep 9 & done; wait")
    assert "bash: line 1: fork: Resource temporarily unavailable\n" in ran[2]
