"""What the web is told from outside: where its files are, its secret and how strict it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.sim.limits import LIMITS, Limits


@dataclass(frozen=True)
class WebConfig:
    """`secret` signs cookies and lab tokens (32 random bytes; whoever has it is every learner).

    `static` is the folder with `js/`, `css/` and `vendor/`. `instructor`: broken lessons say why. `preview`: the
    folders of courses at which their author looks, who may jump to any step and sees what is saved at once.
    `secure_cookies`: the site is only reached by HTTPS. `allowed_origins`: other origins whose pages may open sockets.
    `embedders`: other sites whose pages may frame lessons, as sources of a Content-Security-Policy (`*`: any).
    `trusted_proxies`: how many reverse proxies stand before the server and set X-Forwarded-*.
    """

    secret: bytes
    static: Path
    instructor: bool = True
    preview: Sequence[Path] = ()
    secure_cookies: bool = False
    allowed_origins: Sequence[str] = ()
    embedders: Sequence[str] = ()
    trusted_proxies: int = 0
    limits: Limits = LIMITS
