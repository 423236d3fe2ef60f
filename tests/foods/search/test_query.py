"""The readings in which typed text can be read."""

from hypothesis import given
from hypothesis import strategies as st

from nutrition.foods.search.query import READINGS_LIMIT, Lexicon, Term, loosen, parse_query

LEXICON = Lexicon(
    {
        "almond": 10,
        "oatmeal": 20,
        "oat": 30,
        "meal": 40,
        "peanut": 50,
        "butter": 60,
        "eggplant": 70,
        "milk": 80,
    },
    {"pb": "peanut butter", "aubergine": "eggplant", "Porridge oats": "oatmeal"},
)


def words_of(text: str) -> list[list[str]]:
    return [[term.word for term in reading.terms] for reading in parse_query(text, LEXICON)]


def test_what_is_typed_comes_first_as_it_stands() -> None:
    assert words_of("Almonds")[0] == ["almond"]


def test_only_the_last_word_may_go_on() -> None:
    [reading, *_] = parse_query("oat mil", LEXICON)

    assert [term.is_prefix for term in reading.terms] == [False, True]


def test_an_alias_is_written_out_also_inside_other_words() -> None:
    assert ["peanut", "butter"] in words_of("pb")
    assert ["peanut", "butter", "milk"] in words_of("pb milk")
    assert ["oatmeal"] in words_of("porridge oats")


def test_an_alias_is_known_before_it_is_finished() -> None:
    assert ["eggplant"] in words_of("auberg")


def test_a_word_that_begins_like_the_stem_of_an_alias_is_not_its_beginning() -> None:
    """The stem of "ghee" is "ghe", as "gherkin" begins."""
    lexicon = Lexicon({"ghe": 10, "pickl": 20}, {"gherkin": "pickles"})

    assert [[term.word for term in reading.terms] for reading in parse_query("ghee", lexicon)] == [
        ["ghe"]
    ]


def test_an_alias_may_be_misspelt() -> None:
    assert ["eggplant"] in words_of("aubergene")


def test_split_words_are_joined_and_joined_words_split() -> None:
    assert ["oatmeal"] in words_of("oat meal")
    assert ["peanut", "butter"] in words_of("peanutbutter")


def test_a_misspelt_word_keeps_what_it_may_mean() -> None:
    [reading, *_] = parse_query("almnd", LEXICON)

    assert reading.terms == (Term("almnd", ("almond",), is_prefix=True),)


def test_a_word_that_was_mended_is_not_a_slip_of_yet_another() -> None:
    """ "thai" may be "than", but not what "than" may be."""
    lexicon = Lexicon({"than": 10, "thin": 20, "pan": 30}, {})

    [reading] = loosen(parse_query("pan thai", lexicon), lexicon.vocabulary)

    assert "thin" not in reading.terms[1].corrections


def test_text_without_a_word_has_no_reading() -> None:
    assert parse_query(" %%%\x00 -*\"'", LEXICON) == []


@given(st.text())
def test_any_text_has_few_readings_and_none_is_empty(text: str) -> None:
    readings = parse_query(text, LEXICON)

    assert len(readings) <= READINGS_LIMIT
    assert all(reading.terms for reading in readings)
