"""The rewrite phase: set, if, rewrite, return, break.

Follows nginx src/http/modules/ngx_http_rewrite_module.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.images.nginx_server.config import Directive
from app.cluster.images.nginx_server.static import kind_of
from app.cluster.images.nginx_server.variables import filled

if TYPE_CHECKING:
    from app.cluster.images.nginx_server.exchange import Exchange

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def run(exchange: Exchange, block: Directive) -> str | None:
    """None to go on, `break` to go on without looking for another location, `done` when all is answered."""
    for one in block.block:
        outcome: str | None = None
        match one.name:
            case "set":
                exchange.own[one.args[0].lstrip("$")] = filled(one.args[1], exchange)
            case "break":
                return "break"
            case "return":
                _return(exchange, one)
                return "done"
            case "rewrite":
                outcome = _rewrite(exchange, one)
            case "if" if _holds(exchange, one):
                outcome = _inside(exchange, one)
        if outcome is not None:
            return outcome if outcome != "last" else None
    return None


def _inside(exchange: Exchange, one: Directive) -> str | None:
    """The block of an `if` whose condition holds; what it says about content holds from here on."""
    outcome = run(exchange, one)
    if outcome is None and any(each.name not in {"set", "rewrite", "if"} for each in one.block):
        outer = exchange.location
        exchange.location = type(outer)(outer.sign, outer.path, (one, *outer.chain), outer.inner, outer.pattern)
        if one.first("proxy_pass"):
            exchange.content()
            return "done"
    return outcome


def _return(exchange: Exchange, one: Directive) -> None:
    first, *rest = one.args
    if not first.isdigit():
        exchange.moved(filled(first, exchange), 302)
        return
    status = int(first)
    if rest and status in REDIRECTS:
        exchange.moved(filled(rest[0], exchange), status)
    elif rest:
        exchange.send(status, filled(rest[0], exchange).encode(), kind_of(exchange, exchange.uri))
    elif status == 444:
        exchange.send(444, b"", "")
    else:
        exchange.finish(status)


def _rewrite(exchange: Exchange, one: Directive) -> str | None:
    if not exchange.matches(one, one.args[0], exchange.uri):
        return None
    target, flag = filled(one.args[1], exchange), one.args[2] if len(one.args) > 2 else ""
    if flag in {"redirect", "permanent"} or target.startswith(("http://", "https://", "$scheme")):
        tail = f"?{exchange.args}" if exchange.args and "?" not in target else ""
        exchange.moved(target.removesuffix("?") + tail, 301 if flag == "permanent" else 302)
        return "done"
    exchange.uri, question, args = target.partition("?")
    if question:
        exchange.args = "&".join(filter(None, (args, exchange.args))) if args else ""
    return flag or None


def _holds(exchange: Exchange, one: Directive) -> bool:
    """`($a = b)`, `($a ~ regex)`, `(-f file)`, `($a)`."""
    words = " ".join(one.args)
    words = words.removeprefix("(").removesuffix(")").strip()
    left, _, rest = words.partition(" ")
    if left in {"-f", "!-f", "-d", "!-d", "-e", "!-e"}:
        kind = exchange.process.inside.kind(filled(rest.strip(), exchange))
        holds = {"f": kind == "file", "d": kind == "directory", "e": kind != ""}[left[-1]]
        return holds != left.startswith("!")
    value = filled(left, exchange)
    operator, _, wanted = rest.strip().partition(" ")
    wanted = wanted.strip().strip("\"'")
    if not operator:
        return value not in {"", "0"}
    if operator in {"=", "!="}:
        return (value == filled(wanted, exchange)) == (operator == "=")
    found = exchange.matches(one, wanted, value, ignore_case=operator.endswith("*"))
    return found != operator.startswith("!")
