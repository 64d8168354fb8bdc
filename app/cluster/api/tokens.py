"""Service account tokens: JWTs signed with the cluster's key, and the documents by which others check them.

Follows kubernetes pkg/serviceaccount/{jwt,claims,legacy,openidmetadata}.go.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.cluster.api.call import User, service_account_user
from app.cluster.api.certificates import private_key
from app.sim.clock import parse_rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

ISSUER = "https://kubernetes.default.svc.cluster.local"
SERVICE_ACCOUNTS, PODS, SECRETS, NODES = ("", "serviceaccounts"), ("", "pods"), ("", "secrets"), ("", "nodes")
LEEWAY = 60  # seconds that clocks may differ
# Pods ask for an hour and seven seconds, and get a year: whoever uses such a token longer is warned about in a metric.
EXTENDED_HOUR, YEAR = 3607, 365 * 86400
_BOUND = {"Pod": PODS, "Secret": SECRETS, "Node": NODES}
_INVALIDATED = "service account token has been invalidated"


class TokenError(Exception):
    """Why a token that was read is no good; the message is the server's."""


def _key() -> rsa.RSAPrivateKey:
    # The pair of /etc/kubernetes/pki/sa.key: it signs nothing outside the simulation.
    return private_key("admin.key")


@cache
def key_id() -> str:
    """The `kid` of tokens: a digest of the public key."""
    kind, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return _encode(hashlib.sha256(_key().public_key().public_bytes(kind, form)).digest())


