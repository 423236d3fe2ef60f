from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.tokens import actions
from accounts.tokens.actions import CannotMakeToken, make_token, revoke_token
from accounts.tokens.queries import authenticate_token
from accounts.tokens.secret import new_token, parse_token, token_digest

READ, WRITE = ApiToken.Scope.READ, ApiToken.Scope.WRITE


def test_only_the_digest_of_a_token_is_stored(alice: User) -> None:
    text = make_token(user=alice, name="Scale", scope=READ, lasts=None)

    row = ApiToken.objects.filter(user=alice).values().get()

    assert row["digest"] == token_digest(text)
    assert not [value for value in row.values() if text[-20:] in str(value)]


def test_token_signs_its_person_in_with_its_scope(alice: User) -> None:
    reader = make_token(user=alice, name="Reader", scope=READ, lasts=timedelta(days=1))
    writer = make_token(user=alice, name="Writer", scope=WRITE, lasts=None)

    now = timezone.now()
    who, author = authenticate_token(reader, now), authenticate_token(writer, now)

    assert who and author
    assert (who.user, who.may_write) == (alice, False)
    assert author.may_write
    assert authenticate_token(reader, now + timedelta(days=1, seconds=1)) is None


def test_tokens_are_unique_and_have_256_random_bits(alice: User) -> None:
    texts = {new_token(alice.pk) for _ in range(100)}

    assert len(texts) == 100
    # 43 characters of 6 bits hold 256
    assert all(len(text.split("_", 2)[2]) == 43 for text in texts)


@pytest.mark.parametrize(
    "text", ["", "mw_", "mw_1", "mw_0_" + "x" * 43, "mw_1_" + "x" * 42, "mw_1_" + "x" * 43 + "\n"]
)
def test_malformed_token_is_refused_without_a_query(text: str) -> None:
    assert parse_token(text) is None


def test_form_sent_twice_makes_one_token_that_works(alice: User) -> None:
    client_id = uuid4()

    first = make_token(user=alice, name="Scale", scope=READ, lasts=None, client_id=client_id)
    shown = make_token(user=alice, name="Scale", scope=READ, lasts=None, client_id=client_id)

    assert ApiToken.objects.filter(user=alice).count() == 1
    assert authenticate_token(first, timezone.now()) is None
    assert authenticate_token(shown, timezone.now()) is not None


def test_form_sent_again_later_does_not_break_a_token_in_use(alice: User) -> None:
    client_id = uuid4()
    text = make_token(user=alice, name="Scale", scope=READ, lasts=None, client_id=client_id)
    ApiToken.objects.filter(user=alice).update(last_used_at=timezone.now())

    with pytest.raises(CannotMakeToken):
        make_token(user=alice, name="Scale", scope=READ, lasts=None, client_id=client_id)

    assert authenticate_token(text, timezone.now()) is not None


def test_number_of_tokens_is_limited(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_TOKENS", 1)
    make_token(user=alice, name="One", scope=READ, lasts=None)

    with pytest.raises(CannotMakeToken, match="Revoke one"):
        make_token(user=alice, name="Two", scope=READ, lasts=None)


def test_nobody_revokes_the_token_of_another(alice: User, bob: User) -> None:
    make_token(user=alice, name="Scale", scope=READ, lasts=None)
    token = ApiToken.objects.get(user=alice)

    assert revoke_token(user=bob, token_id=token.pk) == 0
    assert revoke_token(user=alice, token_id=token.pk) == 1
