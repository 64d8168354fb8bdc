"""vim by its keys: a text, what is pressed, what the file has then, and what the screen says."""

from __future__ import annotations

import re

import pytest

from app.host.vim.editor import Vim, keys
from app.host.vim.screen import frame

ESC, BLOCK, REDO = "\x1b", "\x16", "\x12"
POD = """apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: c
    image: nginx
"""


class Disk(dict[str, str]):
    def read(self, path: str) -> str | None:
        return self.get(path)

    def write(self, path: str, text: str) -> None:
        self[path] = text


def edited(text: str, pressed: str, name: str = "f", vimrc: str | None = "") -> tuple[str, list[str]]:
    """The file and the screen's rows, without colours and empty rows."""
    disk = Disk({name: text})
    vim = Vim(disk, 12, 60, lambda: 0.0)
    vim.open(name, vimrc=vimrc)
    for key in keys(pressed):
        assert vim.done is None, "pressed after the end"
        wanted = vim.press(key)
        if wanted is not None:
            vim.answer(0, "".join(sorted(wanted.text.splitlines(keepends=True))) or "output\n")
        frame(vim)
    rows = [re.sub("\x1b\\[[0-9;]*m", "", row) for row in frame(vim).rows]
    return disk[name], [row for row in rows if row != "~"]


@pytest.mark.parametrize(
    ("text", "pressed", "file"),
    [
        ("a\nb\nc\n", "dd", "b\nc\n"), ("a\nb\nc\n", "2dd", "c\n"), ("a\nb\n", "yyp", "a\na\nb\n"),
        ("a\nb\n", "yyjP", "a\na\nb\n"), ("a\nb\nc\n", "dd.", "c\n"), ("a\nb\n", "ddu", "a\nb\n"),
        ("a\nb\n", "ddu" + REDO, "b\n"), ("a\nb\nc\n", "jdG", "a\n"), ("a\nb\nc\n", "jdgg", "c\n"),
        ("a\nb\nc\nd\n", "jd2j", "a\n"), ("a\nb\nc\n", "Gggx", "\nb\nc\n"), ("a\nb\nc\n", "2Gx", "a\n\nc\n"),
        ("foo bar\n", "dw", "bar\n"), ("foo bar\n", "wD", "foo \n"), ("foo bar\n", f"cwbaz{ESC}", "baz bar\n"),
        ("foo bar\n", f"wciwqux{ESC}", "foo qux\n"), ('a "foo" b\n', f'foci"x{ESC}', 'a "x" b\n'),
        ("a {b} c\n", "fbdi{", "a {} c\n"), ("a\nb\n\nc\n", "dap", "c\n"), ("foo bar\n", f"wCx{ESC}", "foo x\n"),
        ("abcdef\n", "3x", "def\n"), ("abcd\n", "dtc", "cd\n"), ("abcd\n", "fcx;", "abd\n"), ("(ab)\n", "%x", "(ab\n"),
        ("  foo\n", f"Ix{ESC}", "  xfoo\n"), ("foo\n", f"Ax{ESC}", "foox\n"), ("a\n", f"Ob{ESC}", "b\na\n"),
        ("a\n", f"ob{ESC}", "a\nb\n"), ("x\n", f"5ia{ESC}", "aaaaax\n"), ("abcd\n", f"Rxy{ESC}", "xycd\n"),
        ("a\nb\n", "J", "a b\n"), ("ab\n", "~", "Ab\n"), ("ab\n", "rx", "xb\n"), ("ab\n", "xp", "ba\n"),
        ("a 5\n", "\x01", "a 6\n"), ("ABC\n", "guu", "abc\n"), ("foo bar\n", "ywP", "foo foo bar\n"),
        ("a\nb\nc\n", "majd'a", "c\n"), ("a\nb\n", '"ayyj"ap', "a\nb\na\n"),
        ("ab\ncd\n", f"qqA;{ESC}jq@q", "ab;\ncd;\n"),
        ("abcd\n", "vld", "cd\n"), ("a\nb\nc\n", "Vjd", "c\n"), ("a\nb\n", "VyGp", "a\nb\na\n"),
        ("abc\n", "viwy$p", "abcabc\n"),
        ("ab\ncd\n", f"{BLOCK}jI#{ESC}", "#ab\n#cd\n"), ("ab\ncd\n", f"{BLOCK}jx", "b\nd\n"),
        ("a: b\nc: d\n", f"{BLOCK}j$A!{ESC}", "a: b!\nc: d!\n"),
        ("a\n", ":set ts=2 sw=2 et\r>>", "  a\n"), ("    a\n", ":set sw=2 et\r<<", "  a\n"),
        ("a\nb\nc\n", ":set sw=2 et\rVj>", "  a\n  b\nc\n"), ("a\nb\n", ":set sw=2 et\rVj2>", "    a\n    b\n"),
        ("a\n", ">>", "\ta\n"), ("a\n", f":set ts=2 sw=2 et\ri\t{ESC}", "  a\n"),
        ("  a\n", f":set ai\rob{ESC}", "  a\n  b\n"),
        ("    a\n", f":set sw=2\rA\x04{ESC}", "  a\n"), ("\ta\n", ":set ts=2 et\r:retab\r", "  a\n"),
        ("a\n", f":set ai\ri\x1b[200~  x:\r    y\r\x1b[201~{ESC}", "  x:\n    y\na\n"),
        ("aa\naa\n", ":%s/a/b/g\r", "bb\nbb\n"), ("aa\n", ":s/a/b/\r", "ba\n"),
        ("a\na\na\n", ":2,3s/a/b/\r", "a\nb\nb\n"),
        ("a a a\n", ":s/a/x/gc\ryna", "x a x\n"), ("a b\n", r":s/\(\w\) \(\w\)/\2 \1/" + "\r", "b a\n"),
        ("/a/b\n", ":s#/a#&c#\r", "/ac/b\n"), ("nginx:1.7\n", ":s/nginx:.*/nginx:1.9/\r", "nginx:1.9\n"),
        ("a\nb\na\n", ":g/a/d\r", "b\n"), ("a\nb\na\n", ":v/a/d\r", "a\na\n"), ("a\nb\nc\n", ":1m3\r", "b\nc\na\n"),
        ("a\nb\n", ":1t.\r", "a\na\nb\n"), ("a\nb\nc\n", ":2,3d\r", "a\n"), ("a\nb\n", ":%d\r", ""),
        ("a\nb\n", ":%norm Ax\r", "ax\nbx\n"),
        ("b\na\n", ":%!sort\r", "a\nb\n"), ("a\n", ":r !date\r", "a\noutput\n"), ("b\na\n", ":sort\r", "a\nb\n"),
        ("a\nfoo1\nb\nfoo2\n", "/foo\rnx", "a\nfoo1\nb\noo2\n"), ("foo\na\nfoo\n", "?foo\rx", "foo\na\noo\n"),
        ("foo\nfoo\n", "*x", "foo\noo\n"), ("abc\n", f"i\x1b[H#\x1b[F!{ESC}", "#abc!\n"), ("abc\n", "\x1b[3~", "bc\n"),
        ("foo\n", f"A bar\x17x{ESC}", "foo x\n"), ("日本語\n", f"lxA！{ESC}", "日語！\n"),
    ],
)  # fmt: skip
def test_keys(text: str, pressed: str, file: str) -> None:
    assert edited(text, pressed + ":wq\r")[0] == file


