"""What a lab serves, through the paths by which a browser opens it."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from learner import PATIENCE, Learner, Server, Tab

PAGE = """cat > index.html <<'X'
<!doctype html><a href="/sub/">sub</a><script src="/a.js"></script>
X
mkdir -p sub; echo deep > sub/index.html; echo 'a{}' > a.css"""


def doors(tab: Tab) -> list[dict[str, str]]:
    answer = tab.learner.session.get(f"{tab.server.url}/api/labs/{tab.lab}/doors", timeout=PATIENCE)
    found: list[dict[str, str]] = answer.json()["doors"]
    return found


def opened(tab: Tab, address: str) -> str:
    body = {"address": address}
    answer = tab.learner.session.post(f"{tab.server.url}/api/labs/{tab.lab}/doors", json=body, timeout=PATIENCE)
    return tab.server.url + str(answer.json()["url"])


def ask(url: str, **options: Any) -> requests.Response:
    """As a browser without our cookie: the address is enough."""
    return requests.request(options.pop("method", "GET"), url, timeout=PATIENCE, allow_redirects=False, **options)


@pytest.fixture
def tab(server: Server) -> Tab:
    return server.tab()


def test_services_ingresses_and_programs_can_be_opened(tab: Tab) -> None:
    assert doors(tab) == []
    tab.run("kubectl create deployment web --image=nginx --replicas=2")
    tab.run("kubectl expose deployment web --port 80")
    tab.run("kubectl expose deployment web --name outside --type NodePort --port 80")
    tab.run("kubectl create ingress web --rule='shop.example.com/*=web:80'")
    tab.type("kubectl proxy", "2")
    tab.ends("Starting to serve on 127.0.0.1:8001\n", terminal="2")
    tab.settle()
    found = doors(tab)
    assert [(door["kind"], door["namespace"], door["name"]) for door in found] == [
        ("Ingress", "default", "web"),
        ("NodePort", "default", "outside"),
        ("ClusterIP", "default", "web"),
        ("Machine", "", "kubectl"),
    ]
    for door in found[1:3]:
        answer = ask(tab.server.url + door["url"])
        assert answer.status_code == 200 and "<title>Welcome to nginx!</title>" in answer.text, door
        assert answer.headers["Content-Type"] == "text/html"
    assert found[0]["address"] == "http://shop.example.com/"
    assert ask(tab.server.url + found[3]["url"] + "version").json()["major"] == "1"


def test_pages_work_below_their_path(tab: Tab) -> None:
    tab.run(PAGE)
    tab.type("python3 -m http.server 9000", "2")
    tab.ends("(http://0.0.0.0:9000/) ...\n", terminal="2")
    url = opened(tab, "localhost:9000")
    base = url.removeprefix(tab.server.url).removesuffix("/")
    page = ask(url)
    assert f'<a href="{base}/sub/">' in page.text and f'<script src="{base}/a.js">' in page.text
    assert ask(f"{url}sub/").text == "deep\n"
    assert ask(f"{url}a.css").headers["Content-Type"] == "text/css"
    assert ask(f"{url}nope").status_code == 404
    tab.wait(lambda: '"GET /nope HTTP/1.1" 404' in tab.terminals["2"].text, "the server's log")


def test_nothing_of_ours_goes_in_and_no_cookie_comes_out(tab: Tab) -> None:
    tab.run("kubectl create deployment echo --image=registry.k8s.io/echoserver:1.4")
    tab.run("kubectl expose deployment echo --port 8080")
    tab.settle()
    url = tab.server.url + next(door["url"] for door in doors(tab) if door["name"] == "echo")
    sent = {"X-Mine": "yes", "Cookie": "kubekata_learner=secret", "Sec-Fetch-Site": "same-origin", "Origin": "null"}
    answer = ask(f"{url}a%2Fb?c=d", headers=sent, method="POST", data="hello")
    text = answer.text.lower()
    assert "secret" not in text and "sec-fetch" not in text and "origin" not in text
    assert "x-mine=yes" in text and "/a%2fb?c=d" in text and "hello" in text
    assert "Set-Cookie" not in answer.headers


def test_pages_are_caged(tab: Tab) -> None:
    url = opened(tab, "localhost:1")
    headers = ask(url).headers
    cage = headers["Content-Security-Policy"]
    assert cage.startswith("sandbox allow-scripts ") and "allow-same-origin" not in cage
    assert f"default-src {tab.server.url}/port/ data: blob:" in cage
    assert f"form-action {tab.server.url}/port/" in cage and "frame-ancestors 'self'" in cage
    assert "X-Frame-Options" not in headers and "Set-Cookie" not in headers
    as_code = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "script"}
    assert ask(url, headers=as_code).status_code == 403  # our own pages take no code from there


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("localhost:1", 502, "Nothing listens there"),
        ("nobody.example.net", 502, "Nobody knows this name"),
        ("10.9.8.7:81", 502, "There is no way there"),
    ],
)
def test_what_does_not_answer_is_told_calmly(tab: Tab, address: str, status: int, says: str) -> None:
    answer = ask(opened(tab, address))
    assert (answer.status_code, says in answer.text, address in answer.text) == (status, True, True)
    japanese = ask(opened(tab, address), headers={"Accept-Language": "ja"})
    assert '<html lang="ja"' in japanese.text and says not in japanese.text


def test_websockets_are_refused_in_words(tab: Tab) -> None:
    answer = ask(opened(tab, "localhost:1"), headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    assert (answer.status_code, "WebSockets do not get through" in answer.text) == (501, True)


def test_only_the_lab_of_its_learner(tab: Tab, server: Server) -> None:
    stranger = Learner()
    for answer in (
        stranger.session.get(f"{server.url}/api/labs/{tab.lab}/doors", timeout=PATIENCE),
        stranger.session.post(
            f"{server.url}/api/labs/{tab.lab}/doors", json={"address": "localhost"}, timeout=PATIENCE
        ),
    ):
        assert (answer.status_code, answer.json()["error"]) == (404, "not-found")
    forged = opened(tab, "localhost:1")[:-5] + "aaaa/"
    assert "not valid any more" in ask(forged).text
    assert ask(f"{server.url}/port/x/").status_code == 404


def test_no_address_is_no_door(tab: Tab) -> None:
    for body in ({"address": "javascript:alert(1)"}, {"address": 1}, {}, []):
        url = f"{tab.server.url}/api/labs/{tab.lab}/doors"
        answer = tab.learner.session.post(url, json=body, timeout=PATIENCE)
        assert (answer.status_code, answer.json()["error"]) == (404, "not-found"), body


def test_a_page_without_cookies_is_known_by_its_token(tab: Tab, server: Server) -> None:
    nobody = requests.Session()
    url = f"{server.url}/api/labs/{tab.lab}/doors"
    assert nobody.get(url, timeout=PATIENCE).status_code == 404
    assert nobody.get(url, headers={"X-Lab-Token": tab.token}, timeout=PATIENCE).json() == {"doors": []}
    again = nobody.post(
        f"{server.url}/api/labs", json={"lesson": tab.lesson}, headers={"X-Lab-Token": tab.token}, timeout=PATIENCE
    ).json()
    assert (again["lab"], again["kept"]) == (tab.lab, False)
