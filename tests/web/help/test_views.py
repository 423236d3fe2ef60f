from django.test import Client

from nutrition.intake.help import help_texts
from nutrition.web.help.views import GROUPS


def test_every_fact_is_in_one_group_and_on_the_page(db: None, client: Client) -> None:
    shown = [id_ for _, ids in GROUPS for id_ in ids]

    page = client.get("/help/").content.decode()

    assert sorted(shown) == sorted(help_texts())
    for fact in help_texts().values():
        assert f'id="{fact.id}"' in page
        assert fact.url in page
