"""Who asks: a learner is a random name in a signed cookie, and a lab token ties a socket to one of their labs.

Where a browser keeps no cookies (storage is off, or another site frames us) the token tells who asks, too: a page that
has one sends it along, so that its learner stays the same for as long as the page is open.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask import Response, g, request
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from app.labs.views import LabId, LearnerId
from app.web.config import WebConfig

COOKIE = "kubekata_learner"
EMBEDDED = "kubekata_embedded"  # the cookie of lessons inside other sites: one for each of those
TOKEN_HEADER = "X-Lab-Token"
COOKIE_SECONDS = 400 * 24 * 3600  # browsers keep no cookie longer
TOKEN_SECONDS = 24 * 3600  # a page asks for a new one when its token is refused


@dataclass(frozen=True)
class LabToken:
    """What a valid token says."""

    lab: LabId
    learner: LearnerId


class Learners:
    """Reads and signs cookies and tokens with the site's secret."""

    def __init__(self, config: WebConfig) -> None:
        self._secure = config.secure_cookies
        self._cookies = URLSafeSerializer(config.secret, salt="learner")
        self._tokens = URLSafeTimedSerializer(config.secret, salt="lab")

    def known(self) -> LearnerId | None:
        """The learner of this request; None when it has neither a cookie nor a token of ours."""
        if token := self.read_token(request.headers.get(TOKEN_HEADER), COOKIE_SECONDS):
            return token.learner
        if "lab" in request.args and (token := self.read_token(request.args["lab"])):
            return token.learner
        return self.kept()

    def kept(self) -> LearnerId | None:
        """The learner of this request's cookie."""
        for cookie in (COOKIE, EMBEDDED):
            try:
                name = self._cookies.loads(request.cookies.get(cookie, ""))
            except BadSignature:
                continue
            if isinstance(name, str) and re.fullmatch(r"[\w-]{16,64}", name):
                return name
        return None

    def this(self) -> LearnerId:
        """The learner of this request, made now if they are new; `remember` sends the cookie."""
        learner: LearnerId = self.known() or g.get("new_learner") or secrets.token_urlsafe(18)
        g.new_learner = learner
        return learner

    def remember(self, response: Response) -> Response:
        """Set the cookie if this request asked who the learner is (renewed, so that it never runs out in use)."""
        if learner := g.get("new_learner"):
            embedded = request.path.startswith("/embed/")
            if embedded and not request.is_secure:
                return response  # such a cookie would be refused
            response.set_cookie(
                EMBEDDED if embedded else COOKIE,
                str(self._cookies.dumps(learner)),
                max_age=COOKIE_SECONDS,
                httponly=True,
                samesite="None" if embedded else "Lax",
                secure=self._secure or embedded,
                partitioned=embedded,
            )
        return response

    def token(self, lab: LabId, learner: LearnerId) -> str:
        """What opens a socket to this lab."""
        return str(self._tokens.dumps([lab, learner]))

    def read_token(self, token: object, seconds: int = TOKEN_SECONDS) -> LabToken | None:
        """What a token says; None when it is not ours, too old or no token at all."""
        if not isinstance(token, str) or len(token) > 1000:
            return None
        try:
            match self._tokens.loads(token, max_age=seconds):
                case [str(lab), str(learner)]:
                    return LabToken(lab, learner)
        except BadSignature:
            pass
        return None
