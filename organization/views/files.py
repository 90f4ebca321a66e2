"""Files that somebody handed in: sent through a permission check only, never as an address of the web server."""

from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase


def private_picture(file: FieldFile) -> FileResponse:
    """Answer with a picture that only this visitor's browser keeps; it never changes under its address."""
    response = FileResponse(_opened(file), content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    return _private(response)


def fleeting_picture(request: HttpRequest, file: FieldFile, digest: str) -> HttpResponseBase:
    """Answer with a picture that may go at any moment: a browser that has it asks each time whether it still may."""
    etag = f'"{digest}"'
    is_known = etag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if is_known else private_picture(file)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "private, no-cache"
    return response


def private_attachment(file: FieldFile, content_type: str, name: str) -> FileResponse:
    """Answer with a file to be put down; no browser opens it within the portal."""
    return _private(FileResponse(_opened(file), as_attachment=True, filename=name, content_type=content_type))


def _opened(file: FieldFile) -> IO[bytes]:
    try:
        opened: IO[bytes] = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return opened


def _private(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
