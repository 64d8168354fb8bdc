"""Who may have what: allow and deny, and passwords.

Follows nginx src/http/modules/ngx_http_access_module.c, ngx_http_auth_basic_module.c.
"""

from __future__ import annotations

import base64
import hashlib
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.cluster.images.nginx_server.exchange import Exchange

_APR1 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def refused(exchange: Exchange) -> int | None:
    """403 or 401, or None when the request may go on."""
    location = exchange.location
    rules = _rules(exchange)
    denied = False
    for name, who in rules:
        if who == "all" or _inside(exchange.client, who):
            denied = name == "deny"
            break
    realm = location.value("auth_basic", "off")
    wants = realm != "off"
    if wants and location.value("satisfy", "all") == "any" and rules and not denied:
        return None
    if denied and not (wants and location.value("satisfy", "all") == "any"):
        exchange.log_error("access forbidden by rule")
        return 403
    return _password(exchange) if wants else None


def _rules(exchange: Exchange) -> list[tuple[str, str]]:
    for block in exchange.location.chain:
        found = [(one.name, one.args[0]) for one in block.block if one.name in {"allow", "deny"}]
        if found:
            return found
    return []


def _inside(address: str, network: str) -> bool:
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except ValueError:
        return False


def _password(exchange: Exchange) -> int | None:
    scheme, _, given = exchange.request.headers.get("Authorization", "").partition(" ")
    try:
        user, colon, password = base64.b64decode(given).decode().partition(":")
    except ValueError:
        user, colon, password = "", "", ""
    if scheme.lower() != "basic" or not colon:
        exchange.log_error("no user/password was provided for basic authentication")
        return 401
    name = exchange.location.value("auth_basic_user_file")
    name = name if name.startswith("/") else f"/etc/nginx/{name}"
    content = exchange.process.read(name)
    if content is None:
        exchange.log_error(f'open() "{name}" failed (2: No such file or directory)')
        return 403
    for line in content.decode("utf-8", "replace").splitlines():
        known, _, secret = line.partition(":")
        if known == user:
            if _right(password, secret.split(":")[0]):
                exchange.user = user
                return None
            exchange.log_error(f'user "{user}": password mismatch')
            return 401
    exchange.log_error(f'user "{user}" was not found in "{name}"')
    return 401


def _right(password: str, secret: str) -> bool:
    if secret.startswith("{PLAIN}"):
        return secret == "{PLAIN}" + password
    if secret.startswith("{SHA}"):
        return secret[5:] == base64.b64encode(hashlib.sha1(password.encode()).digest()).decode()
    if secret.startswith("$apr1$"):
        return secret == apr1(password, secret.split("$")[2])
    return False


def apr1(password: str, salt: str) -> str:
    """Apache's MD5 crypt, as `htpasswd` and `openssl passwd -apr1` make it."""
    word, salted = password.encode(), salt[:8].encode()
    inner = hashlib.md5(word + salted + word).digest()
    data = word + b"$apr1$" + salted + (inner * (len(word) // 16 + 1))[: len(word)]
    bits = len(word)
    while bits:
        data += b"\0" if bits & 1 else word[:1]
        bits >>= 1
    digest = hashlib.md5(data).digest()
    for turn in range(1000):
        part = word if turn & 1 else digest
        part += salted if turn % 3 else b""
        part += word if turn % 7 else b""
        digest = hashlib.md5(part + (digest if turn & 1 else word)).digest()
    text = ""
    for first, second, third in ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)):
        text += _letters(digest[first] << 16 | digest[second] << 8 | digest[third], 4)
    return f"$apr1${salt[:8]}${text}{_letters(digest[11], 2)}"


def _letters(number: int, count: int) -> str:
    return "".join(_APR1[number >> 6 * at & 63] for at in range(count))
