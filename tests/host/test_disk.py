"""What one user may do on a disk, for Python and for interpreters alike."""

from __future__ import annotations

import asyncio
import gc

import pytest

from app.host import exported
from app.host.bash.interpreter import Interpreter
from app.host.disk import Disk, User, View
from app.host.mounts import Mounts
from app.host.served import Served, ServedTree

NOBODY = User(1000, 1000, (2000,))


class Nothing:
    """Commands of ours: none."""

    async def call(self, _: object) -> int:
        """Never called."""
        return 0


def shared() -> Disk:
    disk = Disk()
    disk.mkdir("/open")
    disk.chmod("/open", 0o777)
    disk.mkdir("/group")
    disk.chown("/group", 0, 2000)
    disk.chmod("/group", 0o2775)
    disk.mkdir("/closed")
    disk.chmod("/closed", 0o700)
    disk.write_file("/closed/secret", b"s")
    disk.write_file("/file", b"f")
    disk.chmod("/file", 0o644)
    return disk


def refusal(what: str) -> pytest.RaisesExc[RuntimeError]:
    return pytest.RaisesExc(RuntimeError, match=what)


def test_a_user_may_do_what_the_modes_say() -> None:
    disk = shared()
    view = View(disk, user=NOBODY)
    view.write_file("/open/mine", b"1")
    assert disk.owner("/open/mine") == (1000, 1000)
    view.mkdir("/group/folder")
    assert disk.owner("/group/folder") == (1000, 2000)
    assert disk.stat("/group/folder")["mode"] & 0o2000
    view.chmod("/open/mine", 0o600)
    assert view.read_file("/file") == b"f"
    for refused in (
        lambda: view.write_file("/new", b""), lambda: view.write_file("/file", b""), lambda: view.mkdir("/folder"),
        lambda: view.read_file("/closed/secret"), lambda: view.stat("/closed/secret"), lambda: view.remove("/file"),
        lambda: view.read_dir("/closed"), lambda: view.rename("/open/mine", "/mine"),
    ):  # fmt: skip
        with refusal("Permission denied"):
            refused()
    for refused in (lambda: view.chmod("/file", 0o777), lambda: view.chown("/open/mine", 0, 0)):
        with refusal("Operation not permitted"):
            refused()


def test_a_sticky_directory_keeps_files_for_their_owners() -> None:
    disk = shared()
    disk.chmod("/open", 0o1777)
    View(disk, user=User(1001)).write_file("/open/theirs", b"")
    with refusal("Operation not permitted"):
        View(disk, user=NOBODY).remove("/open/theirs")


def test_nobody_writes_to_a_read_only_view() -> None:
    view = View(shared(), read_only=True, free=("/dev",))
    with refusal("Read-only file system"):
        view.write_file("/open/new", b"")
    with refusal("Read-only file system"):
        view.chmod("/file", 0o600)
    assert view.read_file("/closed/secret") == b"s"


def test_a_part_of_a_disk_is_the_disk() -> None:
    disk = shared()
    part = View(disk, "/open")
    part.write_file("/x", b"1")
    disk.append_file("/open/x", b"2")
    assert part.read_file("/x") == b"12"
    assert View(disk, "/file").read_file("/") == b"f"


def test_owners_go_along_and_end_with_their_files() -> None:
    disk = shared()
    disk.write_file("/open/a", b"")
    disk.chown("/open/a", 5, 6)
    disk.rename("/open", "/other")
    assert disk.owner("/other/a") == (5, 6)
    disk.system.remove("/other/a")  # as an interpreter does
    disk.write_file("/other/a", b"")
    assert disk.owner("/other/a") == (0, 0)


def test_interpreters_see_the_same_and_are_refused_the_same() -> None:
    mounts = Mounts(View(shared(), user=NOBODY))
    served = {"/a/1.log": Served(lambda: b"line\n"), "/link": Served(target="a/1.log")}
    mounts.mount("/logs", ServedTree(lambda: served))
    output: list[str] = []
    errors: list[str] = []
    shell = Interpreter(mounts.system, (), Nothing().call, user="u", hostname="h", cwd="/", env={})
    script = "cat /logs/link /logs/a/*; echo x > /open/x; cat /open/x; echo x > /file; cat /closed/secret; ls /logs"
    asyncio.run(shell.execute(script, lambda out, err: output.append(out) or errors.append(err)))
    assert "".join(output) == "line\nline\nx\na\nlink\n"
    assert "".join(errors) == "bash: line 1: /file: Permission denied\ncat: /closed/secret: Permission denied\n"


def test_what_interpreters_let_go_is_gone() -> None:
    gc.collect()
    before = len(exported._trees)
    view = View(shared())
    system = view.system
    assert len(exported._trees) == before + 1
    del view, system
    gc.collect()
    assert len(exported._trees) == before
