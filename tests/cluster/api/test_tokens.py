"""Service account tokens: asked for, checked by others, reviewed."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.network.http import Response
from tests.cluster.api.server import NOW, Server

PODS = "/api/v1/namespaces/default/pods"
TOKEN = "/api/v1/namespaces/default/serviceaccounts/default/token"
REVIEW = "/apis/authentication.k8s.io/v1/tokenreviews"
ISSUER = "https://kubernetes.default.svc.cluster.local"


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def ask(server: Server, **spec: Any) -> str:
    found = server.json("POST", TOKEN, {"spec": spec})
    assert "status" in found and found["kind"] == "TokenRequest", found
    return str(found["status"]["token"])


def claims(token: str) -> Any:
    return json.loads(decoded(token.split(".")[1]))


def review(server: Server, token: str, *audiences: str) -> Any:
    spec = {"token": token} | ({"audiences": list(audiences)} if audiences else {})
    return server.json("POST", REVIEW, {"spec": spec})["status"]


def test_a_token_verifies_against_the_published_key(server: Server) -> None:
    response: Response = server.send("GET", "/openid/v1/jwks")
    assert response.headers["Content-Type"] == "application/jwk-set+json"
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert isinstance(response.body, bytes)
    (key,) = json.loads(response.body)["keys"]
    assert list(key) == ["use", "kty", "kid", "alg", "n", "e"]
    token = ask(server)
    head, body, signature = token.split(".")
    assert json.loads(decoded(head)) == {"alg": "RS256", "kid": key["kid"]}
    numbers = rsa.RSAPublicNumbers(int.from_bytes(decoded(key["e"])), int.from_bytes(decoded(key["n"])))
    numbers.public_key().verify(decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())


def test_the_issuer_tells_where_its_keys_are(server: Server) -> None:
    assert server.json("GET", "/.well-known/openid-configuration") == {
        "issuer": ISSUER,
        "jwks_uri": "https://172.30.1.2:6443/openid/v1/jwks",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    assert server.json("GET", "/openid/v1/jwks", user="jane")["code"] == 403
    assert "keys" in server.json("GET", "/openid/v1/jwks", token=ask(server))


def test_claims_of_a_pods_token(server: Server) -> None:
    spec = {"containers": [{"name": "c", "image": "nginx"}]}
    pod = server.create(PODS, metadata={"name": "p"}, spec=spec)
    server.cluster.clock.advance(NOW + 10)
    reference = {"apiVersion": "v1", "kind": "Pod", "name": "p"}
    token = ask(server, boundObjectRef=reference, expirationSeconds=3607)
    found = claims(token)
    assert list(found) == ["aud", "exp", "iat", "iss", "jti", "kubernetes.io", "nbf", "sub"]
    assert (found["exp"] - found["iat"], found["kubernetes.io"]["warnafter"] - found["iat"]) == (365 * 86400, 3607)
    assert list(found["kubernetes.io"]) == ["namespace", "node", "pod", "serviceaccount", "warnafter"]
    assert found["kubernetes.io"]["pod"] == {"name": "p", "uid": pod["metadata"]["uid"]}
    extra = review(server, token)["user"]["extra"]
    assert extra["authentication.kubernetes.io/node-name"] == ["controlplane"]
    server.send("DELETE", f"{PODS}/p?gracePeriodSeconds=0")
    server.cluster.clock.advance(NOW + 120)
    assert review(server, token) == {
        "user": {}, "error": "[invalid bearer token, service account token has been invalidated]"}  # fmt: skip
    assert server.json("GET", PODS, token=token)["code"] == 401


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (
            {"spec": {"expirationSeconds": 599}},
            422,
            'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: '
            "may not specify a duration less than 10 minutes",
        ),
        (
            {"spec": {"expirationSeconds": (1 << 32) + 1}},
            422,
            'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 4294967297: '
            "may not specify a duration larger than 2^32 seconds",
        ),
        (
            {"metadata": {"name": "other"}},
            422,
            'TokenRequest.authentication.k8s.io "default" is invalid: metadata.name: Invalid value: "other": '
            "must match the service account name if specified",
        ),
        (
            {"spec": {"boundObjectRef": {"apiVersion": "v1", "kind": "ConfigMap", "name": "x"}}},
            400,
            "cannot bind token to object of type /v1, Kind=ConfigMap",
        ),
        (
            {"spec": {"boundObjectRef": {"apiVersion": "v1", "kind": "Secret", "name": "x"}}},
            404,
            'secrets "x" not found',
        ),
        (
            {"spec": {"boundObjectRef": {"apiVersion": "v1", "kind": "Node", "name": "controlplane", "uid": "u"}}},
            409,
            'Operation cannot be fulfilled on Node "controlplane": the UID in the bound object reference (u) does not '
            "match the UID in record. The object might have been deleted and then recreated",
        ),
    ],
)  # fmt: skip
def test_requests_that_are_refused(server: Server, body: Any, code: int, message: str) -> None:
    answer = server.json("POST", TOKEN, body)
    assert (answer["code"], answer["message"]) == (code, message)


def test_a_pod_of_another_account(server: Server) -> None:
    server.create("/api/v1/namespaces/default/serviceaccounts", metadata={"name": "robot"})
    spec = {"containers": [{"name": "c", "image": "nginx"}], "serviceAccountName": "robot"}
    server.create(PODS, metadata={"name": "p"}, spec=spec)
    answer = server.json("POST", TOKEN, {"spec": {"boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": "p"}}})
    assert (answer["code"], answer["message"]) == (
        400,
        'cannot bind token for serviceaccount "default" to pod running with different serviceaccount name.',
    )


def test_reviews_tell_why_a_token_is_no_good(server: Server) -> None:
    vault = ask(server, audiences=["vault"], expirationSeconds=600)
    good = review(server, vault, "vault", "other")
    assert (good["authenticated"], good["audiences"]) == (True, ["vault"])
    assert good["user"]["username"] == "system:serviceaccount:default:default"
    assert review(server, vault)["error"] == (
        f'[invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["{ISSUER}"]]'
    )
    token = ask(server, expirationSeconds=600)
    head, body, _ = token.split(".")
    forged = f"{head}.{body}.{'A' * 342}"
    assert review(server, forged)["error"] == (
        "[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]"
    )
    assert review(server, "rubbish") == {"user": {}, "error": "invalid bearer token"}
    server.cluster.clock.advance(NOW + 630)
    assert review(server, token)["authenticated"] is True  # clocks may differ by a minute
    server.cluster.clock.advance(NOW + 661)
    assert review(server, token) == {
        "user": {}, "error": "[invalid bearer token, service account token has expired]"}  # fmt: skip
