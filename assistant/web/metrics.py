"""Figures for Prometheus, and who may read them. The only importer of prometheus_client."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import FastAPI, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.records.accounts import Role
from assistant.settings import Settings
from assistant.web.guard import SIGN_IN_FIRST, caller, needs

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The figures of one application; labels are templates of addresses and closed lists, never what was asked."""

    def __init__(self) -> None:
        self.collected = CollectorRegistry()
        self.requests = Counter(
            "policy_requests", "Requests answered.", ("method", "route", "status"), registry=self.collected
        )
        self.seconds = Histogram(
            "policy_request_seconds",
            "Seconds until a request was answered in full.",
            ("route",),
            buckets=_SECONDS,
            registry=self.collected,
        )
        self.under_way = Gauge("policy_requests_under_way", "Requests being answered now.", registry=self.collected)
        self.sign_ins = Counter("policy_sign_ins", "Attempts to sign in.", ("outcome",), registry=self.collected)
        self.limited = Counter(
            "policy_rate_limited", "Requests refused as too many.", ("limit",), registry=self.collected
        )
        self.answers = Counter("policy_answers", "Questions answered, by status.", ("status",), registry=self.collected)


def add_metrics(app: FastAPI, metrics: Metrics, settings: Settings) -> None:
    """Serve ``metrics`` at ``/metrics``: to admins, to who has METRICS_KEY, and to this machine where that is set."""
    admin = needs(Role.ADMIN, keys=True)

    @app.get("/metrics", include_in_schema=False)
    def read(request: Request) -> Response:
        if not (_has_key(request, settings) or (settings.metrics_local and _is_local(request))):
            try:
                admin(request)
            except HTTPException as refused:
                raise HTTPException(refused.status_code, refused.detail or SIGN_IN_FIRST) from None
        return Response(generate_latest(metrics.collected), media_type=CONTENT_TYPE_LATEST)


def count_answer(request: Request, status: str) -> None:
    """Count an answer of ``status`` among the figures of the application, where it has any."""
    protection = getattr(request.app.state, "protection", None)
    if protection is not None:
        protection.metrics.answers.labels(status).inc()


def _has_key(request: Request, settings: Settings) -> bool:
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if not settings.metrics_key or scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(sent.strip().encode(), settings.metrics_key.encode())


def _is_local(request: Request) -> bool:
    # A proxy on this machine hands on what comes from anywhere: then it is not this machine that asks.
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(caller(request).address).is_loopback
    except ValueError:
        return False
