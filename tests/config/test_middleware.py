import pytest
from django.conf import settings as portal_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import Settings

from config.middleware import ProxyMiddleware


def _address(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "10.0.0.9", "127.0.0.1"),
        (1, "10.0.0.9", "10.0.0.9"),
        (1, "1.2.3.4, 10.0.0.9", "10.0.0.9"),
        (2, "1.2.3.4, 10.0.0.9, 10.0.0.1", "10.0.0.9"),
        (2, "10.0.0.9", "127.0.0.1"),
    ],
)
def test_address_is_the_one_our_own_proxy_saw(
    proxies: int, forwarded: str, expected: str, settings: Settings, rf: RequestFactory
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    assert ProxyMiddleware(_address)(request).content.decode() == expected


@pytest.mark.django_db
def test_language_is_chinese_whatever_the_browser_prefers(client: Client) -> None:
    response = client.get("/healthz", headers={"Accept-Language": "en-US,en"})
    assert response.headers["Content-Language"] == "zh-hans"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "expected"), [("en", "en"), ("zh-hans", "zh-hans"), ("xx", "zh-hans"), ("", "zh-hans")]
)
def test_language_follows_the_cookie(chosen: str, expected: str, client: Client) -> None:
    client.cookies[portal_settings.LANGUAGE_COOKIE_NAME] = chosen
    with translation.override(None):
        assert client.get("/healthz").headers["Content-Language"] == expected


@pytest.mark.django_db
def test_pages_carry_the_strict_headers(client: Client) -> None:
    headers = client.get("/healthz").headers
    policy = set(headers["Content-Security-Policy"].split("; "))
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert policy == {
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    }


@pytest.mark.django_db
def test_health_check_answers_without_a_session(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content, dict(response.cookies)) == (200, b"ok", {})


@pytest.mark.django_db
def test_admin_has_no_door_of_its_own(client: Client) -> None:
    response = client.get("/admin/")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/login/?next=/admin/")
