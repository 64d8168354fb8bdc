"""Who is asking: client certificates, bearer tokens, impersonation, or nobody.

Follows kubernetes apiserver/pkg/authentication and endpoints/filters/impersonation.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from app.cluster.api import certificates, tokens
from app.cluster.api.authorization import Attributes
from app.cluster.api.call import User, service_account_user
from app.cluster.api.errors import ApiError, error
from app.network.http import Request

if TYPE_CHECKING:
    from app.cluster.api.api import Api

ANONYMOUS = User("system:anonymous", ("system:unauthenticated",))
CREDENTIAL = "authentication.kubernetes.io/credential-id"
AUTHENTICATED = "system:authenticated"
_USER, _GROUP, _UID, _EXTRA = "impersonate-user", "impersonate-group", "impersonate-uid", "impersonate-extra-"


def unauthorized() -> ApiError:
    """401."""
    return error("Unauthorized", "Unauthorized")


def authenticate(api: Api, request: Request) -> User:
    """The user behind a request, before impersonation; ApiError 401 for credentials that are no good."""
    if request.identity:
        subject = certificates.verified_subject(request.identity, api.clock.now)
        if subject is None:
            raise unauthorized()
        name, groups = subject
        extra = {CREDENTIAL: [certificates.credential_id(request.identity)]} if api.release.modern else {}
        return User(name, (*groups, AUTHENTICATED), extra=extra)
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials.strip():
        user = api.options.tokens.get(credentials.strip()) or tokens.user_of(api, credentials.strip())
        if user is None:
            raise unauthorized()
        return user
    if scheme or not api.options.anonymous:
        raise unauthorized()
    return ANONYMOUS


def impersonated(api: Api, request: Request, user: User) -> User:
    """The user that `user` wants to be, if any; ApiError 403 when that is not allowed."""
    fields = {name.lower(): request.headers.all(name) for name in request.headers}
    name = (fields.get(_USER) or [""])[0]
    groups = fields.get(_GROUP, [])
    extra = {unquote(key.removeprefix(_EXTRA)): values for key, values in fields.items() if key.startswith(_EXTRA)}
    uid = (fields.get(_UID) or [""])[0]
    if not name:
        if groups or extra or uid:
            text = f"requested {_asked(groups, extra, uid)} without impersonating a user"
            causes = [{"message": text}]
            raise error("InternalError", f"Internal error occurred: {text}", details={"causes": causes})
        return user
    for attributes in _questions(user, name, groups, extra, uid):
        api.authorizer.check(attributes)
    if name.startswith("system:serviceaccount:") and name.count(":") == 3 and not groups:
        _, _, namespace, account = name.split(":")
        return User(name, service_account_user(namespace, account).groups, uid, extra)
    added = [] if name == ANONYMOUS.name or AUTHENTICATED in groups else [AUTHENTICATED]
    if name == ANONYMOUS.name and not groups:
        added = ["system:unauthenticated"]
    return User(name, (*groups, *added), uid, extra)


def _asked(groups: list[str], extra: dict[str, list[str]], uid: str) -> str:
    """The requests as Go prints a list of ObjectReferences."""
    found = [f"{{Group  {group}    }}" for group in groups]
    version = "authentication.k8s.io/v1"
    found += [f"{{UserExtra  {value}  {version}  {key}}}" for key, values in extra.items() for value in values]
    found += [f"{{UID  {uid}  {version}  }}"] if uid else []
    return f"[{' '.join(found)}]"


def _questions(user: User, name: str, groups: list[str], extra: dict[str, list[str]], uid: str) -> list[Attributes]:
    group = "authentication.k8s.io"
    found = []
    if name.startswith("system:serviceaccount:") and name.count(":") == 3:
        _, _, namespace, account = name.split(":")
        found.append(Attributes(user, "impersonate", "", "v1", "serviceaccounts", "", namespace, account))
    else:
        found.append(Attributes(user, "impersonate", "", "v1", "users", "", "", name))
    found += [Attributes(user, "impersonate", "", "v1", "groups", "", "", item) for item in groups]
    if uid:
        found.append(Attributes(user, "impersonate", group, "v1", "uids", "", "", uid))
    for key, values in extra.items():
        found += [Attributes(user, "impersonate", group, "v1", "userextras", key, "", item) for item in values]
    return found
