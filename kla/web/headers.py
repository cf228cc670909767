"""What every answer tells the browser: what may run, who may frame, what may be kept."""

import secrets

from flask import Flask, Response, g, request

ONE_YEAR_S = 365 * 24 * 3600

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types kla"
)
NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def csp_nonce() -> str:
    """The word that a script of this page must carry to run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def init_app(app: Flask) -> None:
    """Set the headers of OWASP ASVS 5.0 V3.4 on every answer."""
    app.after_request(protect)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def protect(response: Response) -> Response:
    """Add what is missing; an answer that set its own stricter policy keeps it."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Permissions-Policy", NO_DEVICES)
    headers["X-Robots-Tag"] = "noindex"
    if request.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_S}; includeSubDomains"
    if request.endpoint == "static" and response.status_code in {200, 304}:
        headers["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    else:
        headers["Cache-Control"] = "no-store"
    return response
