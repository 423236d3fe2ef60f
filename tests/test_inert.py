"""Names that are HTML, formulas, templates or turned around are text wherever they are shown."""

import csv
import re
from html.parser import HTMLParser
from http import HTTPStatus
from io import StringIO

import pytest

from accounts.models import User
from nutrition.diary.models import Dose
from nutrition.diary.supplements.actions import label_of, save_supplement
from nutrition.foods.keys import write_key
from nutrition.foods.models import Food, FoodCategory, SearchAlias, Source
from nutrition.foods.own.models import OwnFood
from nutrition.foods.search.actions import index_food
from nutrition.foods.search.words import food_words
from tests.builders import Foods, drink, log, make_food, make_own_food, revise, take
from tests.conftest import signed_in
from tests.test_access import ADDRESSES, fill
from tests.test_access import ids as things  # noqa: F401 (a fixture)
from tests.test_hostile import quiet  # noqa: F401 (a fixture)

DAY = "2026-11-21"
MARK = "inert7"  # in every name, so that a page that shows one can be told
HTML = (
    f'<img src=x onerror=alert(1)>"\'><script>alert("{MARK}")</script>&lt;b&gt;</title></textarea>'
    "--><svg/onload=x>"
)
NAMES = {
    "HTML": HTML,
    "attributes": (
        f'{MARK}" autofocus onfocus="alert(1)" x=\' {{{{ {MARK} }}}}{{% debug %}}${{7*7}}'
        " @SUM(1+1)|cmd"
    ),
    "address": f"javascript:alert('{MARK}')",
    "formula elsewhere": f"{MARK};=1+1\t=2+2 ＝3+3\n＋4",
    "formula": (
        f'=HYPERLINK("//evil.example?{MARK}") \u202egpj.exe\u202c \u2066\u200f'
        "\r\n\u2028second\u0085line"
    ),
}
HANDLER = re.compile(r"^on|^(?:href|src|action|formaction|hx-\w+|xlink:href)$")


class Inspector(HTMLParser):
    """Keeps what a browser would run or load that our pages never have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if (tag == "img" and not values.get("src", "").startswith("/static/")) or (
            tag == "script" and "src" not in values and values.get("type") != "application/json"
        ):
            self.found.append(f"<{tag} {values}>")
        for name, value in values.items():
            if name.startswith("on") or name in ("autofocus", "style"):
                self.found.append(f"<{tag} {name}={value}>")
            if HANDLER.match(name) and re.match(
                r"\s*(?:javascript|data|//|https?://evil)", value, re.IGNORECASE
            ):
                self.found.append(f"<{tag} {name}={value}>")


def faults_of(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    return inspector.found


def formulas_of(table: str) -> list[str]:
    """Cells that a spreadsheet would compute."""
    cells = [cell for row in csv.reader(StringIO(table, newline="")) for cell in row]
    return [cell for cell in cells if re.search(r"""(?:^|[;|\t\r\n])[\s"]*[=+\-@＝＋－＠]""", cell)]


# JSON is saved as a file: no browser shows it, and no cell of it is computed.
READERS = {"text/html": faults_of, "text/csv": formulas_of, "application/json": lambda _: []}


@pytest.fixture
def everywhere(request: pytest.FixtureRequest, alice: User, foods: Foods) -> str:
    """The name in every text that a person or a curator can store."""
    name: str = request.param
    category = FoodCategory.objects.create(code="X", name=name[:100])
    soup = make_own_food(name[:300], magnesium=None, portions={name[:120]: "30"}, owner=alice)
    shared = make_food(name[:300], magnesium="50", portions={name[:120]: "30"})
    names = {"short_name": name[:120], "synonyms": name[:500]}
    OwnFood.objects.filter(user=alice, pk=soup.pk).update(
        **names, words=food_words(name=name[:300], **names)
    )
    Food.objects.filter(pk=shared.pk).update(
        **names,
        manufacturer=name[:100],
        scientific_name=name[:100],
        category=category,
    )
    Source.objects.update(name=name[:100])
    shared.refresh_from_db()
    index_food(shared)
    for food in (soup, shared):
        log(alice, food, grams="100", on=DAY)
    revise(shared, magnesium="60")
    dose = take(alice, name[:120], "100", on=DAY)
    save_supplement(user=alice, label=label_of(dose))
    drink(alice, "1", "24", on=DAY)
    SearchAlias.objects.create(phrase=name[:60], replacement=name[:120])
    return name


@pytest.mark.either_database(
    "templates decide what a page makes of a name; test_hostile.py stores these on both"
)
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("everywhere", NAMES.values(), ids=NAMES.keys(), indirect=True)
def test_names_are_text_on_every_page(
    everywhere: str,
    things: dict[str, object],  # noqa: F811
    alice: User,
    admin: User,
) -> None:
    soup = OwnFood.objects.exclude(short_name="").get(user=alice)
    things["food_id"] = write_key(soup.key)
    things["admin/nutrition/food/"] = Food.objects.latest("pk").pk
    things["admin/nutrition/searchalias/"] = SearchAlias.objects.latest("pk").pk
    readers = {"admin/": signed_in(admin), "": signed_in(alice)}
    pages = [fill(route, things) for name, route in ADDRESSES if "logout" not in name]
    pages += [
        f"/diary/{DAY}/?q={MARK}",
        f"/diary/{DAY}/choices/?q={MARK}",
        f"/foods/?q={MARK}",
        "/admin/nutrition/food/?q=inert7",
        f"/diary/{DAY}/choices/?q={MARK}, {MARK} soup",
    ]
    shown, faults = 0, []

    for page in pages:
        client = readers["admin/" if page.startswith("/admin/") else ""]
        for headers in ({}, {"HX-Request": "true"}) if page.startswith("/diary/") else ({},):
            response = client.get(page, headers=headers)
            text = response.getvalue().decode()
            if response.status_code == HTTPStatus.OK and MARK in text:
                shown += 1
                faults += [
                    f"{page}: {fault}"
                    for fault in READERS[response["Content-Type"].partition(";")[0]](text)
                ]

    assert faults == []
    assert shown > 15


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_inspector_sees_what_would_run(name: str) -> None:
    """The test above could not fail if this did not."""
    assert bool(faults_of(f'<a href="{name}" title="{name}">{name}</a>')) == (
        not name.startswith(("=", f"{MARK};"))
    )


@pytest.mark.parametrize(("length", "status"), [(120, 302), (121, 422), (301, 422), (5_000, 422)])
def test_names_longer_than_their_column_are_refused_on_both_databases(
    length: int, status: int, alice: User
) -> None:
    """PostgreSQL would answer with an error, SQLite would store them."""
    sent = {"name": "ñ" * length, "quantity": "1", "day": DAY, "elemental_mg": "100"}

    response = signed_in(alice).post(f"/diary/{DAY}/supplements/", sent)

    assert response.status_code == status
    assert Dose.objects.filter(user=alice).count() == (status == 302)


def test_day_is_still_added_up_when_names_are_odd(alice: User, foods: Foods) -> None:
    soup = make_own_food(HTML[:300], magnesium="10", owner=alice)
    log(alice, soup, grams="100", on=DAY)

    page = signed_in(alice).get(f"/diary/{DAY}/").content.decode()

    assert "&lt;img src=x onerror=alert(1)&gt;" in page
