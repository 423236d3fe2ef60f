"""Pages for requests that are refused before a view is asked: for a name that Magwise does not
have, or a form that may be somebody else's. They say what is wrong with the installation where that
is the cause.

No query, no session, no context; and nothing of what was sent is repeated.
"""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.csrf import csrf_failure as form_refused

from config.errors import API, problem
from config.logs import SECURITY

NOT_TOLD_OF_HTTPS = "reached over https, but HTTPS=true is not set"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400. A developer reads why; where HTTPS is set, only the log does."""
    unknown_name = isinstance(exception, DisallowedHost) and not settings.HTTPS
    if request.path.startswith(API):
        detail = (
            "The host of this request is not in ALLOWED_HOSTS."
            if unknown_name
            else "This cannot be read."
        )
        return problem(400, detail)
    return HttpResponse(
        render_to_string("400_name.html" if unknown_name else "400.html"), status=400
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not is_reached_over_https_unawares(request):
        return form_refused(request, reason)
    SECURITY.warning(NOT_TOLD_OF_HTTPS)
    return HttpResponse(render_to_string("403_https.html"), status=403)


def is_reached_over_https_unawares(request: HttpRequest) -> bool:
    """A proxy speaks TLS with the browser, and Magwise takes the request for http: no form can be
    right.

    The Origin is the browser's own word. With another name than Magwise was asked for, which a
    proxy may not pass on, it could be that of another site's page: then the browser or the proxy
    must say more.
    """
    origin = request.headers.get("Origin", "")
    if settings.HTTPS or request.is_secure() or not origin.startswith("https://"):
        return False
    told_by_proxy = (
        request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip().lower() == "https"
    )
    told_by_browser = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return told_by_proxy or told_by_browser or origin == f"https://{request.get_host()}"
