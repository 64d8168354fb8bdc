"""Lists in pieces and of the past, and watches that begin in the past."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from app.network.http import Response
from tests.cluster.api.server import NOW, Server

CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"
VERSION = "(version meta.k8s.io/v1)"
EXPIRED = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)


@pytest.fixture
def filled(server: Server) -> Server:
    for name in "abcde":
        server.create(CONFIG_MAPS, metadata={"name": name}, data={"v": "1"})
    return server


def names(listed: Any) -> list[str]:
    return [item["metadata"]["name"] for item in listed["items"]]


def token(**content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def test_every_piece_shows_the_same_state(filled: Server) -> None:
    first = filled.json("GET", f"{CONFIG_MAPS}?limit=2")
    version = first["metadata"]["resourceVersion"]
    assert (names(first), first["metadata"]["remainingItemCount"]) == (["a", "b"], 4)
    filled.send("DELETE", f"{CONFIG_MAPS}/c")
    filled.create(CONFIG_MAPS, metadata={"name": "ca"})
    merge = "application/merge-patch+json"
    filled.send("PATCH", f"{CONFIG_MAPS}/d", {"data": {"v": "2"}}, content_type=merge)
    second = filled.json("GET", f"{CONFIG_MAPS}?limit=2&continue={first['metadata']['continue']}")
    assert names(second) == ["c", "d"]
    assert second["items"][1]["data"] == {"v": "1"}
    assert (second["metadata"]["resourceVersion"], second["metadata"]["remainingItemCount"]) == (version, 2)
    third = filled.json("GET", f"{CONFIG_MAPS}?limit=2&continue={second['metadata']['continue']}")
    assert names(third) == ["e", "kube-root-ca.crt"]
    assert set(third["metadata"]) == {"resourceVersion"}
    assert names(filled.json("GET", CONFIG_MAPS)) == ["a", "b", "ca", "d", "e", "kube-root-ca.crt"]


def test_selectors_leave_out_the_count(filled: Server) -> None:
    meta = filled.json("GET", f"{CONFIG_MAPS}?limit=1&fieldSelector=metadata.name!%3Da")["metadata"]
    assert set(meta) == {"resourceVersion", "continue"}


def test_a_token_of_a_namespace_holds_the_name_alone(filled: Server) -> None:
    def start(target: str) -> Any:
        text = filled.json("GET", target)["metadata"]["continue"]
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))["start"]

    assert start(f"{CONFIG_MAPS}?limit=1") == "a\0"
    assert start("/api/v1/configmaps?limit=1") == "default/a\0"


def test_an_old_token_is_answered_with_a_new_one(filled: Server) -> None:
    first = filled.json("GET", f"{CONFIG_MAPS}?limit=2")
    filled.create(CONFIG_MAPS, metadata={"name": "bb"})
    filled.cluster.clock.advance(NOW + 1000)
    filled.create(CONFIG_MAPS, metadata={"name": "bc"})
    filled.cluster.clock.advance(NOW + 2000)
    answer = filled.json("GET", f"{CONFIG_MAPS}?limit=2&continue={first['metadata']['continue']}")
    assert (answer["code"], answer["reason"], answer["message"]) == (410, "Expired", EXPIRED)
    again = filled.json("GET", f"{CONFIG_MAPS}?limit=2&continue={answer['metadata']['continue']}")
    assert names(again) == ["bb", "bc"]
    assert int(again["metadata"]["resourceVersion"]) > int(first["metadata"]["resourceVersion"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("bad", "invalid character 'm' looking for beginning of value"),
        ("a*b", "illegal base64 data at input byte 1"),
        (token(v="meta.k8s.io/v1", rv=0, start="a"), f"incorrect encoded start resourceVersion {VERSION}"),
        (token(v="meta.k8s.io/v1", rv=5, start=""), f"encoded start key empty {VERSION}"),
        (token(v="v9", rv=5, start="a"), "server does not recognize this encoded version v9"),
        (token(v="meta.k8s.io/v1", rv=5, start="../a"), "../a"),
        (
            token(v="meta.k8s.io/v1", rv="x", start="a"),
            "json: cannot unmarshal string into Go struct field continueToken.rv of type int64",
        ),
    ],
)  # fmt: skip
def test_tokens_that_are_none(server: Server, given: str, message: str) -> None:
    answer = server.json("GET", f"{CONFIG_MAPS}?limit=1&continue={quote(given)}")
    assert (answer["code"], answer["message"]) == (400, f"invalid continue token: continue key is not valid: {message}")


def test_versions_of_lists(filled: Server) -> None:
    then = filled.json("GET", CONFIG_MAPS)["metadata"]["resourceVersion"]
    filled.send("DELETE", f"{CONFIG_MAPS}/a")
    exact = filled.json("GET", f"{CONFIG_MAPS}?resourceVersion={then}&resourceVersionMatch=Exact")
    assert (names(exact)[0], exact["metadata"]["resourceVersion"]) == ("a", then)
    newer = filled.json("GET", f"{CONFIG_MAPS}?resourceVersion={then}&resourceVersionMatch=NotOlderThan&limit=1")
    assert names(newer) == ["b"]
    assert names(filled.json("GET", f"{CONFIG_MAPS}?resourceVersion={then}&limit=1")) == ["a"]  # a limit means Exact
    assert len(names(filled.json("GET", f"{CONFIG_MAPS}?resourceVersion=0&limit=1"))) == 5  # the cache ignores it
    filled.cluster.clock.advance(NOW + 1000)
    filled.create(CONFIG_MAPS, metadata={"name": "late"})
    gone = filled.json("GET", f"{CONFIG_MAPS}?resourceVersion={then}&resourceVersionMatch=Exact")
    assert (gone["code"], gone["message"]) == (410, "The resourceVersion for the provided list is too old.")


@pytest.mark.parametrize("path", [CONFIG_MAPS, f"{CONFIG_MAPS}/a"])
def test_the_future_is_not_known_yet(filled: Server, path: str) -> None:
    current = filled.cluster.api.resource_version
    response: Response = filled.send("GET", f"{path}?resourceVersion=999999")
    assert response.status == 504
    assert response.headers["Retry-After"] == "1"
    assert isinstance(response.body, bytes)
    assert json.loads(response.body) == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": f"Timeout: Too large resource version: 999999, current: {current}",
        "reason": "Timeout",
        "details": {
            "causes": [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}],
            "retryAfterSeconds": 1,
        },
        "code": 504,
    }


LISTING = 'ListOptions.meta.k8s.io "" is invalid: '
MATCH = "resourceVersionMatch"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("resourceVersionMatch=Exact", f"{MATCH}: Forbidden: {MATCH} is forbidden unless resourceVersion is provided"),
        (
            "resourceVersionMatch=Exact&resourceVersion=1&continue=x",
            f"{MATCH}: Forbidden: {MATCH} is forbidden when continue is provided",
        ),
        (
            "resourceVersionMatch=Newest&resourceVersion=1",
            f'{MATCH}: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""',
        ),
        (
            "resourceVersionMatch=Exact&resourceVersion=0",
            f'{MATCH}: Forbidden: {MATCH} "exact" is forbidden for resourceVersion "0"',
        ),
        ("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        (
            "watch=1&sendInitialEvents=true",
            f"{MATCH}: Forbidden: sendInitialEvents requires setting {MATCH} to NotOlderThan",
        ),
        (
            "watch=1&resourceVersionMatch=Exact",
            f"[{MATCH}: Forbidden: {MATCH} is forbidden for watch unless sendInitialEvents is provided, "
            f'{MATCH}: Unsupported value: "Exact": supported values: "NotOlderThan"]',
        ),
    ],
)
def test_options_that_make_no_sense(server: Server, query: str, message: str) -> None:
    answer = server.json("GET", f"{CONFIG_MAPS}?{query}")
    assert (answer["code"], answer["message"]) == (422, LISTING + message)


def test_a_version_and_a_token_exclude_each_other(filled: Server) -> None:
    given = filled.json("GET", f"{CONFIG_MAPS}?limit=1")["metadata"]["continue"]
    answer = filled.json("GET", f"{CONFIG_MAPS}?continue={given}&resourceVersion=3")
    assert (answer["code"], answer["message"]) == (
        400,
        "specifying resource version is not allowed when using continue",
    )


def test_a_watch_from_the_future_waits_for_it(filled: Server) -> None:
    version = filled.cluster.api.resource_version + 1
    events = filled.watch(f"{CONFIG_MAPS}?watch=1&resourceVersion={version}")
    filled.create(CONFIG_MAPS, metadata={"name": "x"})
    filled.create(CONFIG_MAPS, metadata={"name": "y"})
    assert [event["object"]["metadata"]["name"] for event in events] == ["y"]


def test_a_streaming_list_as_client_go_asks_for_it(filled: Server) -> None:
    target = (
        f"{CONFIG_MAPS}?allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true"
        "&timeoutSeconds=100&watch=true"
    )
    events = filled.watch(target)
    assert [event["type"] for event in events] == ["ADDED"] * 6 + ["BOOKMARK"]
    assert events[-1]["object"] == {
        "kind": "ConfigMap",
        "apiVersion": "v1",
        "metadata": {
            "resourceVersion": str(filled.cluster.api.resource_version),
            "annotations": {"k8s.io/initial-events-end": "true"},
        },
    }
    filled.cluster.clock.advance(NOW + 99)
    assert "closed" not in events
    assert "annotations" not in next(event for event in events[7:] if event["type"] == "BOOKMARK")["object"]["metadata"]
    filled.cluster.clock.advance(NOW + 101)
    assert events[-1] == "closed"


def test_a_bookmark_of_pods_is_an_empty_pod(server: Server) -> None:
    events = server.watch("/api/v1/pods?watch=1&allowWatchBookmarks=true&timeoutSeconds=90")
    server.cluster.clock.advance(NOW + 70)
    assert events[-1]["object"]["spec"] == {"containers": None}
    assert events[-1]["object"]["status"] == {}
