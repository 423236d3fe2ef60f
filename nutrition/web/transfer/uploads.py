"""Bounds what an upload may cost: DATA_UPLOAD_MAX_MEMORY_SIZE does not count files
(settings.FILE_UPLOAD_HANDLERS).
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

MAX_UPLOAD = 20 * 1024 * 1024
# So much is read and thrown away, so that the answer can be a page; a browser that sends more sees
# a broken connection.
MAX_READ = 5 * MAX_UPLOAD


class BoundedUpload(FileUploadHandler):
    """The first handler: lets MAX_UPLOAD bytes of a request's files through, no more."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MAX_READ:
            self._refuse()
            raise StopUpload(connection_reset=True)
        if self.received > MAX_UPLOAD:
            self._refuse()
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None

    def _refuse(self) -> None:
        if self.request is not None:
            self.request.META[TOO_LARGE] = "yes"


TOO_LARGE = "magwise.upload_too_large"


def was_too_large(request: HttpRequest) -> bool:
    """Of a request whose files have been read."""
    return TOO_LARGE in request.META