@pytest.mark.parametrize(
    ("pressed", "bottom"),
    [
        (":q\r", ""), ("ZZ", ""), ("xZQ", ""), ("x:q!\r", ""), ("x:x\r", ""),
        ("x:q\r", "E37: No write since last change (add ! to override)"),
        (":foo\r", "E492: Not an editor command: foo"),
        ("/zzz\r", "E486: Pattern not found: zzz"), (":set foo\r", "E518: Unknown option: foo"),
        (":set et\r:set et?\r", "  expandtab"), (":set tabstop?\r", "  tabstop=8"), ("'a", "E20: Mark not set"),
        ("i", "-- INSERT --"), ("R", "-- REPLACE --"), ("v", "-- VISUAL --"), ("V", "-- VISUAL LINE --"),
        (BLOCK, "-- VISUAL BLOCK --"), (":set paste\ri", "-- INSERT (paste) --"), ("qa", "recording @a"),
        ("3dd", "--No lines in buffer--"), ("ddu", "1 more line; before #1  0 seconds ago"), ("3yy", "3 lines yanked"),
        (":%s/[abc]/x/\r", "3 substitutions on 3 lines"), ("/a\r", "search hit BOTTOM, continuing at TOP"),
        (":w\r", '"f" 3L, 6B written'),
        (":5\r", "E16: Invalid range"), ("u", "Already at oldest change"), (":w g\r", '"g" [New] 3L, 6B written'),
        ("V3>", ""), ("VG>", "3 lines >ed 1 time"), (":%s/a/b/gc\r", "replace with b (y/n/a/q/l/^E/^Y)?"),
    ],
)  # fmt: skip
def test_what_the_bottom_line_says(pressed: str, bottom: str) -> None:
    _, rows = edited("a\nb\nc\n", pressed)
    said = re.sub(r" +\d+,\S+ +(All|Top|Bot|\d+%)$", "", rows[-1]).replace(
        "-- INSERT -- (paste)", "-- INSERT (paste) --"
    )
    ended = pressed.rstrip("\r").endswith((":q", ":q!", ":x", "ZZ", "ZQ")) and not bottom
    assert ended or said == bottom


def test_yaml_is_indented_as_vims_own_plugin_does() -> None:
    typed = f"Goports:\r- containerPort: 80{ESC}:wq\r"
    assert edited(POD, typed, "pod.yaml", None)[0] == POD + "    ports:\n      - containerPort: 80\n"
    again = POD.replace("  - name: c\n    image", "    - name: c\n      image")
    assert edited(POD, "gg=G:wq\r", "pod.yaml", None)[0] == again


def test_a_vimrc_as_candidates_write_it() -> None:
    vimrc = '" settings\nset nu ts=2 sts=2\nset sw=2 et ai\nautocmd FileType yaml setlocal sw=4\nsyntax on\n'
    file, rows = edited(POD, "7GVG>ocommand: []", "pod.yaml", vimrc)
    assert rows[6:9] == ["  7       - name: c", "  8         command: []", "  9         image: nginx"]
    assert file == POD


def test_the_screen_scrolls_wraps_and_shows_lists_and_numbers() -> None:
    text = "".join(f"line {number}\n" for number in range(1, 41))
    _, rows = edited(text, "G:set nu\r")
    assert rows[0] == " 30 line 30" and rows[10] == " 40 line 40" and rows[11].endswith("40,1          Bot")
    _, rows = edited("\tx\n" + "long " * 14 + "\n", ":set list\r")
    assert rows[:3] == ["^Ix$", "long " * 12, "long long $"]
