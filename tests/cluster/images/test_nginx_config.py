"""What nginx says of configurations that it does not start with."""

from __future__ import annotations

import pytest

from app.cluster.images.nginx import contents
from app.cluster.images.nginx_server.access import apr1
from app.cluster.images.nginx_server.config import ConfigError, Parser
from app.cluster.images.nginx_server.servers import Site, understand

CONF = "/etc/nginx/conf.d/default.conf"


def load(text: str, **more: str) -> Site:
    files = {**contents("1.27"), CONF: text.encode(), **{name: data.encode() for name, data in more.items()}}

    def names(folder: str) -> list[str]:
        return [path.rpartition("/")[2] for path in files if path.rpartition("/")[0] == folder]

    main = Parser(files.get, names).main()
    return understand(main, {"web": "10.0.0.1", "1.2.3.4": "1.2.3.4"}.get, files.get)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("server { listen 80 }", f'unexpected "}}" in {CONF}:1'),
        ("server {\n listen 80;\n", f'unexpected end of file, expecting "}}" in {CONF}:3'),
        ("server { retrun 200; }", f'unknown directive "retrun" in {CONF}:1'),
        ("listen 80;", f'"listen" directive is not allowed here in {CONF}:1'),
        ("server { root; }", f'invalid number of arguments in "root" directive in {CONF}:1'),
        ("server { sendfile yes; }",
         f'invalid value "yes" in "sendfile" directive, it must be "on" or "off" in {CONF}:1'),
        ("server { location / { } location / { } }", f'duplicate location "/" in {CONF}:1'),
        ("server { listen 80a; }", f'host not found in "80a" of the "listen" directive in {CONF}:1'),
        ("server { listen 127.0.0.1:http; }",
         f'invalid port in "127.0.0.1:http" of the "listen" directive in {CONF}:1'),
        ("server {\n\n location / { proxy_pass http://api; } }", f'host not found in upstream "api" in {CONF}:3'),
        ("upstream a { server api:80; }", f'host not found in upstream "api:80" in {CONF}:1'),
        ("server { return 200 $nope; }", 'unknown "nope" variable'),
        ("server { location ~ ( { } }", f'pcre2_compile() failed: missing closing parenthesis in "(" in {CONF}:1'),
        ("include /etc/nginx/none.conf;",
         f'open() "/etc/nginx/none.conf" failed (2: No such file or directory) in {CONF}:1'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(text)
    assert str(error.value) == message


def test_servers_share_ports() -> None:
    site = load(
        "upstream pair { server web weight=2; server 1.2.3.4:8080 backup; }\n"
        "server { listen 80; server_name a; } server { listen 80 default_server; listen 8443 ssl; server_name b; }"
    )
    assert {port: [server.names for server in place.servers] for port, place in site.places.items()} == {
        80: [("b",), ("a",)], 8443: [("b",)],
    }  # fmt: skip
    assert [(peer.address, peer.port, peer.weight, peer.backup) for peer in site.upstreams["pair"]] == [
        ("10.0.0.1", 80, 2, False), ("1.2.3.4", 8080, 1, True),
    ]  # fmt: skip


def test_passwords_as_openssl_makes_them() -> None:
    # $ openssl passwd -apr1 -salt abcdefgh engine
    assert apr1("engine", "abcdefgh") == APR1


APR1 = "$apr1$abcdefgh$0mCMqr6cylg6CFmms/7d9."
