"""What the article claims is checked by what was measured, and said with its numbers."""

import pytest

from models.analysis.claims import CLAIMS, CLEAR, FAILS, HOLDS, PARTLY, SCALES, UNKNOWN, check
from models.analysis.features import BY_KIND
from models.corpora.corpus import KINDS


def row(detector: str, score: float, control: float, measure: str = "AUC", unit: int = 16) -> dict:
    return {
        "detector": detector, "title": "x", "layer": 1, "unit": unit, "vector": "c",
        "score": score, "measure": measure, "control": control, "share": 0.1,
    }  # fmt: skip


def one(checked: list[dict], claim: str) -> dict:
    return next(each for each in checked if each["id"] == claim)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_every_claim_is_about_a_detector_that_its_kinds_of_text_have(claim) -> None:
    assert CLAIMS[claim.id] is claim and claim.text.endswith(".") and claim.how.endswith(".")
    for kind in claim.kinds:
        assert kind in KINDS
        names = {feature.name for feature in BY_KIND[kind]}
        assert claim.detector in names if claim.detector else kind == "java"


@pytest.mark.parametrize(
    ("measure", "score", "control", "verdict"),
    [
        ("AUC", 0.90, 0.61, HOLDS),
        ("AUC", 0.89, 0.61, PARTLY),
        ("AUC", 0.74, 0.55, FAILS),
        ("AUC", 0.95, 0.80, FAILS),  # a label that slow neurons follow by luck
        ("AUC", 0.98, 0.74, HOLDS),
        ("R squared", 0.80, 0.40, HOLDS),
        ("R squared", 0.80, 0.41, FAILS),
        ("R squared", 0.50, 0.01, PARTLY),
        ("R squared", 0.49, 0.00, FAILS),
    ],
)
def test_the_verdict_follows_from_score_and_chance(measure, score, control, verdict) -> None:
    found = one(check([row("capital", score, control, measure)], "tweets"), "capital")
    assert found["verdict"] == verdict
    assert "cell state of layer 2, neuron 17" in found["words"]
    assert f"{measure} {score:.2f}, by chance {control:.2f}" in found["words"]
    assert found["finding"]["unit"] == 16


def test_the_best_neuron_speaks_for_the_claim_wherever_it_stands() -> None:
    rows = [row("quotes", 0.6, 0.5, unit=1), row("quotes", 0.97, 0.5, unit=2), row("capital", 1, 0.5, unit=3)]
    assert one(check(rows, "tweets"), "quotation")["finding"]["unit"] == 2


def test_a_capital_neuron_does_not_make_the_claim_about_proper_nouns_hold() -> None:
    rows = [row("capital", 1.0, 0.5), row("proper_noun", 0.97, 0.55)]
    assert one(check(rows, "tweets"), "proper_noun")["verdict"] == UNKNOWN
    rows.append(row("proper_capital", 0.6, 0.55))
    assert one(check(rows, "tweets"), "proper_noun")["verdict"] == FAILS


def test_each_kind_of_text_has_its_own_claims() -> None:
    ids = {kind: [claim["id"] for claim in check([], kind)] for kind in KINDS}
    assert ids["python"] == ["outer_indentation", "spaces_left"]
    assert ids["java"] == ["outer_indentation", "spaces_left", "writes_classes"]
    assert len(ids["tweets"]) == 7 and ids["text"] == []
    assert all(claim["verdict"] == UNKNOWN for claim in check([], "tweets"))


@pytest.mark.parametrize(
    ("written", "verdict", "words"),
    [
        ([], UNKNOWN, "nothing here"),
        (["import a;\n", "/** x */ class A { @Test }"], HOLDS, "classes, imports, comments and tests."),
        (["class A {}"], PARTLY, "In 10 characters it wrote classes, and no imports, comments or tests."),
        (["hello"], FAILS, "it wrote no classes, imports, comments or tests."),
    ],
)
def test_what_was_written_is_looked_through_for_the_parts_of_a_class(written, verdict, words) -> None:
    found = one(check([], "java", written), "writes_classes")
    assert found["verdict"] == verdict and words in found["words"]


def test_what_must_be_reached_is_more_than_nothing() -> None:
    for scale in SCALES.values():
        assert scale.nothing < scale.partly < scale.holds < 1
    assert CLEAR > 1
