import pytest
from django.test import Client


@pytest.mark.django_db
def test_health_check_answers_without_a_session(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content, dict(response.cookies)) == (200, b"ok", {})
