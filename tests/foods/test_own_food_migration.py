"""Own foods of an earlier version become rows of their owner, and what was logged stays."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db.migrations.exceptions import IrreversibleError

from accounts.models import User
from nutrition.diary.marks.models import Avoided, Favourite
from nutrition.diary.models import Entry
from nutrition.foods.models import Food, FoodRevision, FoodWords, Portion, Source
from nutrition.foods.own.models import OwnFood, OwnFoodRevision, OwnPortion
from nutrition.foods.search.words import food_words
from nutrition.transfer.models import ImportRun
from tests.builders import make_own_food
from tests.foods.test_migrations import migrate_to

ON = date(2026, 11, 21)
BEFORE = ("nutrition", "0018_one_id")


class EarlierDatabase:
    """The tables of the version before."""

    def __init__(self) -> None:
        self.apps = migrate_to(BEFORE)
        self.source = self.create("Source", code="TABLE", name="A table")

    def create(self, model: str, **values: Any) -> Any:
        return self.apps.get_model("nutrition", model).objects.create(**values)

    def food(self, name: str, owner: User | None, *amounts: str, state: str = "active") -> Any:
        """With a revision for each amount of magnesium; the last is the current one."""
        food = self.create(
            "Food",
            source=self.source,
            source_ref=name,
            name=name,
            owner_id=owner and owner.pk,
            state=state,
        )
        for number, amount in enumerate(amounts, start=1):
            food.current = self.create(
                "FoodRevision",
                food=food,
                number=number,
                made_at="2026-01-01T00:00Z",
                reason=f"reason {number}",
                mg_per_100g=Decimal(amount),
                amounts={"304": [amount, 8], "301": ["7.5", 8]},
            )
        food.save()
        if state == "active":
            self.create(
                "FoodWords",
                position=(food.rank << 32) + food.pk,
                food=food,
                owner_id=food.owner_id,
                words=food_words(short_name="", synonyms="", name=name),
                given="",
            )
        return food

    def entry(self, user: User, food: Any, grams: str, **values: Any) -> Any:
        values = {"revision": food.current} | values
        return self.create(
            "Entry", user_id=user.pk, eaten_on=ON, meal=2, grams=Decimal(grams), **values
        )

    def imported(self, user: User, state: str, made: dict[str, Any]) -> Any:
        return self.create("ImportRun", user_id=user.pk, kind="table", state=state, made=made)


@pytest.mark.django_db(transaction=True)
def test_own_foods_become_rows_of_their_owner(alice: User, bob: User) -> None:
    earlier = EarlierDatabase()
    shared = earlier.food("Kelp", None, "121")
    bread = earlier.food("My breads", alice, "80", "80.125")
    cup = earlier.create("Portion", food=bread, position=1, amount=2, unit="slice", grams=60)
    release = earlier.create("Release", source=earlier.source, name="Edition 1")
    copied = earlier.food("Copied kelp", alice, "1")
    copied.revisions.update(
        release=release, mg_per_100g=None, kcal_per_100g="9.5", magnesium_at_most="253.5"
    )
    old = earlier.food("Old soup", alice, "3", state="retired")
    first = earlier.food("Staged 1", alice, "4", state="retired")
    of_bob = earlier.food("Bob's soup", bob, "5", state="retired")
    last = earlier.food("Staged 2", alice, state="retired")
    earlier.imported(alice, "staged", {"staged_foods": [first.pk, last.pk]})

    migrate_to()

    foods = {food.name: food for food in OwnFood.objects.filter(user=alice).order_by("id")}
    assert list(foods) == ["My breads", "Copied kelp", "Old soup", "Staged 1", "Staged 2"]
    assert [food.state for food in foods.values()] == ["active"] * 2 + ["retired"] + ["staged"] * 2
    assert [food.former_number for food in foods.values()] == [
        food.pk for food in (bread, copied, old, first, last)
    ]
    bobs = OwnFood.objects.get(user=bob)
    assert (bobs.former_number, bobs.state) == (of_bob.pk, "retired")
    words = [food_words(short_name="", synonyms="", name=name) for name in foods]
    assert [food.words for food in foods.values()] == words
    assert words[0] == "my bread"

    revisions = list(OwnFoodRevision.objects.filter(user=alice, food_id=foods["My breads"].id))
    assert [(one.number, one.reason, one.basis_grams, one.magnesium_mg) for one in revisions] == [
        (1, "reason 1", 100, 80),
        (2, "reason 2", 100, Decimal("80.125")),
    ]
    assert foods["My breads"].current_id == revisions[1].id
    assert revisions[1].amounts == {"304": ["80.125", 8], "301": ["7.5", 8]}
    copy = OwnFoodRevision.objects.get(user=alice, food_id=foods["Copied kelp"].id)
    assert (copy.release_id, copy.magnesium_mg) == (release.pk, None)
    assert (copy.energy_kcal, copy.magnesium_at_most) == (Decimal("9.5"), Decimal("253.5"))
    assert foods["Staged 2"].current_id is None
    portion = OwnPortion.objects.get(user=alice)
    assert (portion.label, portion.grams, portion.former_number) == ("2 slice", 60, cup.pk)
    assert portion.food_id == foods["My breads"].id
    assert_only_shared_is_left(shared.pk, last_number=last.pk)


def assert_only_shared_is_left(number: int, *, last_number: int) -> None:
    assert list(Food.objects.values_list("pk", flat=True)) == [number]
    assert list(FoodRevision.objects.values_list("food", flat=True)) == [number]
    assert list(FoodWords.objects.values_list("food", flat=True)) == [number]
    assert not Portion.objects.exists()
    # The number of an own food is never given to another: it stands in old links.
    new = Food.objects.create(source=Source.objects.get(), source_ref="new", name="New")
    assert new.pk > last_number


@pytest.mark.django_db(transaction=True)
def test_entries_marks_and_imports_follow_own_foods(alice: User, bob: User) -> None:
    earlier = EarlierDatabase()
    kelp, bread = earlier.food("Kelp", None, "121"), earlier.food("Bread", alice, "80", "90")
    cake, gone = earlier.food("Cake", alice, "10"), 999_999
    slices = earlier.create("Portion", food=bread, position=1, amount=1, unit="slice", grams=30)
    spoons = earlier.create("Portion", food=kelp, position=1, amount=1, unit="spoon", grams=5)
    older = bread.revisions.get(number=1)
    before = [
        earlier.entry(alice, bread, "45", portion=slices, quantity="1.5"),
        earlier.entry(alice, bread, "33.333", revision=older, deleted_at="2026-11-22T00:00Z"),
        earlier.entry(alice, kelp, "10", portion=spoons, quantity=2),
        earlier.entry(bob, kelp, "7"),
    ]
    for model in ("Favourite", "Avoided"):
        earlier.create(model, user_id=alice.pk, food=cake)
        earlier.create(model, user_id=alice.pk, food=kelp)
    earlier.create("Avoided", user_id=alice.pk, group="dairy")
    made = {"foods": [bread.pk, gone, cake.pk], "entries": ["an id"]}
    run = earlier.imported(alice, "done", made)

    migrate_to()

    entries = {
        entry.id: entry for user in (alice, bob) for entry in Entry.objects.filter(user=user)
    }
    own, deleted, shared, of_bob = (entries[row.id] for row in before)
    assert (own.revision_id, own.portion_id) == (None, None)
    assert (own.grams, own.quantity) == (45, Decimal("1.5"))
    assert (own.own_revision.number, own.own_revision.magnesium_mg) == (2, 90)
    assert (own.own_portion.unit, own.food.title) == ("slice", "Bread")
    assert (deleted.own_revision.number, deleted.own_portion_id) == (1, None)
    assert deleted.deleted_at is not None
    assert (shared.revision_id, shared.portion_id) == (kelp.current.pk, spoons.pk)
    assert (shared.own_revision_id, shared.own_portion_id) == (None, None)
    assert (of_bob.revision_id, of_bob.own_revision_id) == (kelp.current.pk, None)

    foods = {food.name: food.id for food in OwnFood.objects.filter(user=alice)}
    assert_marked(alice, own=foods["Cake"], shared=kelp.pk)
    assert ImportRun.objects.get(user=alice, pk=run.pk).made == {
        "foods": [str(foods["Bread"]), str(foods["Cake"])],
        "entries": ["an id"],
    }


def assert_marked(user: User, *, own: UUID, shared: int) -> None:
    stars = Favourite.objects.filter(user=user).values_list("food", "own_food_id")
    assert set(stars) == {(None, own), (shared, None)}
    avoided = Avoided.objects.filter(user=user).values_list("group", "food", "own_food_id")
    assert set(avoided) == {("", None, own), ("", shared, None), ("dairy", None, None)}


@pytest.mark.django_db(transaction=True)
def test_amounts_beyond_the_bound_keep_their_days(alice: User, bob: User) -> None:
    earlier = EarlierDatabase()
    own = earlier.food("Unit slip", alice, "482142.85715")
    oxide = earlier.food("Magnesium oxide", None, "60300.5", "5")
    own_entry = earlier.entry(alice, own, "14")
    older = oxide.revisions.get(number=1)
    strong = earlier.entry(alice, oxide, "0.5", revision=older)
    weak = earlier.entry(bob, oxide, "100")

    migrate_to()

    slip, powder = (
        Entry.objects.filter(user=alice).with_foods().get(id=row.id) for row in (own_entry, strong)
    )
    assert (slip.own_revision.basis_grams, slip.own_revision.magnesium_mg) == (
        1,
        Decimal("4821.42858"),  # the last place is rounded up
    )
    assert slip.own_revision.amounts == {"304": ["4821.42858", 8], "301": ["0.075", 8]}
    assert (powder.food.title, powder.food.former_number) == ("Magnesium oxide", None)
    assert (powder.own_revision.basis_grams, powder.own_revision.magnesium_mg) == (
        10,
        Decimal("6030.05"),
    )
    of_bob = Entry.objects.filter(user=bob).with_foods().get(id=weak.id)
    assert of_bob.logged_revision.magnesium_mg == 5
    assert Food.objects.get(pk=oxide.pk).current.mg_per_100g == 5
    assert FoodRevision.objects.get(pk=older.pk).amounts == {"301": ["7.5", 8]}
    assert FoodRevision.objects.get(pk=older.pk).mg_per_100g is None


@pytest.mark.django_db(transaction=True)
def test_way_back_keeps_shared_foods_and_refuses_own_ones(alice: User) -> None:
    earlier = EarlierDatabase()
    kelp = earlier.food("Kelp", None, "121")
    entry = earlier.entry(alice, kelp, "10")
    migrate_to()

    back = migrate_to(BEFORE)
    assert back.get_model("nutrition", "Entry").objects.get().revision_id == kelp.current.pk
    assert back.get_model("nutrition", "FoodWords").objects.get().food_id == kelp.pk
    migrate_to()
    make_own_food("Bread", owner=alice, magnesium="80")
    try:
        with pytest.raises(IrreversibleError, match="Restore the backup"):
            migrate_to(BEFORE)
    finally:
        migrate_to()

    assert Entry.objects.get(user=alice, id=entry.id).revision_id == kelp.current.pk
    assert OwnFood.objects.get(user=alice).name == "Bread"
