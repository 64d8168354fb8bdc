import errno
import os
import re

import pytest

from app.host.files import Files
from app.sim.limits import LIMITS


@pytest.fixture
def files():
    disk = Files(lambda: 1_700_000_000.0)
    disk.make_directory("/a/b")
    disk.write_file("/a/f", b"data", mode=0o640)
    disk.symlink("/a", "/link")
    disk.symlink("loop2", "/loop1")
    disk.symlink("loop1", "/loop2")
    return disk


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda d: d.read_file("/nope"), errno.ENOENT),
        (lambda d: d.read_file("/a"), errno.EISDIR),
        (lambda d: d.read_file("/loop1"), errno.ELOOP),
        (lambda d: d.write_file("/nope/f", b""), errno.ENOENT),
        (lambda d: d.write_file("/a/f/g", b""), errno.ENOTDIR),
        (lambda d: d.write_file("/a", b""), errno.EISDIR),
        (lambda d: d.write_file("/big", bytes(LIMITS.file_bytes + 1)), errno.EFBIG),
        (lambda d: d.make_directory("/a", parents=False), errno.EEXIST),
        (lambda d: d.remove("/nope"), errno.ENOENT),
        (lambda d: d.remove("/a"), errno.ENOTEMPTY),
        (lambda d: d.list_directory("/a/f"), errno.ENOTDIR),
        (lambda d: d.stat("/nope"), errno.ENOENT),
    ],
)
def test_errors_are_those_of_linux(files, act, code):
    with pytest.raises(OSError, match=re.escape(os.strerror(code))) as caught:
        act(files)
    assert caught.value.errno == code


def test_links_are_followed(files):
    assert files.read_file("/link/f") == b"data"
    files.write_file("/link/b/new", b"x")
    assert files.list_directory("/a/b") == ["new"]
    assert (files.stat("/link").kind, files.stat("/link", follow=False).kind) == ("directory", "symlink")
    assert (files.kind_of("/loop1"), files.kind_of("/link/nope")) == ("", "")


def test_files_carry_the_time_of_the_lab():
    now = 1000.0
    disk = Files(lambda: now)
    disk.write_file("/old", b"")
    now = 500_000.0
    disk.mark()
    disk.write_file("/new", b"")
    assert disk.stat("/old").modified == pytest.approx(1000, abs=5)
    assert disk.stat("/new").modified == pytest.approx(500_000, abs=5)


def test_walking(files):
    assert [path for path, _ in files.walk("/a")] == ["/a/b", "/a/f"]
    assert files.stat("/a/f").mode == 0o640
