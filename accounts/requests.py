"""The type of a signed-in person's request, and the methods of a page with a form."""

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from accounts.models import User

# For a page with a form that is sent to the same address.
require_safe_or_post = require_http_methods(["GET", "HEAD", "POST"])


class PersonRequest(HttpRequest):
    """For the type checker: `login_required` has let a signed-in person through."""

    user: User
    htmx: HtmxDetails
