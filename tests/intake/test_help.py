from nutrition.intake.help import fact, facts


def test_every_fact_has_words_and_a_source() -> None:
    assert len(facts()) > 10
    assert all(known.text and known.source for known in facts().values())


def test_the_upper_level_says_that_food_does_not_count() -> None:
    assert "Food magnesium does not count" in fact("ul").text
