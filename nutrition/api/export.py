"""Everything a person has, as the page of exports gives it."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from ninja import Router

from nutrition.api.answers import ExportOut
from nutrition.api.auth import ApiRequest
from nutrition.transfer.export import json_file

router = Router(tags=["Export"], by_alias=True)


@router.get("/export", response=ExportOut, url_name="export", summary="Everything in one file")
def export(request: ApiRequest) -> StreamingHttpResponse:
    """The `magwise.json` of the page of exports, which another Magwise reads again. Written while
    it is sent.
    """
    pieces = json_file(request.person, now=timezone.now())
    headers = {"Cache-Control": "private, no-store"}
    return StreamingHttpResponse(pieces, content_type="application/json", headers=headers)
