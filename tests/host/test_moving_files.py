"""cp, mv, rm, touch, chmod, ln, du, tree, column: each line seen to do and say the same with GNU's programs."""

from __future__ import annotations

import pytest

from app.host.host import Host
from app.host.spec import HostSpec
from app.network.network import Interface, Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness
from tests.host.machine import START, machine, outcome, scripts

FILES = "mkdir -p d/sub; printf 'one\\n' > d/a; printf 'two\\n' > d/b; ln -s a d/l; cd /root; "


@pytest.mark.parametrize(
    ("script", "status", "output", "errors"),
    [
        ("cp d/a c; cat c; cp -v c c2", 0, "one\n'c' -> 'c2'\n", ""),
        ("cp d x", 1, "", "cp: -r not specified; omitting directory 'd'\n"),
        ("cp -r d e; ls e; readlink e/l", 0, "a\nb\nl\nsub\na\n", ""),
        ("cp nosuch x", 1, "", "cp: cannot stat 'nosuch': No such file or directory\n"),
        ("cp d/a", 1, "", "cp: missing destination file operand after 'd/a'\nTry 'cp --help' for more information.\n"),
        ("cp d/a d/b nosuch", 1, "", "cp: target 'nosuch': No such file or directory\n"),
        ("cp d/a nosuch/", 1, "", "cp: cannot create regular file 'nosuch/': Not a directory\n"),
        ("cp d/a d/a", 1, "", "cp: 'd/a' and 'd/a' are the same file\n"),
        ("cp -r d d/sub", 1, "", "cp: cannot copy a directory, 'd', into itself, 'd/sub/d'\n"),
        ("cp --backup d/a d/b; cat d/b d/b~", 0, "one\ntwo\n", ""),
        ("cp -t d/sub d/a d/b; ls d/sub", 0, "a\nb\n", ""),
        ("echo n | cp -i d/a d/b; cat d/b", 0, "two\n", "cp: overwrite 'd/b'? "),
        ("cp /dev/null d/a; wc -c < d/a", 0, "0\n", ""),
        ("chmod 750 d/a; cp d/a x; cp -p d/a y; stat -c %a x y", 0, "750\n750\n", ""),
        ("mv d/a z; ls d; cat z", 0, "b\nl\nsub\none\n", ""),
        ("mv -v d/a z", 0, "renamed 'd/a' -> 'z'\n", ""),
        ("mv d d/sub", 1, "", "mv: cannot move 'd' to a subdirectory of itself, 'd/sub/d'\n"),
        ("mv d/a nosuch/x", 1, "", "mv: cannot move 'd/a' to 'nosuch/x': No such file or directory\n"),
        ("mv a", 1, "", "mv: missing destination file operand after 'a'\nTry 'mv --help' for more information.\n"),
        ("rm d", 1, "", "rm: cannot remove 'd': Is a directory\n"),
        ("rm -d d", 1, "", "rm: cannot remove 'd': Directory not empty\n"),
        ("rm nosuch; rm -f nosuch; rm -rf d; ls", 0, "", "rm: cannot remove 'nosuch': No such file or directory\n"),
        ("rm -v d/a", 0, "removed 'd/a'\n", ""),
        ("echo y | rm -i d/a; ls d", 0, "b\nl\nsub\n", "rm: remove regular file 'd/a'? "),
        ("rm -rf /", 1, "", "rm: it is dangerous to operate recursively on '/'\n"
         "rm: use --no-preserve-root to override this failsafe\n"),
        ("rm -rf .", 1, "", "rm: refusing to remove '.' or '..' directory: skipping '.'\n"),
        ("touch -d '2026-01-02 03:04' d/a; stat -c %y d/a; touch -r d/a d/b; stat -c %Y d/b", 0,
         "2026-01-02 03:04:00.000000000 +0000\n1767323040\n", ""),
        ("touch -t 202601020304.05 d/a; cp -p d/a x; mv x y; stat -c %Y y; echo >> y; stat -c %Y y", 0,
         f"1767323045\n{int(START)}\n", ""),
        ("touch -c no; ls no", 2, "", "ls: cannot access 'no': No such file or directory\n"),
        ("touch no/x", 1, "", "touch: cannot touch 'no/x': No such file or directory\n"),
        ("touch -d someday x", 1, "", "touch: invalid date format ‘someday’\n"),
        ("chmod -R go-rx d; stat -c %a d d/a", 0, "700\n600\n", ""),
        ("chmod u=g,+t d/a; chmod -x d/b; stat -c %A d/a", 0, "-r--r--r-T\n", ""),
        ("chmod -v 644 d/a; chmod -c 600 d/a", 0,
         "mode of 'd/a' retained as 0644 (rw-r--r--)\n"
         "mode of 'd/a' changed from 0644 (rw-r--r--) to 0600 (rw-------)\n", ""),
        ("chmod 999 d/a", 1, "", "chmod: invalid mode: ‘999’\nTry 'chmod --help' for more information.\n"),
        ("chmod +x", 1, "", "chmod: missing operand after ‘+x’\nTry 'chmod --help' for more information.\n"),
        ("ln -s a d/l", 1, "", "ln: failed to create symbolic link 'd/l': File exists\n"),
        ("ln -sf b d/l; readlink d/l; ln -sfn sub d/l; readlink d/l", 0, "b\nsub\n", ""),
        ("ln nosuch x", 1, "", "ln: failed to access 'nosuch': No such file or directory\n"),
        ("ln d x", 1, "", "ln: d: hard link not allowed for directory\n"),
        ("ln -s nosuch broken; cat broken", 1, "", "cat: broken: No such file or directory\n"),
        ("du d; du -sh d; du -b d/a", 0, "4\td/sub\n16\td\n16K\td\n4\td/a\n", ""),
        ("tree d", 0, "d\n├── a\n├── b\n├── l -> a\n└── sub\n\n2 directories, 3 files\n", ""),
        ("printf 'a,bb\\nccc,d\\n' | column -t -s, -N X,Y", 0, "X    Y\na    bb\nccc  d\n", ""),
        ("http x; type -t csv", 1, "", "bash: line 1: http: command not found\n"),
    ],
)  # fmt: skip
def test_what_they_do_and_say(script: str, status: int, output: str, errors: str) -> None:
    host = machine()
    for name in host.files.list_directory("/root"):
        if not name.startswith("."):
            host.files.remove(f"/root/{name}", recursive=True)
    assert outcome(FILES + script, host) == (status, output, errors)


def test_a_saved_machine_keeps_the_times_that_files_were_given() -> None:
    host = machine()
    scripts(host, "touch -t 202601020304 x; touch -d '2099-01-01' y; touch z")
    clock = Clock(host.clock.now + 1000)
    network = Network(clock)
    interface = network.attach(Interface("controlplane", "172.30.1.2"))
    again = Host.restore(HostSpec(), host.snapshot(), clock, network, interface, Randomness(1))
    script = "stat -c %Y x y; date +%s -r z"
    assert outcome(script, again) == (0, f"1767323040\n4070908800\n{int(START)}\n", "")
