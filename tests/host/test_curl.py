"""What curl sends, prints and says; seen with curl 7.88 and 8.5."""

import pytest

from app.host.host import HostSpec
from tests.host.machine import START, machine, outcome, web_server

REFUSED = "curl: (7) Failed to connect to localhost port 1 after 0 ms: Couldn't connect to server\n"
TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n"
ZEROS = "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n" + ZEROS
)


def curl(text, **spec):
    host = machine(HostSpec(**spec))
    web_server(host)
    web_server(host, 6443, tls=True)
    before = host.clock.now
    status, stdout, stderr = outcome(text, host)
    return status, stdout, stderr, host.clock.now - before


@pytest.mark.parametrize(
    ("text", "stdout"),
    [
        ("curl -s localhost:8001/hello", "hello\n"),
        ("curl -s http://localhost:8001/echo",
         "GET /echo\nHost: localhost:8001\nUser-Agent: curl/8.5.0\nAccept: */*\n\n"),
        ("curl -s -XPATCH -H 'Content-Type: application/merge-patch+json' -d '{\"a\":1}' localhost:8001/echo",
         "PATCH /echo\nHost: localhost:8001\nUser-Agent: curl/8.5.0\nAccept: */*\n"
         "Content-Type: application/merge-patch+json\nContent-Length: 7\n\n{\"a\":1}"),
        ("curl -s -d a=1 --data-urlencode 'b=x y' -H 'Accept:' -u me:pw localhost:8001/echo",
         "POST /echo\nHost: localhost:8001\nAuthorization: Basic bWU6cHc=\nUser-Agent: curl/8.5.0\nContent-Length: 11\n"
         "Content-Type: application/x-www-form-urlencoded\n\na=1&b=x%20y"),
        ("echo body | curl -s --data-binary @- -H 'Host: app.example' localhost:8001/echo",
         "POST /echo\nHost: app.example\nUser-Agent: curl/8.5.0\nAccept: */*\nContent-Length: 5\n"
         "Content-Type: application/x-www-form-urlencoded\n\nbody\n"),
        ("curl -sG -d a=1 -d b=2 localhost:8001/echo | head -1", "GET /echo?a=1&b=2\n"),
        ("curl -s -o /dev/null -w '%{http_code} %{content_type} %{size_download}\\n' localhost:8001/hello",
         "200 text/plain 6\n"),
        ("curl -s -w '%{http_code}\\n' localhost:8001/404", "nope\n404\n"),
        ("curl -si localhost:8001/404",
         "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nnope\n"),
        ("curl -sI localhost:8001/hello", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n"),
        ("curl -sf localhost:8001/404; echo $?", "22\n"),
        ("echo hello > /tmp/a; curl -s file:///tmp/a; curl -sI file:///tmp/a | head -2",
         "hello\nContent-Length: 6\r\nAccept-ranges: bytes\r\n"),
        ("echo hello > a; curl -sO -w '%{http_code} %{size_download}\n' file://$PWD/a; cat a", "000 6\nhello\n"),
        ("curl -sS file:///nope 2>&1; echo $?", "curl: (37) Couldn't open file /nope\n37\n"),
        ("curl -sL localhost:8001/redirect; curl -s -w '%{http_code} %{redirect_url}\\n' localhost:8001/redirect",
         "hello\n302 http://localhost:8001/hello\n"),
        ("curl -sk https://localhost:6443/hello", "hello\n"),
        ("curl -s http://localhost:6443/", "Client sent an HTTP request to an HTTPS server.\n"),
        ("curl -s localhost:8001/{a,b}[1-2] | wc -l", "4\n"),
        ("curl -sO localhost:8001/file; curl -s -o out localhost:8001/x; cat file out", "hello\nhello\n"),
        ("curl -s --resolve app.example:8001:127.0.0.1 http://app.example:8001/hello", "hello\n"),
        ("echo '127.0.0.1 app.example' >> /etc/hosts; curl -s app.example:8001/hello", "hello\n"),
        ("curl -sN localhost:8001/stream | head -2", "line 1\nline 2\n"),
        ("timeout 3 curl -sN localhost:8001/stream; echo $?", "line 1\nline 2\n124\n"),
    ],
)  # fmt: skip
def test_transfers(text, stdout):
    assert curl(text)[1] == stdout


@pytest.mark.parametrize(
    ("text", "status", "stderr", "seconds"),
    [
        ("curl -sS localhost:1", 7, REFUSED, 0),
        ("curl -s localhost:1", 7, "", 0),
        ("curl -sS nosuch.example", 6, "curl: (6) Could not resolve host: nosuch.example\n", 0),
        ("curl -sS -m 2 localhost:8001/slow", 28,
         "curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n", 2),
        ("curl -sS --connect-timeout 2 10.9.9.9", 28,
         "curl: (28) Failed to connect to 10.9.9.9 port 80 after 2000 ms: Timeout was reached\n", 2),
        ("curl -sSf localhost:8001/404", 22, "curl: (22) The requested URL returned error: 404\n", 0),
        ("curl -sS ftp2://x", 1, 'curl: (1) Protocol "ftp2" not supported\n', 0),
        ("curl", 2, "curl: try 'curl --help' or 'curl --manual' for more information\n", 0),
        ("curl --nosuch", 2, "curl: option --nosuch: is unknown\n" + TRY, 0),
        ("curl -o", 2, "curl: option -o: requires parameter\n" + TRY, 0),
        ("curl localhost:1", 7, METER + ZEROS + "\n" + REFUSED, 0),
        ("curl localhost:8001/hello > f", 0,
         METER + "\r100     6  100     6    0     0    600      0 --:--:-- --:--:-- --:--:--   600\n", 0),
    ],
)  # fmt: skip
def test_failures(text, status, stderr, seconds):
    found = curl(text)
    assert (found[0], found[2], found[3]) == (status, stderr, seconds)


def test_an_untrusted_certificate():
    status, _, stderr, _ = curl("curl -sS https://localhost:6443/")
    assert status == 60
    assert stderr.startswith("curl: (60) SSL certificate problem: unable to get local issuer certificate\n")


def test_the_wording_of_2018():
    assert curl("curl -sS localhost:8001/x localhost:1", style="2018")[2] == (
        "curl: (7) Failed to connect to localhost port 1: Connection refused\n"
    )


def test_retries_wait_on_the_clock():
    host = machine()
    host.clock.call_later(2, lambda: web_server(host))
    assert outcome("curl -s --retry 5 --retry-connrefused localhost:8001/hello", host)[1] == "hello\n"
    assert host.clock.now - START == 3


def test_wget():
    status, stdout, stderr, _ = curl(
        "wget -qO- localhost:8001/hello; wget localhost:8001/hello; cat hello; wget -q --spider localhost:8001/404"
    )
    assert (status, stdout) == (8, "hello\nhello\n")
    assert stderr.startswith(
        "--2023-11-14 22:13:20--  http://localhost:8001/hello\n"
        "Resolving localhost (localhost)... 127.0.0.1\n"
        "Connecting to localhost (localhost)|127.0.0.1|:8001... connected.\n"
        "HTTP request sent, awaiting response... 200 OK\n"
        "Length: 6 [text/plain]\n"
        "Saving to: ‘hello’\n"
    )
