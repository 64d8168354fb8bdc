from __future__ import annotations

import pytest

from app.labs.visiting import Place
from app.web.doors import place_of
from app.web.foreign import Below

SHOP = Below("/port/T", Place("10.0.0.5", 80, "shop.example.com"), lambda place: f"/port/{place.authority}")
NODE = Below("/port/T", Place("node01", 30080), lambda place: f"/port/{place.authority}")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b'<a href="/cart?x=1#y">', b'<a href="/port/T/cart?x=1#y">'),
        (b"<img src=/logo.png>", b"<img src=/port/T/logo.png>"),
        (b"<FORM METHOD=post ACTION='/buy'>", b"<FORM METHOD=post ACTION='/port/T/buy'>"),
        (b'<a href="cart">', b'<a href="cart">'),
        (b'<a href="#top">', b'<a href="#top">'),
        (b'<a href="http://shop.example.com/cart">', b'<a href="/port/T/cart">'),
        (b'<a href="//shop.example.com">', b'<a href="/port/T/">'),
        (
            b'<a href="https://nginx.org/x">',
            b'<a target="_blank" rel="noopener noreferrer" href="https://nginx.org/x">',
        ),
        (b'<div style="background: url(/b.png)">', b'<div style="background: url(/port/T/b.png)">'),
        (
            b'<meta http-equiv=refresh content="0; url=/next">',
            b'<meta http-equiv=refresh content="0; url=/port/T/next">',
        ),
        (b"\xff\xfe<a href='/\xe9'>", b"\xff\xfe<a href='/port/T/\xe9'>"),
    ],
)
def test_addresses_in_pages_stay_below_the_place(page: bytes, expected: bytes) -> None:
    assert SHOP.body("text/html", page) == expected


def test_style_sheets_too_and_nothing_else() -> None:
    assert SHOP.body("text/css", b"a{background:url('/a.png')}") == b"a{background:url('/port/T/a.png')}"
    assert SHOP.body("application/json", b'{"a": "href=/x"}') == b'{"a": "href=/x"}'


def test_scripts_are_led_the_same_way() -> None:
    page = SHOP.body("text/html", b"<!doctype html><script>fetch('/api')</script>")
    assert page.startswith(b"<!doctype html><script>(() => {")
    assert b'const base = "/port/T", own = "shop.example.com";' in page
    assert page.endswith(b"<script>fetch('/api')</script>")
    hostile = Below("/port/T", Place("x", 80, "</script><script>alert(1)"), lambda place: "")
    assert b"</script><script>alert" not in hostile.body("text/html", b"<script></script>")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/login", "/port/T/login"),
        ("login?next=/", "login?next=/"),
        ("http://node01:30080/x?y", "/port/T/x?y"),
        ("https://node01/x", "/port/node01:443/x"),
        ("http://other:8080/", "/port/other:8080/"),
        ("http://example.com", "/port/example.com/"),
        ("http://bad:port/", "http://bad:port/"),
        ("javascript:alert(1)", "javascript:alert(1)"),  # no browser follows it
    ],
)
def test_redirects_stay_in_the_lab(location: str, expected: str) -> None:
    assert NODE.location(location) == expected


def test_a_redirect_to_another_port_keeps_the_name() -> None:
    told: list[Place] = []
    below = Below("/t", SHOP.place, lambda place: told.append(place) or "/u")  # type: ignore[func-returns-value]
    assert below.location("https://shop.example.com/a") == "/u/a"
    assert told == [Place("10.0.0.5", 443, "shop.example.com")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("node01:30080", (Place("node01", 30080), "/")),
        (" http://10.0.0.1/a?b=c#d ", (Place("10.0.0.1", 80), "/a?b=c#d")),
        ("https://shop.example.com", (Place("shop.example.com", 443), "/")),
        ("localhost:8001?x", (Place("localhost", 8001), "/?x")),
        ("", None),
        ("file:///etc/passwd", None),
        ("node01:0", None),
        ("node01:99999", None),
        ("javascript:alert(1)", None),
        ("a b", None),
        ("user@host/", None),
        ("host/\r\nSet-Cookie: x", None),
        ("x" * 3000, None),
    ],
)
def test_what_is_typed_into_the_address_bar(typed: str, expected: tuple[Place, str] | None) -> None:
    assert place_of(typed) == expected
