from nutrition.intake.help import help_text, help_texts


def test_every_fact_has_words_and_a_source() -> None:
    assert len(help_texts()) > 10
    assert all(known.text and known.source for known in help_texts().values())


def test_the_upper_level_says_that_food_does_not_count() -> None:
    assert "Food magnesium does not count" in help_text("ul").text
