from __future__ import annotations

import gzip
import hashlib
import re

import pytest

from tests.web.conftest import LESSON, STATIC, Web

VENDOR = STATIC / "vendor"


def _sums() -> dict[str, str]:
    lines = (VENDOR / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("  ") for line in lines if not line.startswith("#")]
    return {name: digest for digest, name in pairs}


def test_vendored_files_are_what_was_published() -> None:
    files = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "CHECKSUMS"
    }
    assert files == _sums()


def test_every_vendored_package_has_its_licence() -> None:
    assert [path.name for path in VENDOR.iterdir() if path.is_dir() and not (path / "LICENSE").is_file()] == []


def test_files_are_compressed_and_kept_for_ever_under_their_version(web: Web) -> None:
    client = web.client()
    page = client.get("/").text
    address = re.search(r'href="(/static/[^"]+/css/base.css)"', page)
    assert address
    answer = client.get(address[1], headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == (STATIC / "css" / "base.css").read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"
    again = client.get(address[1], headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    plain = client.get(address[1])
    assert plain.data == (STATIC / "css" / "base.css").read_bytes()
    assert plain.headers["ETag"] != answer.headers["ETag"]


def test_another_versions_address_gets_the_file_but_keeps_nothing(web: Web) -> None:
    answer = web.client().get("/static/0123456789ab/js/lesson.js")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("name", ["../pyproject.toml", "nope.js", "vendor", "%2e%2e/pyproject.toml", "js/../../x"])
def test_nothing_else_is_served(web: Web, name: str) -> None:
    assert web.client().get(f"/static/x/{name}").status_code == 404


def test_the_favicon_is_there(web: Web) -> None:
    assert web.client().get("/favicon.ico").headers["Content-Type"] == "image/svg+xml"


def _modules(start: str) -> set[str]:
    """The scripts that a page loads: what one imports, and what those import."""
    found, waiting = set(), [STATIC / start]
    while waiting:
        path = waiting.pop().resolve()
        if path in found:
            continue
        found.add(path)
        if "vendor" not in path.parts:
            waiting += [path.parent / name for name in re.findall(r"from '(\.[^']+)'", path.read_text("utf-8"))]
    return {path.relative_to(STATIC.resolve()).as_posix() for path in found}


def test_the_first_load_of_a_lesson_is_light(web: Web) -> None:
    client = web.client()
    page = client.get(f"/lessons/{LESSON}", headers={"Accept-Encoding": "gzip"})
    names = _modules("js/lesson.js") | {"js/page.js", "css/base.css", "css/lesson.css", "vendor/xterm/xterm.css"}
    sizes = {
        name: len(client.get(f"/static/x/{name}", headers={"Accept-Encoding": "gzip"}).data) for name in sorted(names)
    }
    assert set(re.findall(r'modulepreload" href="/static/\w+/([^"]+)"', gzip.decompress(page.data).decode())) == {
        name for name in sizes if name.endswith(("js", "mjs")) and name != "js/page.js"
    }
    assert sum(sizes.values()) + len(page.data) < 200_000, sizes


def test_our_scripts_and_styles_load_nothing_from_elsewhere() -> None:
    ours = [*(STATIC / "js").glob("*.js"), *(STATIC / "css").glob("*.css")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in ours}
    assert [name for name, text in texts.items() if re.search(r"https?://|@import|\beval\(|new Function", text)] == []
