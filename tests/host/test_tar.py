"""tar: its words are those of GNU tar 1.34."""

import pytest

from tests.host.machine import outcome, script

TREE = "mkdir -p d/sub; echo hi > d/a; echo yo > d/sub/b.txt; ln -s a d/l; "


@pytest.mark.parametrize(
    ("text", "stdout"),
    [
        ("tar cvf x.tar d", "d/\nd/a\nd/l\nd/sub/\nd/sub/b.txt\n"),
        ("tar cf x.tar d; tar tf x.tar d/sub", "d/sub/\nd/sub/b.txt\n"),
        ("tar cf x.tar d; tar tvf x.tar d/a", "-rw-r--r-- root/root         3 2023-11-14 22:13 d/a\n"),
        ("tar cf x.tar d; tar tvf x.tar d/l", "lrwxrwxrwx root/root         0 2023-11-14 22:13 d/l -> a\n"),
        ("mkdir out; tar czf x.tgz d; tar xf x.tgz -C out; cat out/d/l out/d/sub/b.txt", "hi\nyo\n"),
        ("tar -czf x.tgz -C d a sub; tar -tzf x.tgz; tar -xzOf x.tgz a", "a\nsub/\nsub/b.txt\nhi\n"),
        ("tar cf - /etc/hostname 2>/dev/null | tar tf -", "etc/hostname\n"),
        ("tar cf - d | tar xmf - -C /tmp && ls /tmp/d", "a\nl\nsub\n"),
        ("tar --exclude='*.txt' -cvf e.tar d", "d/\nd/a\nd/l\nd/sub/\n"),
        ("tar cf x.tar d; mkdir out; tar -xf x.tar --strip-components=1 -C out; ls out", "a\nl\nsub\n"),
        ("chmod 755 d/a; tar cf x.tar d; rm -r d; tar xf x.tar; stat -c %a d/a", "755\n"),
    ],
)  # fmt: skip
def test_archives(text, stdout):
    assert script(TREE + text).stdout.decode() == stdout


TRY = "Try 'tar --help' or 'tar --usage' for more information.\n"
FAILED = "tar: Exiting with failure status due to previous errors\n"


@pytest.mark.parametrize(
    ("text", "status", "stderr"),
    [
        ("tar", 2, f"tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n{TRY}"),
        ("tar -q", 64, f"tar: invalid option -- 'q'\n{TRY}"),
        ("tar --bogus", 64, f"tar: unrecognized option '--bogus'\n{TRY}"),
        ("tar cf x.tar", 2, f"tar: Cowardly refusing to create an empty archive\n{TRY}"),
        ("tar -tf nofile", 2, "tar: nofile: Cannot open: No such file or directory\n"
         "tar: Error is not recoverable: exiting now\n"),
        ("tar cf x.tar nofile", 2, f"tar: nofile: Cannot stat: No such file or directory\n{FAILED}"),
        ("tar cf x.tar /etc/hostname; tar xf x.tar nosuch", 2,
         f"tar: Removing leading `/' from member names\ntar: nosuch: Not found in archive\n{FAILED}"),
        ("tar xf /etc/hostname", 2, f"tar: This does not look like a tar archive\n{FAILED}"),
    ],
)  # fmt: skip
def test_complaints(text, status, stderr):
    assert outcome(text)[::2] == (status, stderr)


def test_nothing_lands_above_the_directory():
    text = "mkdir -p a/b; echo x > evil; cd a/b; tar cf x.tar ../../evil; rm ../../evil; tar xf x.tar; ls ../.."
    assert "evil" not in script(text).stdout.decode()
