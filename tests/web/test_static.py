from __future__ import annotations

import gzip
import hashlib
import re

import pytest

from app.web.bundle import UnknownFormError, bundle
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


def _page_parts(page: str) -> tuple[list[str], list[str], list[str]]:
    """Scripts, preloaded modules and style sheets of a page."""
    scripts = re.findall(r'<script[^>]* src="/static/\w+/([^"]+)"', page)
    return (
        scripts,
        re.findall(r'modulepreload" href="/static/\w+/([^"]+)"', page),
        re.findall(r'stylesheet" href="/static/\w+/([^"]+)"', page),
    )


def test_the_first_load_of_a_lesson_is_light(web: Web) -> None:
    """Few requests, all of them asked for at once, and little in them."""
    client = web.client()
    page = client.get(f"/lessons/{LESSON}", headers={"Accept-Encoding": "gzip"})
    scripts, preloaded, sheets = _page_parts(gzip.decompress(page.data).decode())
    sizes = {
        name: len(client.get(f"/static/x/{name}", headers={"Accept-Encoding": "gzip"}).data)
        for name in {*scripts, *preloaded, *sheets}
    }
    bundled = client.get("/static/x/js/lesson.bundle.js").text
    imported = {name.removeprefix("../") for name in re.findall(r"^import .* from '(\S+)';$", bundled, re.MULTILINE)}
    assert set(preloaded) == {"js/lesson.bundle.js"} | imported
    assert len(sizes) <= 12
    assert sum(sizes.values()) + len(page.data) < 200_000, sizes


def test_a_bundle_has_every_module_once_and_in_order(web: Web) -> None:
    web.client().get(f"/lessons/{LESSON}")
    bundled = web.client().get("/static/x/js/lesson.bundle.js").text
    names = re.findall(r"^const \$m\d+ = \(\(\) => \{ // (\S+)$", bundled, re.MULTILINE)
    assert names[-1] == "js/lesson.js" and len(names) == len(set(names)) > 15
    assert names.index("js/texts.js") < names.index("js/clock.js") < names.index("js/lesson.js")
    assert not re.search(r"^(?:export|import (?!\{.*\} from '\.\./vendor/))", bundled, re.MULTILINE)


@pytest.mark.parametrize(
    "source",
    [
        "import * as all from './a.js';\n",
        "export default 1;\n",
        "const a = await b();\n",
        "import { a } from './c.js';\n",
    ],
)
def test_what_a_bundle_cannot_hold_is_no_bundle(source: str) -> None:
    with pytest.raises(UnknownFormError):
        bundle("js/c.js", lambda name: source if name == "js/c.js" else "export const a = 1;\n")


def test_our_scripts_and_styles_load_nothing_from_elsewhere() -> None:
    ours = [*(STATIC / "js").glob("*.js"), *(STATIC / "css").glob("*.css")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in ours}
    assert [name for name, text in texts.items() if re.search(r"https?://|@import|\beval\(|new Function", text)] == []