def key_set() -> dict[str, Any]:
    """The JSON Web Key Set of /openid/v1/jwks."""
    numbers = _key().public_key().public_numbers()
    modulus, exponent = (_encode(value.to_bytes((value.bit_length() + 7) // 8)) for value in (numbers.n, numbers.e))
    return {"keys": [{"use": "sig", "kty": "RSA", "kid": key_id(), "alg": "RS256", "n": modulus, "e": exponent}]}


def configuration(address: str) -> dict[str, Any]:
    """The document of /.well-known/openid-configuration; `address` is the server's `host:port`."""
    return {
        "issuer": ISSUER,
        "jwks_uri": f"https://{address}/openid/v1/jwks",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(claims: dict[str, Any]) -> str:
    """A token with these claims."""
    return signed(unsigned(claims))


def unsigned(claims: dict[str, Any]) -> str:
    """What is signed of a token."""
    header = _encode(orjson.dumps({"alg": "RS256", "kid": key_id()}))
    return f"{header}.{_encode(orjson.dumps(claims))}"


def signed(text: str) -> str:
    """The token; signing takes a fifth of a millisecond."""
    return f"{text}.{_encode(_key().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def claims_of(token: str) -> dict[str, Any] | None:
    """The claims of a token of this cluster; None for what is none. TokenError when its signature is wrong."""
    text, _, signature = token.rpartition(".")
    if text.count(".") != 1:
        return None
    try:
        claims, proof = orjson.loads(_decode(text.split(".")[1])), _decode(signature)
    except ValueError:
        return None
    if not isinstance(claims, dict) or claims.get("iss") not in {ISSUER, "kubernetes/serviceaccount"}:
        return None
    try:
        _key().public_key().verify(proof, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise TokenError("go-jose/go-jose: error in cryptographic primitive") from None
    return claims


def user_of(api: Api, token: str, audiences: tuple[str, ...] = (ISSUER,)) -> User | None:
    """The service account behind a token that is still good."""
    try:
        found = checked(api, token, audiences)
    except TokenError:
        return None
    return found[0] if found is not None else None


def checked(api: Api, token: str, audiences: tuple[str, ...]) -> tuple[User, list[str]] | None:
    """Whose token it is, and for which of the audiences; None when it is nobody's. TokenError when it is no good."""
    claims = claims_of(token)
    if claims is None:
        return None
    given = claims.get("aud") or [ISSUER]
    shared = [item for item in given if item in audiences]
    if not shared:
        text = f"token audiences {_quoted(given)} is invalid for the target audiences {_quoted(audiences)}"
        raise TokenError(text)
    now = api.clock.now
    if claims.get("exp") is not None and now - LEEWAY > claims["exp"]:
        raise TokenError("service account token has expired")
    if claims.get("nbf") is not None and now + LEEWAY < claims["nbf"]:
        raise TokenError("service account token is not valid yet")
    return _holder(api, claims), shared


def _quoted(items: Any) -> str:
    return "[" + " ".join(f'"{item}"' for item in items) + "]"


def _holder(api: Api, claims: dict[str, Any]) -> User:
    found = claims.get("kubernetes.io", {})
    namespace, account = found.get("namespace", ""), found.get("serviceaccount", {})
    stored = api.store.get(SERVICE_ACCOUNTS, namespace, account.get("name", ""))
    if stored is None:
        raise TokenError(f'serviceaccounts "{account.get("name", "")}" not found')
    if stored["metadata"]["uid"] != account.get("uid"):
        raise TokenError(f"service account UID ({stored['metadata']['uid']}) does not match claim ({account['uid']})")
    if _deleted(api, stored):
        raise TokenError(f"service account {namespace}/{account['name']} has been deleted")
    extra: dict[str, list[str]] = {}
    if "jti" in claims:
        extra["authentication.kubernetes.io/credential-id"] = [f"JTI={claims['jti']}"]
    for kind, key in _BOUND.items():
        bound = found.get(kind.lower())
        if bound is None:
            continue
        if kind != "Node" or "pod" not in found:  # the node of a bound pod is told, not checked
            _check_bound(api, kind, bound, api.store.get(key, "" if kind == "Node" else namespace, bound["name"]))
        if kind != "Secret":
            extra[f"authentication.kubernetes.io/{kind.lower()}-name"] = [bound["name"]]
            extra[f"authentication.kubernetes.io/{kind.lower()}-uid"] = [bound["uid"]]
    user = service_account_user(namespace, account["name"])
    return User(user.name, user.groups, account["uid"], extra)


def _check_bound(api: Api, kind: str, bound: dict[str, Any], holder: dict[str, Any] | None) -> None:
    if holder is None or _deleted(api, holder):
        raise TokenError(_INVALIDATED)
    if holder["metadata"]["uid"] != bound["uid"]:
        what = "service account secret" if kind == "Secret" else f"service account {kind.lower()}"
        text = f"{kind.lower()} UID ({holder['metadata']['uid']}) does not match {what} ref claim ({bound['uid']})"
        raise TokenError(text)


def _deleted(api: Api, obj: dict[str, Any]) -> bool:
    moment = obj["metadata"].get("deletionTimestamp")
    return bool(moment) and parse_rfc3339(moment) < api.clock.now - LEEWAY


def bound_token(
    api: Api, account: dict[str, Any], *, audiences: list[str], seconds: int, bound: dict[str, Any] | None = None
) -> str:
    """A token of the TokenRequest API. `bound` is the object (Pod, Secret, Node) it lives and dies with."""
    return signed(bound_text(api, account, audiences=audiences, seconds=seconds, bound=bound))


def bound_text(
    api: Api, account: dict[str, Any], *, audiences: list[str], seconds: int, bound: dict[str, Any] | None = None
) -> str:
    """What `bound_token` signs."""
    meta, now, warn_after = account["metadata"], int(api.clock.now), 0
    if bound is not None and bound["kind"] == "Pod" and seconds == EXTENDED_HOUR and audiences == [ISSUER]:
        seconds, warn_after = YEAR, now + seconds
    about: dict[str, Any] = {"namespace": meta["namespace"]}
    if bound is not None:
        kind = bound["kind"].lower()
        about[kind] = {"name": bound["metadata"]["name"], "uid": bound["metadata"]["uid"]}
        node = api.store.get(NODES, "", bound.get("spec", {}).get("nodeName", "")) if kind == "pod" else None
        if node is not None:
            about["node"] = {"name": node["metadata"]["name"], "uid": node["metadata"]["uid"]}
            about = {name: about[name] for name in sorted(about)}
    about["serviceaccount"] = {"name": meta["name"], "uid": meta["uid"]}
    if warn_after:
        about["warnafter"] = warn_after
    return unsigned(
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
