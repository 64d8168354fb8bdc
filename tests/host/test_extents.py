"""Files of which only the beginning is stored."""

from __future__ import annotations

import errno

import pytest

from app.host.disk import User, View
from app.host.host import Host, HostSpec
from app.labs.disks import empty, packed, unpacked
from tests.host.machine import machine, script

GIBIBYTE = 1 << 30


def test_a_disk_remembers_how_long_a_file_is_until_it_is_written_anew() -> None:
    disk = empty()
    disk.write_file("/a", b"head")
    disk.extend("/a", 5 * GIBIBYTE, GIBIBYTE)
    disk.rename("/a", "/b")
    found = disk.stat("/b")
    assert (found["size"], found["allocated"]) == (5 * GIBIBYTE, GIBIBYTE)
    assert disk.read_dir("/")[0]["metadata"]["size"] == 5 * GIBIBYTE
    again = unpacked(packed(disk))
    assert again.stat("/b")["allocated"] == GIBIBYTE
    disk.write_file("/b", b"other")
    assert disk.stat("/b")["size"] == 5
    disk.remove("/b")
    assert not disk.extents.all()


def test_who_may_not_write_may_not_extend() -> None:
    disk = empty()
    disk.write_file("/a", b"")
    with pytest.raises(RuntimeError, match="Permission denied"):
        View(disk, user=User(1000, 1000)).extend("/a", 10, 10)
    with pytest.raises(RuntimeError, match="Read-only"):
        View(disk, read_only=True).extend("/a", 10, 10)


def test_a_machine_has_only_so_much_room() -> None:
    host = machine()
    host.files.write_file("/a", b"")
    left = host.space().left
    with pytest.raises(OSError, match="No space left") as refused:
        host.files.extend("/a", left + 1, left + 1)
    assert refused.value.errno == errno.ENOSPC
    host.files.extend("/a", left + 1, 0)
    host.files.extend("/a", left, left)
    assert host.space().left == 0


def test_a_snapshot_keeps_them() -> None:
    host = machine()
    assert script("fallocate -l 3G /var/big", host).exit == 0
    again = Host.restore(HostSpec(), host.snapshot(), host.clock, host.network, host.interface, host.randomness)
    assert again.files.stat("/var/big").size == 3 * GIBIBYTE
    assert again.space() == host.space()
