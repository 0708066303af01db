"""What is said about a corpus before training: counts that can be counted by hand."""

import json

from models.corpora import open_corpus
from models.corpora.corpus import Corpus, Document
from models.corpora.preview import EXCERPT, preview


def test_counts_are_those_of_the_documents() -> None:
    documents = tuple(Document(str(number), "ab\n\nabcc\n") for number in range(40))
    found = preview(Corpus("x", "X", "text", "none", documents, ("A note.",)))
    assert (found["documents"], found["characters"], found["lines"]) == (40, 360, 120)
    assert (found["distinct"], found["longest_line"], found["notes"]) == (4, 4, ["A note."])
    assert found["frequent"][0] == ["\n", 120 / 360] and len(found["frequent"]) == 4
    assert found["learned"] + found["held_out"] == 360 and found["held_out"] % 9 == 0
    assert found["excerpt"] == ("ab\n\nabcc\n" * 40)[:EXCERPT]


def test_rare_characters_are_counted_as_left_out() -> None:
    common = "".join(chr(0x4E00 + number) for number in range(128)) * 2
    found = preview(Corpus("x", "X", "text", "none", (Document("a", common + "xyz\n"),)))
    assert (found["distinct"], found["alphabet"], found["left_out"]) == (132, 128, 4)


def test_it_can_be_sent_as_json() -> None:
    found = preview(open_corpus("tweets"))
    assert json.loads(json.dumps(found)) == found
    assert found["documents"] == found["lines"] == 40_000 and found["left_out"] == 0
    assert len(found["excerpt"]) == EXCERPT
