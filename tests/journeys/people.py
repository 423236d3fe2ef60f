"""People for the journeys that are not about signing up, made all at once by a process of the site
itself.

    manage.py shell -c "from tests.journeys.people import make_people; make_people(100)"

Through the forms each would cost seconds, and all of them from one address are more than the limits
let sign up.
"""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client

from accounts.models import User
from tests.builders import make_person

FILE = "sessions.json"


def make_people(count: int) -> None:
    """Writes a session cookie of each of them into the data folder. They have no password."""
    with transaction.atomic():
        people = [make_woman_of_1990(number) for number in range(count)]
        sessions = [session_of(person) for person in people]
    Path(settings.DATA_DIR, FILE).write_text(json.dumps(sessions))


def make_woman_of_1990(number: int) -> User:
    return make_person(
        f"person-{number}",
        sex="F",
        birth_date="1990-05-10",
        time_zone="Europe/Berlin",
        password=None,
    )


def session_of(person: User) -> dict[str, str]:
    browser = Client()
    browser.force_login(person)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": browser.cookies[settings.SESSION_COOKIE_NAME].value,
    }
