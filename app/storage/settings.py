"""What the server decided once: made when it is first asked for, the same ever after."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from app.storage.labs import Sessions
from app.storage.models import Setting


def secret_key(sessions: Sessions) -> bytes:
    """The key that signs cookies: 32 random bytes, kept so that learners are known again after a restart."""
    try:
        with sessions.begin() as session:
            found = session.get(Setting, "secret key")
            if found is not None:
                return found.value
            made = secrets.token_bytes(32)
            session.add(Setting(name="secret key", value=made))
        return made
    except IntegrityError:  # another worker was quicker
        return secret_key(sessions)
