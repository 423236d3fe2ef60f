"""Limits the size of uploads (settings.FILE_UPLOAD_HANDLERS): Django's DATA_UPLOAD_MAX_MEMORY_SIZE
does not count files.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

TOO_LARGE = "magwise.upload_too_large"  # in the META of the request
MAX_UPLOAD = 20 * 1024 * 1024
# Up to this size, a file that is too large is read and thrown away, so that the response can be a
# page. If a browser sends more, the connection is closed.
MAX_READ = 5 * MAX_UPLOAD


class BoundedUpload(FileUploadHandler):
    """The first handler: passes on at most MAX_UPLOAD bytes of a request's files."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MAX_READ:
            self._mark_too_large()
            raise StopUpload(connection_reset=True)
        if self.received > MAX_UPLOAD:
            self._mark_too_large()
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None

    def _mark_too_large(self) -> None:
        if self.request is not None:
            self.request.META[TOO_LARGE] = "yes"


def was_too_large(request: HttpRequest) -> bool:
    """Whether the upload was too large; known once the request's files have been read."""
    return TOO_LARGE in request.META
