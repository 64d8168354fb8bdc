"""Service account tokens in Secrets: filled in for whoever asks for one by annotation.

Follows kubernetes pkg/controller/serviceaccount/tokens_controller.go.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from app.cluster.api import certificates, tokens
from app.cluster.api.call import Call
from app.cluster.api.objects import Object, annotations_of

if TYPE_CHECKING:
    from app.cluster.api.api import Api

TYPE = "kubernetes.io/service-account-token"
NAME, UID = "kubernetes.io/service-account.name", "kubernetes.io/service-account.uid"


def begin_create(api: Api, secret: Object, call: Call) -> None:
    """Write the token, the CA and the namespace into a token Secret."""
    name = annotations_of(secret).get(NAME)
    if secret.get("type") != TYPE or not name:
        return
    meta = secret["metadata"]
    account = api.store.get(tokens.SERVICE_ACCOUNTS, meta["namespace"], name)
    if account is None:
        return
    meta["annotations"] = {**meta["annotations"], UID: account["metadata"]["uid"]}
    token = tokens.secret_token(account, secret)
    data = {"ca.crt": certificates.authority()["ca.crt"], "namespace": meta["namespace"], "token": token}
    found = secret.setdefault("data", {}) or {}
    secret["data"] = found | {key: b64encode(text.encode()).decode() for key, text in data.items() if key not in found}
