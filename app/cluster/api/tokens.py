"""Service account tokens: JWTs signed with the cluster's key.

Follows kubernetes pkg/serviceaccount/claims.go.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

import orjson

from app.cluster.api.call import User, service_account_user

if TYPE_CHECKING:
    from app.cluster.api.api import Api

ISSUER = "https://kubernetes.default.svc.cluster.local"
SERVICE_ACCOUNTS, PODS, SECRETS, NODES = ("", "serviceaccounts"), ("", "pods"), ("", "secrets"), ("", "nodes")
_KEY = b"kubekata service account signing key"  # signs nothing outside the simulation
_KEY_ID = "kqT5cVnQwYfZ0Xj2mBr8sLh4uPdGiNoEaC6vKtWyR1s"
_BOUND = {"Pod": PODS, "Secret": SECRETS, "Node": NODES}


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signature(text: str) -> str:
    # As long as an RSA-2048 signature, so that tokens look as they do on a real cluster.
    blocks = [hmac.digest(_KEY, f"{index}.{text}".encode(), hashlib.sha256) for index in range(8)]
    return _encode(b"".join(blocks))


def sign(claims: dict[str, Any]) -> str:
    """A token with these claims."""
    header = _encode(orjson.dumps({"alg": "RS256", "kid": _KEY_ID}))
    text = f"{header}.{_encode(orjson.dumps(claims))}"
    return f"{text}.{_signature(text)}"


def claims_of(token: str) -> dict[str, Any] | None:
    """The claims of a token that this cluster signed; None for anything else."""
    text, _, signature = token.rpartition(".")
    if text.count(".") != 1 or not hmac.compare_digest(signature, _signature(text)):
        return None
    claims: dict[str, Any] = orjson.loads(_decode(text.split(".")[1]))
    return claims


def user_of(api: Api, token: str, audiences: tuple[str, ...] = (ISSUER,)) -> User | None:
    """The service account behind a token that is still good."""
    claims = claims_of(token)
    if claims is None:
        return None
    found = claims.get("kubernetes.io", {})
    namespace, account = found.get("namespace", ""), found.get("serviceaccount", {})
    if claims.get("exp") is not None and claims["exp"] <= api.clock.now:
        return None
    if "aud" in claims and not set(claims["aud"]) & set(audiences):
        return None
    stored = api.store.get(SERVICE_ACCOUNTS, namespace, account.get("name", ""))
    if stored is None or stored["metadata"]["uid"] != account.get("uid"):
        return None
    extra: dict[str, list[str]] = {}
    if "jti" in claims:
        extra["authentication.kubernetes.io/credential-id"] = [f"JTI={claims['jti']}"]
    for kind, key in _BOUND.items():
        bound = found.get(kind.lower())
        if bound is None:
            continue
        holder = api.store.get(key, "" if kind == "Node" else namespace, bound["name"])
        if holder is None or holder["metadata"]["uid"] != bound["uid"]:
            return None
        if kind != "Secret":
            extra[f"authentication.kubernetes.io/{kind.lower()}-name"] = [bound["name"]]
            extra[f"authentication.kubernetes.io/{kind.lower()}-uid"] = [bound["uid"]]
    user = service_account_user(namespace, account["name"])
    return User(user.name, user.groups, account["uid"], extra)


def bound_token(
    api: Api, account: dict[str, Any], *, audiences: list[str], seconds: int, bound: dict[str, Any] | None = None
) -> str:
    """A token of the TokenRequest API. `bound` is the object (Pod, Secret, Node) it lives and dies with."""
    meta, now = account["metadata"], int(api.clock.now)
    about: dict[str, Any] = {"namespace": meta["namespace"]}
    if bound is not None:
        kind = bound["kind"].lower()
        about[kind] = {"name": bound["metadata"]["name"], "uid": bound["metadata"]["uid"]}
        node = api.store.get(NODES, "", bound.get("spec", {}).get("nodeName", "")) if kind == "pod" else None
        if node is not None:
            about["node"] = {"name": node["metadata"]["name"], "uid": node["metadata"]["uid"]}
    about["serviceaccount"] = {"name": meta["name"], "uid": meta["uid"]}
    return sign(
        {
            "aud": audiences,
            "exp": now + seconds,
            "iat": now,
            "iss": ISSUER,
            "jti": api.randomness.uid(),
            "kubernetes.io": about,
            "nbf": now,
            "sub": f"system:serviceaccount:{meta['namespace']}:{meta['name']}",
        }
    )


def secret_token(account: dict[str, Any], secret: dict[str, Any]) -> str:
    """The everlasting token of a Secret, in the claims of old."""
    meta, name = account["metadata"], secret["metadata"]["name"]
    prefix = "kubernetes.io/serviceaccount"
    about = {
        "namespace": meta["namespace"],
        "secret": {"name": name, "uid": secret["metadata"]["uid"]},
        "serviceaccount": {"name": meta["name"], "uid": meta["uid"]},
    }
    return sign(
        {
            "iss": "kubernetes/serviceaccount",
            f"{prefix}/namespace": meta["namespace"],
            f"{prefix}/secret.name": name,
            f"{prefix}/service-account.name": meta["name"],
            f"{prefix}/service-account.uid": meta["uid"],
            "kubernetes.io": about,
            "sub": f"system:serviceaccount:{meta['namespace']}:{meta['name']}",
        }
    )
