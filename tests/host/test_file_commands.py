"""readlink, realpath, stat, gzip, split, mkdir: as Ubuntu's say it."""

from __future__ import annotations

import pytest

from tests.host.machine import machine, outcome


@pytest.mark.parametrize(
    ("script", "status", "output", "errors"),
    [
        ("echo hi > f; ln -s f l; readlink l; readlink -f l; realpath l; realpath --relative-to=/tmp f", 0,
         "f\n/root/f\n/root/f\n../root/f\n", ""),
        ("touch f; readlink f", 1, "", ""),
        ("realpath nodir/x", 1, "", "realpath: nodir/x: No such file or directory\n"),
        ("echo hi > f; chmod 640 f; stat -c '%a %A %U %G %h %F %s %n' f", 0,
         "640 -rw-r----- root root 1 regular file 3 f\n", ""),
        ("stat -c %a nofile", 1, "", "stat: cannot statx 'nofile': No such file or directory\n"),
        ("ln -s a l; stat -c '%N %F' l; stat l | head -1", 0, "'l' -> 'a' symbolic link\n  File: l -> a\n", ""),
        ("echo hi > x; gzip -k x; zcat x.gz; gunzip -f x.gz; ls; gzip < x | gunzip", 0, "hi\nx\nhi\n", ""),
        ("echo hi > x; gunzip x", 2, "", "gzip: x: unknown suffix -- ignored\n"),
        ("echo hi > x.gz; gunzip x.gz", 1, "", "gzip: x.gz: not in gzip format\n"),
        ("seq 5 > f; split -l2 f p_; cat p_ac; ls p_*", 0, "5\np_aa\np_ab\np_ac\n", ""),
        ("mkdir -pv q/r; mkdir -m 700 s; stat -c %a s", 0,
         "mkdir: created directory 'q'\nmkdir: created directory 'q/r'\n700\n", ""),
        ("mkdir s; mkdir s", 1, "", "mkdir: cannot create directory ‘s’: File exists\n"),
        ("touch f; mkdir -p f/x", 1, "", "mkdir: cannot create directory ‘f/x’: Not a directory\n"),
        ("touch 'a b' c; ls -Q", 0, '"a b"\n"c"\n', ""),
        ("exec 2>&1; ls nosuch | wc -l", 0, "ls: cannot access 'nosuch': No such file or directory\n0\n", ""),
        ("echo b | tee >(wc -c > n) > /dev/null; cat n", 0, "2\n", ""),
        ("date -d 'next friday' +%a; date -d '2024-02-29 12:00 UTC' +%s", 0, "Fri\n1709208000\n", ""),
    ],
)  # fmt: skip
def test_what_they_say(script: str, status: int, output: str, errors: str) -> None:
    host = machine()
    for name in host.files.list_directory("/root"):
        if not name.startswith("."):
            host.files.remove(f"/root/{name}", recursive=True)
    assert outcome(script, host) == (status, output, errors)
