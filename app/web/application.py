"""The application factory: pages, API, files and sockets on one Flask application."""

from __future__ import annotations

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_socketio import SocketIO
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from app.lessons.model import Catalogue
from app.web import api, assets, certificates, doors, embed, language, pages, play
from app.web.config import WebConfig
from app.web.headers import compress, secure, style_nonce
from app.web.learners import Learners
from app.web.ports import LabRuntime
from app.web.preview import Preview
from app.web.site import Site
from app.web.sockets import Sockets
from app.web.transport import create_socketio

_BODY_BYTES = 64 * 1024  # the API's requests are small


def create_web(runtime: LabRuntime, catalogue: Catalogue, config: WebConfig) -> tuple[Flask, SocketIO]:
    """The web of a running system. It keeps nothing itself: learners are in cookies, labs in the runtime."""
    app = Flask("app.web", static_folder=None)
    app.config.update(SECRET_KEY=config.secret, MAX_CONTENT_LENGTH=_BODY_BYTES)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    site = Site(runtime, catalogue, config, Learners(config), assets.Assets(config.static))
    for made in (
        pages.blueprint(site),
        play.blueprint(site),
        api.blueprint(site),
        certificates.blueprint(site),
        doors.blueprint(site),
        embed.blueprint(site),
        assets.blueprint(site.assets),
    ):
        app.register_blueprint(made)
    app.register_error_handler(HTTPException, _error)
    app.context_processor(lambda: _page_context(site))
    for finish in (secure, compress, site.learners.remember):  # run last to first
        app.after_request(finish)
    socketio = create_socketio(app, config)
    app.extensions["kubekata.sockets"] = Sockets(site, socketio)
    if config.preview:
        sockets = app.extensions["kubekata.sockets"]
        app.extensions["kubekata.preview"] = Preview(site, sockets.tell_saved)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app, socketio


def _page_context(site: Site) -> dict[str, object]:
    """What every template knows."""
    chosen = language.request_language()
    return {
        "t": lambda key, **values: language.text(chosen, key, **values),
        "language": chosen,
        "languages": language.LANGUAGES,
        "theme": pages.request_theme(),
        "themes": pages.THEMES,
        "static": site.assets.url,
        "style_nonce": style_nonce,
        "page_texts": language.page_texts(chosen),
        "here": request.full_path.rstrip("?"),
    }


def _error(error: HTTPException) -> ResponseReturnValue:
    """Errors in the page's language, or as data where data was asked for."""
    code = error.code or 500
    if isinstance(error.get_response(), Response) and code < 400:
        return error
    if request.path.startswith("/api/"):
        return jsonify(error="not-found" if code == 404 else "malformed", detail=error.name), code
    return render_template("error.html", code=code, found=code != 404), code
