from django.db import migrations

SQLITE = [
    # The index proper, of the foods that are not plain: those are found in memory
    # (nutrition/foods/search/word_index.py). It has no text of its own
    # (content=nutrition_foodwords); its rowid is the quality order, so that the first matches are
    # the best ones. A migration that rebuilds nutrition_foodwords must make the triggers again.
    """CREATE VIRTUAL TABLE nutrition_food_fts USING fts5(
        words, content='nutrition_foodwords', content_rowid='position', prefix='1 2 3 4',
        tokenize="unicode61 remove_diacritics 0")""",
    """CREATE TRIGGER nutrition_food_fts_added AFTER INSERT ON nutrition_foodwords
        WHEN new.position >= 429496729600000 BEGIN
        INSERT INTO nutrition_food_fts(rowid, words) VALUES (new.position, new.words); END""",
    """CREATE TRIGGER nutrition_food_fts_removed AFTER DELETE ON nutrition_foodwords
        WHEN old.position >= 429496729600000 BEGIN
        INSERT INTO nutrition_food_fts(nutrition_food_fts, rowid, words)
            VALUES ('delete', old.position, old.words); END""",
    """CREATE TRIGGER nutrition_food_fts_changed AFTER UPDATE OF position, words
        ON nutrition_foodwords BEGIN
        INSERT INTO nutrition_food_fts(nutrition_food_fts, rowid, words)
            SELECT 'delete', old.position, old.words WHERE old.position >= 429496729600000;
        INSERT INTO nutrition_food_fts(rowid, words)
            SELECT new.position, new.words WHERE new.position >= 429496729600000; END""",
    """INSERT INTO nutrition_food_fts(rowid, words)
        SELECT position, words FROM nutrition_foodwords WHERE position >= 429496729600000""",
]
POSTGRESQL = [
    # `+ 0` as in the query (nutrition/foods/search/index.py): the planner shall use this index, not
    # the key.
    """CREATE INDEX nutrition_foodwords_other ON nutrition_foodwords
        USING gin (array_to_tsvector(string_to_array(words, ' ')))
        WHERE position + 0 >= 429496729600000""",
]
REMOVAL = {
    "sqlite": [
        "DROP TRIGGER nutrition_food_fts_added",
        "DROP TRIGGER nutrition_food_fts_removed",
        "DROP TRIGGER nutrition_food_fts_changed",
        "DROP TABLE nutrition_food_fts",
    ],
    "postgresql": ["DROP INDEX nutrition_foodwords_other"],
}


def make_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    for statement in REMOVAL[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("nutrition", "0019_own_foods")]
    operations = [migrations.RunPython(make_index, remove_index)]
