"""The learner's files as an editor has them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.labs.editing.editing import Editing
from app.labs.editing.model import FileChanges, FileEntry, FileVersion
from app.labs.headless import BEGINS, Headless, open_world
from app.labs.specs import free_spec
from app.labs.views import RefusedError


class Desk:
    """An editor on a lab's files; what comes due is told when the test says so."""

    def __init__(self, world: Headless) -> None:
        self.world = world
        self.told: list[FileChanges] = []
        self.acted: list[str] = []
        self.due: list[Callable[[], None]] = []
        self.editing = Editing(world.lab, self.told.append, self.acted.append)
        self.editing.watching._later = lambda _, tick: self.due.append(tick)

    def tick(self) -> None:
        waiting, self.due = self.due, []
        for one in waiting:
            one()

    async def type(self, line: str) -> str:
        """Type a line; the live lab would say then that files may have changed."""
        self.world.screen(1)
        await self.world.type(1, line)
        self.editing.watching.look()
        return self.world.screen(1, line)

    def refuses(self, act: Callable[[], object]) -> str:
        with pytest.raises(RefusedError) as caught:
            act()
        assert caught.value.code == "file"
        return caught.value.detail


def desk(test: Callable[[Desk], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        async with open_world(free_spec("1.36", "lesson", None, seed=1, now=BEGINS)) as world:
            await world.terminal(1)
            await test(Desk(world))

    asyncio.run(all_of_it())


def test_a_saved_file_is_there_for_the_shell_and_a_shells_file_for_the_editor() -> None:
    async def test(here: Desk) -> None:
        files = here.editing.files
        saved = here.editing.write("web.yaml", "a: 1\n", "", parents=False)
        assert saved == FileVersion("/root/web.yaml", saved.version)
        assert await here.type("cat web.yaml; stat -c %a web.yaml") == "a: 1\n644\n"
        await here.type(
            "mkdir -p /srv/x && echo two > /srv/x/two.txt && cd /srv/x && chmod 600 two.txt && chown nobody two.txt"
        )
        opened = here.editing.read("two.txt")  # a lesson's text names files from where the learner is
        assert (opened.path, opened.text, opened.writable, opened.mode) == ("/srv/x/two.txt", "two\n", True, 0o600)
        here.editing.write("/srv/x/two.txt", "three\n", opened.version, parents=False)
        assert await here.type("cat two.txt; stat -c '%a %U' two.txt") == "three\n600 nobody\n"
        assert here.editing.read("~/web.yaml").text == "a: 1\n"
        assert here.acted == ["/root/web.yaml", "/srv/x/two.txt"]
        assert files.path("~") == "/root"

    desk(test)


def test_a_folder_is_listed_folders_first() -> None:
    async def test(here: Desk) -> None:
        await here.type("mkdir -p d/e && touch d/b d/a && ln -s e d/link && ln -s nowhere d/lost")
        found = here.editing.list("d")
        assert (found.path, found.machine, found.user, found.home, found.more) == (
            "/root/d", "controlplane", "root", "/root", False,
        )  # fmt: skip
        assert [(one.name, one.kind, one.link) for one in found.entries] == [
            ("e", "directory", False), ("link", "directory", True), ("a", "file", False), ("b", "file", False),
            ("lost", "other", True),
        ]  # fmt: skip
        assert here.editing.list("/proc/sys").entries[0] == FileEntry("net", "directory", 0)
        await here.type("cd d && touch $(seq 1 600) && cd")
        assert (len(here.editing.list("d").entries), here.editing.list("d").more) == (500, True)

    desk(test)


def test_what_an_editor_cannot_show_is_refused() -> None:
    async def test(here: Desk) -> None:
        read = here.editing.read
        await here.type(r"printf 'a\0b' > zero; printf '\xff\xfe' > bytes; yes | head -c 1200000 > big")
        assert here.refuses(lambda: read("zero")) == "binary"
        assert here.refuses(lambda: read("bytes")) == "binary"
        assert here.refuses(lambda: read("big")) == "too-large"
        assert here.refuses(lambda: read("/root")) == "folder"
        assert here.refuses(lambda: read("nope")) == "not-found"
        assert here.refuses(lambda: here.editing.list("zero")) == "no-folder"
        assert here.refuses(lambda: here.editing.list("/nope")) == "not-found"
        assert read("/proc/version").writable is False
        await here.type("echo x > fixed; chmod 444 fixed")
        assert (read("fixed").writable, read("fixed").mode) == (False, 0o444)

    desk(test)


def test_what_must_not_be_written_over_is_not() -> None:
    async def test(here: Desk) -> None:
        write = here.editing.write
        first = write("a", "1", "", parents=False)
        assert here.refuses(lambda: write("a", "2", "", parents=False)) == "exists"
        await here.type("echo other > a")
        assert here.refuses(lambda: write("a", "2", first.version, parents=False)) == "changed"
        await here.type("rm a")
        assert here.refuses(lambda: write("a", "2", first.version, parents=False)) == "changed"
        write("a", "3", None, parents=False)
        assert await here.type("cat a") == "3"
        assert here.refuses(lambda: write("/proc/version", "x", None, parents=False)) == "read-only"
        assert here.refuses(lambda: write("/root", "x", None, parents=False)) == "folder"
        assert here.refuses(lambda: write("/no/where/a", "x", "", parents=False)) in ("not-found", "no-folder")
        assert here.refuses(lambda: write("x" * 300, "x", "", parents=False)) == "name"
        assert here.refuses(lambda: write("b", "x" * 1_200_000, "", parents=False)) == "too-large"
        assert write("/no/where/a", "x", "", parents=True).path == "/no/where/a"

    desk(test)


def test_files_are_made_moved_and_removed() -> None:
    async def test(here: Desk) -> None:
        files = here.editing.files
        assert files.make_folder("d") == "/root/d"
        assert here.refuses(lambda: files.make_folder("d")) == "exists"
        here.editing.write("d/a", "1", "", parents=False)
        here.editing.write("b", "2", "", parents=False)
        assert here.refuses(lambda: files.rename("d/a", "b")) == "exists"
        assert here.refuses(lambda: files.rename("nope", "c")) == "not-found"
        assert here.refuses(lambda: files.rename("d", "d/e")) == "name"
        assert here.refuses(lambda: files.rename("b", "x/y")) == "no-folder"
        assert files.rename("d", "e") == "/root/e"
        assert await here.type("cat e/a") == "1"
        assert files.remove("e") == "/root/e"
        assert here.refuses(lambda: files.remove("e")) == "not-found"
        assert here.refuses(lambda: files.remove("/")) == "read-only"
        assert here.refuses(lambda: files.remove("/root")) == "busy"
        await here.type("ln -s b link")
        files.remove("link")
        assert await here.type("ls") == "b\n"

    desk(test)


def test_what_the_shell_does_to_files_that_are_looked_at_is_told_once() -> None:
    async def test(here: Desk) -> None:
        await here.type("echo 1 > a; echo 1 > b; mkdir d")
        assert here.due == []  # nobody looks
        here.editing.list("~")
        opened = here.editing.read("a")
        await here.type("echo 2 >> a; touch a; echo 2 >> b; touch d/e")
        await here.type("true")
        assert len(here.due) == 1
        here.tick()
        assert here.told == [FileChanges((), (FileVersion("/root/a", here.editing.files.version("/root/a")),))]
        assert here.told[0].files[0].version != opened.version
        await here.type("touch a c; rm b")  # the same contents
        here.tick()
        assert here.told[1:] == [FileChanges(("/root",), ())]
        await here.type("rm a; rmdir nope")
        here.tick()
        assert here.told[2:] == [FileChanges(("/root",), (FileVersion("/root/a", ""),))]
        here.editing.watching.rest()
        await here.type("rm *")
        assert here.due == []

    desk(test)


def test_what_one_window_saves_another_is_told() -> None:
    async def test(here: Desk) -> None:
        saved = here.editing.write("a", "1", "", parents=False)
        opened = here.editing.read("a")
        assert opened.version == saved.version
        here.tick()
        new = here.editing.write("a", "2", opened.version, parents=False)
        here.tick()
        assert here.told == [FileChanges((), (new,))]

    desk(test)


def test_a_static_pod_runs_from_a_file_that_was_saved() -> None:
    async def test(here: Desk) -> None:
        text = "apiVersion: v1\nkind: Pod\nmetadata: {name: still}\nspec: {containers: [{name: c, image: nginx}]}\n"
        here.editing.write("/etc/kubernetes/manifests/still.yaml", text, "", parents=False)
        await here.world.advance(30)
        assert "still-controlplane   1/1     Running" in await here.type("kubectl get pods")

    desk(test)
