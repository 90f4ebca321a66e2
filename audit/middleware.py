from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit import source


class SourceMiddleware:
    """Names the address of the request for every audit entry written while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with source.set_to(str(request.META.get("REMOTE_ADDR", ""))[:45]):
            return self.get_response(request)
