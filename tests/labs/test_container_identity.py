"""Who and what a container's programs say that they are: it is the image's system that words it."""

from __future__ import annotations

import pytest

from app.host.systems import system


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("busybox:1.36", {"root", "wheel"}),
        ("alpine:3.20", {"root", "bin", "daemon", "sys", "adm", "disk", "wheel", "floppy", "dialout", "tape", "video"}),
    ],
)
def test_root_is_a_member_of_the_groups_of_the_image(name: str, groups: set[str]) -> None:
    rows = [line.split(":") for line in system(name).texts["/etc/group"].splitlines()]
    assert {row[0] for row in rows if row[2] == "0" or "root" in row[3].split(",")} == groups
