"""Made-up tweets: the same everywhere, with labels that can be found again in their text."""

import hashlib
import re
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.corpora.tweet_words import DAYS, FIRST
from models.corpora.tweets import NAMES, SEED, SOURCE, labels, tweets

SOME = tweets(4000, seed=3)


def marked(text: str, name: str) -> list[str]:
    """The stretches of the text that have this label."""
    runs = groupby(zip(text, labels(text)[name], strict=True), key=lambda pair: pair[1])
    return ["".join(character for character, _ in run) for on, run in runs if on]


# The generator


def test_the_same_seed_gives_the_same_tweets_and_another_others() -> None:
    assert tweets(50, seed=3) == SOME[:50]
    assert tweets(50, seed=4) != SOME[:50]


def test_no_version_of_python_and_no_machine_changes_them() -> None:
    text = "\n".join(tweet.text for tweet in tweets(200, SEED))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "a982049bb5b8021e"


def test_each_is_one_line_of_at_most_280_characters() -> None:
    for tweet in SOME:
        assert 5 < len(tweet.text) <= 280 and tweet.text.isprintable() and tweet.text == tweet.text.strip()


def test_labels_found_in_the_text_are_those_it_was_written_with() -> None:
    for tweet in SOME:
        assert labels(tweet.text) == tweet.labels, tweet.text


def test_labels_of_many_lines_are_those_of_each() -> None:
    found = labels("\n".join(tweet.text for tweet in SOME))
    for name in NAMES:
        assert found[name] == [on for tweet in SOME for on in (*tweet.labels[name], False)][:-1]


def test_every_label_is_there_often_and_stands_for_what_it_says() -> None:
    """An oracle that knows nothing of the grammar: what must begin, and what must be in, a stretch."""
    patterns = {
        "hashtag": r"#\w+", "mention": r"@\w+", "url": r"https?://\S+", "quotation": r'"[^"]+',
        "auxiliary": r"(?i)['a-z ]+ (be|been|being)", "capital": r"[A-Z]", "proper_noun": r"[A-Z][\w ]+",
    }  # fmt: skip
    for name in NAMES:
        stretches = [tweet.text[a:b] for tweet in SOME for label, a, b in tweet.spans if label == name]
        if name == "capital":
            stretches = [
                c for tweet in SOME for c, on in zip(tweet.text, tweet.labels[name], strict=True) if on
            ]
        assert len(stretches) > 300
        assert all(re.fullmatch(patterns[name], stretch) for stretch in stretches), name


def test_a_proper_noun_is_not_just_a_capital() -> None:
    capitals = [t.text[0].isupper() for t in SOME]
    names = [t.labels["proper_noun"][0] for t in SOME]
    assert 0.1 < sum(names) / sum(capitals) < 0.9
    small = [
        c for t in SOME for c, on in zip(t.text, t.labels["proper_noun"], strict=True) if on and c == " "
    ]
    assert len(small) > 500  # names of several words
    assert any(" of " in t.text[a:b] for t in SOME for label, a, b in t.spans if label == "proper_noun")


def test_verbs_agree_with_their_subjects_and_times_with_their_tenses() -> None:
    text = "\n".join(tweet.text for tweet in SOME)
    assert not re.search(r"\b(?:we|they|you) (?:is|was|has)\b|\b(?:she|he) (?:are|were|have)\b", text, re.I)
    assert not re.search(r"\bwill \w+ [^.,!\n]* yesterday\b", text)
    assert re.search(r"\b(?:we|they) have \w+", text, re.I) and re.search(r"\b(?:she|he) has \w+", text, re.I)


def test_the_corpus_holds_one_tweet_a_line() -> None:
    corpus = SOURCE.load()
    assert corpus.documents[0].text == tweets(1)[0].text + "\n"
    assert len(corpus.documents) == 40_000 and len(corpus.alphabet) < 100
    learned, held_out = corpus.parts
    assert 2e6 < len(learned) + len(held_out) < 3.5e6 and 0.05 < len(held_out) / len(learned) < 0.2


# Labels of other texts


@pytest.mark.parametrize(
    ("name", "text", "stretches"),
    [
        ("hashtag", "see #Big2020 and a#b, #1 or #", ["#Big2020"]),
        ("mention", "@ann_1: me@home.org and @Bo!", ["@ann_1", "@Bo"]),
        ("url", "at https://a.example/b-c?d=1. So", ["https://a.example/b-c?d=1"]),
        ("quotation", 'he said "yes, no" and "what\nnot" so', ['"yes, no', '"what', '" so']),
        ("capital", "I am NOT Ann", ["I", "NOT", "A"]),
        ("auxiliary", "It'll be, has been, IS NOT BEING, has seen", ["'ll be", "has been", "IS NOT BEING"]),
        ("auxiliary", "she will never be; cannot be #willbe beans", ["will never be", "cannot be"]),
        ("proper_noun", "Great that Anna Rossi and Tidewater Labs met", ["Anna Rossi", "Tidewater Labs"]),
        ("proper_noun", "Songs by Songs for the Night Train", ["Songs for the Night Train"]),
        ("proper_noun", "We saw Bilbar and I saw OMG. Then", ["Bilbar"]),
        ("proper_noun", "Met Anna Rossini #Anna @Anna https://a.example/Anna", ["Anna Rossini"]),
        ("proper_noun", '@bo Nice! "Sure" #yes Fine', []),
    ],
)
def test_labels_of_what_nobody_made_up(name: str, text: str, stretches: list[str]) -> None:
    assert marked(text, name) == stretches


@given(st.text(alphabet="abAB @#\"'.:/\n-_“”😀é" + FIRST[0] + DAYS[0], max_size=80))
def test_any_text_gets_as_many_labels_as_it_has_characters(text: str) -> None:
    found = labels(text)
    assert set(found) == set(NAMES) and all(len(values) == len(text) for values in found.values())
