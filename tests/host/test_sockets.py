"""`/dev/tcp/HOST/PORT` in redirections."""

import pytest

from tests.host.machine import machine, outcome, web_server

ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"
REQUEST = r"printf 'GET /hello HTTP/1.0\r\n\r\n' >&3"
REFUSED = "Connection refused"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("echo > /dev/tcp/localhost/8001 && echo open", (0, "open\n", "")),
        ("timeout 1 bash -c '</dev/tcp/localhost/8001' && echo open", (0, "open\n", "")),
        ("p=8001; (echo > /dev/tcp/127.0.0.1/$p) &> /dev/null && echo open", (0, "open\n", "")),
        (f"exec 3<>/dev/tcp/localhost/8001; {REQUEST}; cat <&3; exec 3>&-", (0, ANSWER, "")),
        (f"exec 3<>/dev/tcp/localhost/8001; {REQUEST}; read -r a <&3; cat <&3 | tail -1; echo $a",
         (0, "hello\nHTTP/1.1 200 OK\r\n", "")),
        ("timeout 2 bash -c 'echo > /dev/tcp/10.9.9.9/80'; echo $?", (0, "124\n", "")),
        ("printf '\\necho > /dev/tcp/localhost/1\\n' > s.sh; bash s.sh",
         (1, "", f"s.sh: connect: {REFUSED}\ns.sh: line 2: /dev/tcp/localhost/1: {REFUSED}\n")),
        ("set -x; echo > /dev/tcp/localhost/8001", (0, "", "+ echo\n")),
    ],
)  # fmt: skip
def test_a_connection(text: str, expected: tuple[int, str, str]) -> None:
    host = machine()
    web_server(host)
    assert outcome(text, host) == expected
