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
    assert (scripts, preloaded) == (["js/lesson.js"], ["js/emulator.js"])  # that imports nothing more
    assert not re.search(r"^import\b", client.get("/static/x/js/lesson.js").text, re.MULTILINE)
    assert len(sizes) == 4
    assert sum(sizes.values()) + len(page.data) < 200_000, sizes


def test_a_bundle_has_every_module_once_and_in_order(web: Web) -> None:
    bundled = web.client().get("/static/x/js/lesson.js").text
    names = re.findall(r"^const \$m\d+ = \(\(\) => \{ // ((?:js|vendor)/\S+)$", bundled, re.MULTILINE)
    assert names[-1] == "js/lesson.js" and len(names) == len(set(names)) > 15
    assert names.index("js/texts.js") < names.index("js/clock.js") < names.index("js/lesson.js")
    assert not re.search(r"^(?:export|import)\b", bundled, re.MULTILINE)
    assert "/** " not in bundled.partition("js/clock.js")[0]  # comments are for those who read the source


@pytest.mark.parametrize("entry", ["lesson", "emulator", "drawing-view", "file-pane"])
def test_what_a_page_loads_is_one_file_with_what_it_exports(web: Web, entry: str) -> None:
    bundled = web.client().get(f"/static/x/js/{entry}.js").text
    source = (STATIC / "js" / f"{entry}.js").read_text(encoding="utf-8")
    exported = re.findall(r"^export (?:async function|function|class|const) (\w+)", source, re.MULTILINE)
    assert re.findall(r"^export const \{ (.*) \} =", bundled, re.MULTILINE) == [", ".join(exported)] * bool(exported)


def test_no_text_of_ours_has_lines_that_look_like_comments() -> None:
    """Bundles leave comments out, line by line: a text of more than one line must not have such a line."""
    for path in (STATIC / "js").glob("*.js"):
        source = re.sub(
            r"^ *(?://.*|/\*\*.*?\*/)$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        for text in re.findall(r"`[^`]*\n[^`]*`", source):
            assert not re.search(r"^ *(?://|/\*\*)", text, re.MULTILINE), path.name


@pytest.mark.parametrize(
    "source",
    [
        "import * as all from './a.js';\n",
        "export default 1;\n",
        "const a = await b();\n",
        "import { a } from './c.js';\n",
        "import { A } from '../vendor/two-exports.mjs';\n",
        "import { A } from '../vendor/imports.mjs';\n",
    ],
)
def test_what_a_bundle_cannot_hold_is_no_bundle(source: str) -> None:
    files = {
        "js/c.js": source,
        "vendor/two-exports.mjs": "export{a as A};var a=1,b=2;export{b as B};",
        "vendor/imports.mjs": 'import{b}from"./b.mjs";var a=b;export{a as A};',
    }
    with pytest.raises(UnknownFormError):
        bundle("js/c.js", lambda name: files.get(name, "export const a = 1;\n"))


def test_a_third_partys_module_is_taken_in_with_its_licence() -> None:
    files = {
        "js/c.js": "import { A, C as D } from '../vendor/v.mjs';\nconsole.log(A, D);\n",
        "vendor/v.mjs": "/** A licence. */\nvar a=1,c=3;export{a as A,c as C};\n//# sourceMappingURL=v.mjs.map\n",
    }
    assert bundle("js/c.js", files.__getitem__) == (
        "const $m0 = (() => { // vendor/v.mjs\n/** A licence. */\nvar a=1,c=3;\nreturn { A: a, C: c };\n})();\n"
        "const $m1 = (() => { // js/c.js\nconst { A, C: D } = $m0;\nconsole.log(A, D);\nreturn {  };\n})();\n"
    )


def test_our_scripts_and_styles_load_nothing_from_elsewhere() -> None:
    ours = [*(STATIC / "js").glob("*.js"), *(STATIC / "css").glob("*.css")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in ours}
    assert [name for name, text in texts.items() if re.search(r"https?://|@import|\beval\(|new Function", text)] == []
