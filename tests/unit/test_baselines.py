"""n-grams are those of the paper, counted one by one; compressors are measured as the docstring says."""

import bz2
import inspect
import lzma
import math
import string
import zlib
from collections import Counter, defaultdict
from itertools import product
from random import Random

import numpy as np
import pytest

from models.text.baselines import baselines
from models.text.ngrams import ngram_p, ngram_ps

VERSE = "the cat sat on the mat; the dog sat on the log. " * 3 + "that was a fat rat, and then some. "
HELD = "the rat sat on a dog, zzz."


class KneserNey:
    """One probability at a time, from dictionaries of strings; nothing is sorted and nothing is coded."""

    def __init__(self, learned: str, alphabet: str, n: int) -> None:
        self.alphabet, self.tables, self.discounts = alphabet, {}, {}
        for order in range(1, n + 1):
            if order == n:
                counts = Counter(learned[i : i + n] for i in range(len(learned) - n + 1))
            else:
                before = defaultdict(set)
                for i in range(1, len(learned) - order + 1):
                    before[learned[i : i + order]].add(learned[i - 1])
                counts = Counter({gram: len(characters) for gram, characters in before.items()})
            self.tables[order], self.discounts[order] = counts, self.estimated(counts)

    @staticmethod
    def estimated(counts: Counter) -> dict[int, float]:
        n1, n2, n3, n4 = (sum(count == k for count in counts.values()) for k in (1, 2, 3, 4))
        if 0 in (n1, n2, n3, n4):
            return {1: 0.5, 2: 0.5, 3: 0.5}
        y = n1 / (n1 + 2 * n2)
        raw = {1: 1 - 2 * y * n2 / n1, 2: 2 - 3 * y * n3 / n2, 3: 3 - 4 * y * n4 / n3}
        return {k: min(max(d, 0.1), k) for k, d in raw.items()}

    def p(self, context: str, character: str) -> float:
        order = len(context) + 1
        below = 1 / len(self.alphabet) if order == 1 else self.p(context[1:], character)
        counts, discounts = self.tables[order], self.discounts[order]
        following = [counts[context + c] for c in self.alphabet if counts[context + c]]
        if not following:
            return below
        freed = sum(discounts[min(count, 3)] for count in following)
        count = counts[context + character]
        return (count - (discounts[min(count, 3)] if count else 0) + freed * below) / sum(following)


@pytest.mark.parametrize("n", range(1, 10))
@pytest.mark.parametrize(
    "learned", [VERSE, "abracadabra", "a", "aaaaaaaaaaaaaaaaaaaa", "ünï\U0001f600\ud800x"]
)
def test_every_probability_is_that_of_counting_one_by_one(learned: str, n: int) -> None:
    oracle = KneserNey(learned, "".join(sorted(set(learned + HELD))), n)
    expected = [oracle.p(HELD[max(t - n + 1, 0) : t], HELD[t]) for t in range(len(HELD))]
    np.testing.assert_allclose(ngram_p(learned, HELD, n), expected, rtol=1e-12)


def test_a_long_text_has_discounts_that_are_estimated() -> None:
    draw = Random(0)
    learned = "".join(draw.choices(string.ascii_lowercase, [k**-1.5 for k in range(1, 27)], k=3000))
    for n in (2, 3):
        oracle = KneserNey(learned, string.ascii_lowercase, n)
        assert all(set(found.values()) != {0.5} for order, found in oracle.discounts.items() if order > 1)
        got = ngram_p(learned, learned[700:760], n)
        expected = [oracle.p(learned[max(t - n + 1, 700) : t], learned[t]) for t in range(700, 760)]
        np.testing.assert_allclose(got, expected, rtol=1e-12)


@pytest.mark.parametrize("n", range(1, 10))
def test_what_may_come_next_sums_to_one_after_any_context(n: int) -> None:
    alphabet, draw = sorted(set(VERSE)), Random(n)
    for context in ("".join(draw.choices(alphabet, k=n - 1)) for _ in range(10)):
        after = [ngram_p(VERSE, context + character, n)[-1] for character in alphabet]
        assert min(after) > 0
        assert math.isclose(sum(after), 1, rel_tol=1e-12)


def test_several_orders_at_once_are_the_same_as_one_by_one() -> None:
    together = ngram_ps(VERSE, HELD, (1, 3, 9))
    assert list(together) == [1, 3, 9]
    for n, p in together.items():
        np.testing.assert_array_equal(p, ngram_p(VERSE, HELD, n))


def test_a_text_shorter_than_the_grams_and_an_alphabet_of_one_are_no_trouble() -> None:
    assert ngram_p(VERSE, "t", 9) == ngram_ps(VERSE, "the", (9,))[9][:1]
    assert baselines("aaaa", "aa")["5-gram"] == 0


def test_an_alphabet_of_128_has_room_for_9_grams() -> None:
    alphabet = "".join(map(chr, range(300, 428)))
    learned = "".join(map("".join, product(alphabet[-3:], repeat=9)))[:30_000] + alphabet
    p = ngram_p(learned, learned[:2000], 9)
    oracle = KneserNey(learned, alphabet, 9)
    expected = [oracle.p(learned[max(t - 8, 0) : t], learned[t]) for t in range(1900, 1910)]
    np.testing.assert_allclose(p[1900:1910], expected, rtol=1e-12)
    with pytest.raises(ValueError, match=r"up to 128 characters, not 9 to 9 with 129"):
        ngram_p(learned + "x", "x", 9)


@pytest.mark.parametrize("texts", [("", "a"), ("a", ""), ("", "")])
def test_an_empty_text_is_refused(texts: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="one of the two is empty"):
        baselines(*texts)


def test_baselines_are_mean_bits_and_what_a_file_grows_by() -> None:
    held = "üb " * 50 + HELD
    got = baselines(VERSE, held)
    assert list(got) == ["unigram", "3-gram", "5-gram", "gzip", "xz"]
    alphabet = "".join(sorted(set(VERSE + held)))
    for name, n in (("unigram", 1), ("3-gram", 3), ("5-gram", 5)):
        oracle = KneserNey(VERSE, alphabet, n)
        bits = [-math.log2(oracle.p(held[max(t - n + 1, 0) : t], held[t])) for t in range(len(held))]
        assert math.isclose(got[name], sum(bits) / len(bits))
    for name, size in (("gzip", lambda d: len(zlib.compress(d, 9))), ("xz", lambda d: len(lzma.compress(d)))):
        grown = size((VERSE + held).encode()) - size(VERSE.encode())
        assert got[name] == 8 * grown / len(held)


def test_gzip_sees_32_kb_and_xz_all() -> None:
    draw = Random(1)
    held = "".join(draw.choices(string.ascii_letters, k=3000))
    noise = "".join(draw.choices(string.ascii_letters, k=40_000))
    near, far = baselines(noise + held, held), baselines(held + noise, held)
    assert near["gzip"] < 1 < 5 < far["gzip"]
    assert near["xz"] < 1 and far["xz"] < 1


def test_longer_grams_and_compressors_do_better_on_code() -> None:
    source = inspect.getsource(bz2)
    got = baselines(source[:-2000], source[-2000:])
    assert got["unigram"] > got["3-gram"] > got["5-gram"] > got["xz"] > 0
