"""Kustomizations and what kubectl 1.37 made of them.

A case is a file: `-- path --` begins a file of the working directory, `== status ==` what is printed, `== errors ==`
what goes to standard error.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kubectl.kustomize.images import split_image
from app.kubectl.kustomize.merge import merge
from app.kubectl.kustomize.paths import split_path
from app.kubectl.kustomize.schemas import Schemas
from app.kubectl.kustomize.yaml_documents import read_document
from app.kubectl.program import main

CASES = Path(__file__).parent / "cases"
_PART = re.compile(r"^(?:-- (\S+)( hex)? --|== (\w+) ==)\n", re.MULTILINE)


def parts(text: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """(files, what is expected by heading)."""
    files: dict[str, bytes] = {}
    expected: dict[str, str] = {}
    found = list(_PART.finditer(text))
    for match, following in zip(found, [*found[1:], None], strict=True):
        body = text[match.end() : following.start() if following else None]
        if match[1]:
            files[match[1]] = bytes.fromhex(body.strip()) if match[2] else body.encode()
        else:
            expected[match[3]] = body
    return files, expected


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.txt")))
def test_builds_as_recorded(case: str, machine: Any) -> None:
    files, expected = parts((CASES / f"{case}.txt").read_text())
    surroundings = machine("kustomize", ".")
    surroundings.files = {f"/root/work/{path}": data for path, data in files.items()}
    status = asyncio.run(main(surroundings, "1.37"))
    assert surroundings.stdout.text == expected[str(status)]
    assert surroundings.stderr.text == expected.get("errors", "")


@pytest.mark.parametrize(("files", "error"), [
    ({}, "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory "
         "'/root/work'\n"),
    ({"kustomization.yaml": "resources: [../x]\n"},
     "error: accumulating resources: accumulation err='accumulating resources from '../x': evalsymlink failure on "
     "'/root/x' : lstat /root/x: no such file or directory': must build at directory: not a valid directory: "
     "evalsymlink failure on '/root/x' : lstat /root/x: no such file or directory\n"),
    ({"kustomization.yaml": "resources: [.]\n"},
     "error: accumulating resources: accumulation err='accumulating resources from '.': '/root/work' must resolve to a "
     "file': cycle detected: candidate root '/root/work' contains visited root '/root/work'\n"),
    ({"kustomization.yaml": "resources: [/etc/passwd]\n", "/etc/passwd": "x"},
     "error: accumulating resources: accumulation err='accumulating resources from '/etc/passwd': security; file "
     "'/etc/passwd' is not in or below '/root/work'': new root '/etc/passwd' cannot be absolute\n"),
    ({"kustomization.yaml": "", "kustomization.yml": ""},
     "error: Found multiple kustomization files under: /root/work\n"),
    ({"kustomization.yaml": "helmCharts: [{name: x}]\n"},
     "error: trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\n`: must specify "
     "--enable-helm\n"),
])  # fmt: skip
def test_refuses(kubectl: Any, files: dict[str, str], error: str) -> None:
    result = kubectl("kustomize", ".", files=files)
    assert (result.out, result.err, result.exit) == ("", error, 1)


@pytest.mark.parametrize(("image", "split"), [
    ("nginx", ("nginx", "", "")), ("nginx:1", ("nginx", "1", "")), ("r:5000/a/b", ("r:5000/a/b", "", "")),
    ("r:5000/a:1@sha256:f", ("r:5000/a", "1", "sha256:f")), ("a@sha256:f", ("a", "", "sha256:f")),
])  # fmt: skip
def test_parts_of_images(image: str, split: tuple[str, str, str]) -> None:
    assert split_image(image) == split


@pytest.mark.parametrize(("path", "split"), [
    ("a.b.0", ["a", "b", "0"]), ("a.b\\.c/d", ["a", "b.c/d"]), ("c.[name=x.y].image", ["c", "[name=x.y]", "image"]),
])  # fmt: skip
def test_parts_of_paths(path: str, split: list[str]) -> None:
    assert split_path(path) == split


def test_old_booleans_are_texts_and_old_numbers_are_not() -> None:
    assert read_document(b"{a: yes, b: on, c: 010, d: true, e: 1_000, f: 2001-01-01}") == {
        "a": "yes", "b": "on", "c": 8, "d": True, "e": 1000, "f": "2001-01-01T00:00:00Z",
    }  # fmt: skip


VALUES = st.recursive(
    st.integers() | st.text(max_size=3) | st.booleans(),
    lambda inner: st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text("abc", min_size=1, max_size=2), VALUES, max_size=3)


@given(OBJECTS)
def test_merging_into_nothing_gives_the_patch(patch: dict[str, Any]) -> None:
    assert merge({}, patch, Schemas()) == patch


@given(OBJECTS)
def test_merging_twice_changes_nothing_more(patch: dict[str, Any]) -> None:
    once = merge({}, patch, Schemas())
    assert once is not None
    assert merge(dict(once), patch, Schemas()) == once
