"""A text of one's own: whatever it is, a corpus comes of it or one sentence that says what is wrong."""

import csv
import json
import random
import struct
import time
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.corpora import own
from models.corpora.limits import LARGEST, LEAST, MOST_FILES, megabytes
from models.corpora.own import from_bytes, from_path, from_text

PROSE = "It was a bright cold day in April, and the clocks were striking. " * 30 + "\n"
PYTHON = "import os\n\n\ndef read(path):\n    with open(path) as file:\n        return file.read()\n" * 20
JAVA = "package a;\n\nclass A {\n    int b() {\n        return 1;\n    }\n}\n" * 30
TWEETS = [f"@ann{n} saw number {n} today! #Number{n}" for n in range(60)]
LICENCE = "# Copyright Someone\n\n"


def whole(corpus: own.Corpus) -> str:
    return "".join(document.text for document in corpus.documents)


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def table(rows: list[list[str]], delimiter: str = ",") -> bytes:
    file = StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode()


def refusal(data: bytes, name: str = "a.txt") -> str:
    with pytest.raises(ValueError) as error:
        from_bytes(data, name)
    sentence = str(error.value)
    assert "\n" not in sentence and 20 < len(sentence) < 200
    return sentence


# Texts


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (PROSE, "a.txt", "text"),
        (PROSE, "no ending", "text"),
        (PYTHON, "a.py", "python"),
        (PYTHON, "a.txt", "python"),
        (JAVA, "A.java", "java"),
        (JAVA, "", "java"),
        ("\n".join(TWEETS), "a.txt", "tweets"),
        ("# A heading\n\n" + PROSE, "a.md", "text"),
        (PROSE, "a.py", "python"),
    ],
)
def test_a_text_is_read_whole_and_its_kind_is_told_from_name_and_look(
    text: str, name: str, kind: str
) -> None:
    corpus = from_bytes(text.encode(), name)
    assert corpus.kind == kind and whole(corpus) == text.rstrip("\n") + "\n" and "UTF-8" in corpus.notes[0]
    assert len(corpus.documents) == (60 if kind == "tweets" else 1)
    assert whole(from_text(text)) == whole(corpus)


def test_its_name_is_a_hash_of_the_text_and_of_nothing_else() -> None:
    first, second = from_bytes(PROSE.encode(), "a.txt"), from_bytes(PROSE.encode("utf-16"), "b.md")
    assert first.name == second.name == from_text(PROSE).name
    assert first.name.startswith("text-") and len(first.name) == 21
    assert from_text(PROSE + "x").name != first.name


def test_newlines_are_made_the_same_and_control_characters_left_out_with_a_note() -> None:
    text = PROSE.replace(". ", ".\r\n") + "a\rb\tc"
    corpus = from_bytes(text.encode() + b"\x00\x1b", "a.txt")
    assert whole(corpus) == PROSE.replace(". ", ".\n") + "a\nb\tc\n"
    assert "Left out 2 control characters." in corpus.notes


def test_a_licence_at_the_top_is_left_out_if_asked() -> None:
    for data, name in ((LICENCE + PYTHON).encode(), "a.py"), (zipped({"a/b.py": LICENCE + PYTHON}), "a.zip"):
        assert whole(from_bytes(data, name, headers=True)).startswith(LICENCE)
        corpus = from_bytes(data, name, headers=False)
        assert whole(corpus) == PYTHON and "Left out the licence at the top of 1 file." in corpus.notes
    heading = "# Copyright law\n\n" + PROSE
    assert whole(from_bytes(heading.encode(), "a.md", headers=False)) == heading


@pytest.mark.parametrize(
    ("encoding", "text", "said"),
    [
        ("utf-8-sig", PROSE + "naïve", "UTF-8"),
        ("utf-16", PROSE + "naïve", "UTF-16"),
        ("utf-32", PROSE + "naïve", "UTF-32"),
        ("utf-16-le", PROSE, "UTF-16"),
        ("utf-16-be", PROSE, "UTF-16"),
        ("cp1252", "Der Bär aß “süße” Brötchen – für 5 €. " * 40, "cp1252"),
        ("cp1251", "Однажды весною, в час небывало жаркого заката, в Москве. " * 30, "cp1251"),
        ("shift_jis", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。" * 40, "shift_jis"),
        ("gb18030", "曾经有一份真诚的爱情放在我面前,我没有珍惜,等我失去的时候我才后悔莫及。" * 40, "gb18030"),
    ],
)
def test_an_encoding_is_found_and_said(encoding: str, text: str, said: str) -> None:
    corpus = from_bytes(text.encode(encoding), "a.txt")
    assert whole(corpus) == text.rstrip("\n") + "\n"
    assert corpus.notes[0] == f"Read as {said}."


def test_a_few_damaged_bytes_do_not_make_it_another_encoding() -> None:
    text = "Der Bär aß süße Brötchen. " * 60
    corpus = from_bytes(text.encode()[:900] + b"\xff" + text.encode()[900:], "a.txt")
    assert whole(corpus).count("Bär aß süße Brötchen") == 60 and "damaged" in corpus.notes[0]


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_column_of_a_csv_is_chosen_by_its_name(delimiter: str) -> None:
    rows = [
        ["id", "Text", "about"],
        *([str(n), tweet, "a longer column " * 9] for n, tweet in enumerate(TWEETS)),
    ]
    corpus = from_bytes(table(rows, delimiter), "a.csv")
    assert [document.text for document in corpus.documents] == [tweet + "\n" for tweet in TWEETS]
    assert corpus.kind == "tweets" and "Read the column 'Text' of 60 rows." in corpus.notes


def test_else_by_its_length_and_rows_without_a_text_are_left_out() -> None:
    rows = [["id", "words", "note"], *([str(n), f"{n}\n" + PROSE, "x"] for n in range(9)), ["9", "", "x"]]
    corpus = from_bytes(table(rows), "a.csv")
    assert len(corpus.documents) == 9 and corpus.documents[3].text == "3\n" + PROSE
    assert {"Read the column 'words' of 9 rows.", "Left out 1 row without a text."} <= set(corpus.notes)


def test_a_csv_of_one_column_is_a_text_a_line_with_its_commas() -> None:
    lines = [f"one, two and {n}" for n in range(100)]
    for data in ("text\n" + "\n".join(lines), "\n".join(["first line here", *lines])):
        corpus = from_bytes(data.encode(), "a.csv")
        assert whole(corpus).endswith("\n".join(lines) + "\n") and "text\n" not in whole(corpus)


def test_json_is_a_list_of_texts_or_objects_anywhere_or_one_a_line() -> None:
    objects = [{"id": n, "body": tweet, "user": {"name": "ann"}} for n, tweet in enumerate(TWEETS)]
    for value in (TWEETS, objects, {"count": 60, "ids": [1] * 99, "data": objects}):
        corpus = from_bytes(json.dumps(value).encode(), "a.json")
        assert [document.text for document in corpus.documents] == [tweet + "\n" for tweet in TWEETS]
    for name in ("a.jsonl", "a.ndjson", "a.json"):
        lines = "\n".join(json.dumps(value) for value in objects)
        assert whole(from_bytes(lines.encode(), name)) == "\n".join(TWEETS) + "\n"


def test_very_many_rows_share_documents_in_their_order() -> None:
    lines = [f"row {number}" for number in range(2 * own.MOST_DOCUMENTS + 3)]
    corpus = from_bytes(json.dumps(lines).encode(), "a.json")
    assert own.MOST_DOCUMENTS / 2 < len(corpus.documents) <= own.MOST_DOCUMENTS
    assert whole(corpus) == "\n".join(lines) + "\n"


def test_tweets_over_several_lines_become_one_line_each() -> None:
    corpus = from_bytes(json.dumps([tweet.replace(" ", "\n", 1) for tweet in TWEETS]).encode(), "a.json")
    assert whole(corpus) == "\n".join(TWEETS) + "\n"


def test_characters_that_json_cannot_mean_are_left_out() -> None:
    corpus = from_bytes(json.dumps([PROSE + "\ud800"]).encode(), "a.json")
    assert whole(corpus) == PROSE and whole(corpus).encode()


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b'{"a": 1}', "a.json", "no column with texts"),
        (b"[1, 2, 3]", "a.json", "the JSON holds no texts"),
        (b'{"a": ', "a.json", "the JSON is damaged at line 1"),
        (b'{"text": "a"}\n{"text": ', "a.jsonl", "line 2 is no JSON"),
        (b"[" * 200_000, "a.json", "nested too deeply"),
        (b"a,b\n1,2\n", "a.csv", "at least 1,000"),
        (b"id,n\n", "a.csv", "one row only"),
        (b"\xef\xbb\xbf\n", "a.csv", "no rows"),
    ],
)
def test_a_table_without_texts_is_told(data: bytes, name: str, message: str) -> None:
    assert message in refusal(data, name)


# Zips and folders


def test_the_sources_of_a_zip_are_its_documents_and_the_rest_is_left_out() -> None:
    files = {
        "p/b.py": PYTHON,
        "p/a.py": PYTHON,
        "p/README.md": PROSE,
        "p/x.png": b"\x89PNG",
        "p/in.zip": b"PK",
    }
    files |= {"__MACOSX/p/a.py": "no", ".git/a.py": "no", "p/__pycache__/c.py": "no"}
    corpus = from_bytes(zipped(files), "p.zip")
    assert [document.name for document in corpus.documents] == ["p/a.py", "p/b.py"]
    assert corpus.kind == "python" and whole(corpus) == PYTHON * 2
    assert set(corpus.notes) == {
        "Left out 5 files of other kinds in the zip.",
        "Left out 1 file, not in Python.",
    }


def test_texts_of_many_kinds_are_one_text() -> None:
    corpus = from_bytes(zipped({"a.md": PROSE, "b.java": JAVA[:500], "c.txt": b"\x00\x01\x02" * 99}), "p.zip")
    assert (corpus.kind, len(corpus.documents)) == ("text", 2)
    assert "Left out 1 file, binary or in no known encoding." in corpus.notes


def test_no_name_in_a_zip_leads_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    corpus = from_bytes(zipped({"../out.py": PYTHON, "/abs.py": PYTHON, "c:\\d.py": PYTHON}), "../../p.zip")
    assert [document.name for document in corpus.documents] == ["/abs.py", "c:\\d.py"]
    assert corpus.title == "p.zip"
    assert not list((tmp_path / "in").iterdir()) and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_an_unusual_way_is_told(method: int) -> None:
    assert "unusual way" in refusal(zipped({"a.py": PYTHON}, method), "a.zip")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    started = time.monotonic()
    bomb = zipped({f"{n}.txt": b" " * (LARGEST // 8) for n in range(9)})
    assert len(bomb) < 100_000
    assert "what is packed in the zip has 22.5 MB; at most 20 MB" in refusal(bomb, "a.zip")
    assert "10,001 files" in refusal(zipped({f"{n}.txt": b"" for n in range(MOST_FILES + 1)}), "a.zip")
    # One that says it is small gives no more than that, which its checksum then tells.
    lying = bytearray(zipped({"a.txt": b" " * 10_000_000}))
    entry = lying.index(b"PK\x01\x02")
    lying[entry + 24 : entry + 28] = struct.pack("<I", 10)
    assert "damaged" in refusal(bytes(lying), "a.zip")
    assert time.monotonic() - started < 5


def test_an_encrypted_or_damaged_zip_is_told() -> None:
    data = bytearray(zipped({"a.py": PYTHON}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refusal(bytes(data), "a.zip")
    assert "damaged" in refusal(zipped({"a.py": PYTHON})[:-30], "a.zip")
    assert "no text or source" in refusal(zipped({}), "a.zip")
    assert "no text or source" in refusal(zipped({"word/document.xml": PROSE}), "a.docx")


def test_a_folder_is_read_like_a_zip_of_it(tmp_path: Path) -> None:
    files = {"q/b.py": PYTHON, "a.py": LICENCE + PYTHON, ".git/c.py": "no", "x.png": "no"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "loop").symlink_to(tmp_path)
    corpus, packed = from_path(tmp_path), from_bytes(zipped(files), "a.zip")
    assert corpus.documents == packed.documents and corpus.name == packed.name
    assert corpus.title == tmp_path.name and whole(corpus) == PYTHON * 2
    assert whole(from_path(str(tmp_path / "a.py"), headers=True)) == LICENCE + PYTHON


# What nothing can be learned from


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t", "the file is empty"),
        ("\ufeff\u3000".encode() * 500, "blank"),
        (b"a", f"the text has 1 character; at least {LEAST:,} are needed"),
        (b"tiny", "the text has 4 characters"),
        (b"x" * 5000, "made of one character, 'x'"),
        (b"x\n" * 5000, "made of one character, 'x'"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 99, "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x00" * 5000, "binary"),
        (b"\xff\xfe" + b"\x00\xd8" * 999, "begins as UTF-16 but is not"),
        (b"x" * (LARGEST + 1), "at most 20 MB are read"),
    ],
)
def test_what_is_no_text_to_learn_from_is_refused_in_a_sentence(data: bytes, message: str) -> None:
    assert message in refusal(data)


def test_a_pasted_text_is_bounded_too() -> None:
    for text, message in ("", "blank"), ("short", "5 characters"), ("ab" * LARGEST, "40 MB; at most 20 MB"):
        with pytest.raises(ValueError, match=message):
            from_text(text)


def test_a_file_of_200_megabytes_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path, tmp_path / "in"):
        folder.mkdir(exist_ok=True)
        with open(folder / "large.txt", "wb") as file:
            file.truncate(200_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    for path in (tmp_path / "large.txt", tmp_path / "in"):
        with pytest.raises(ValueError, match="has 200 MB; at most 20 MB are read"):
            from_path(path)


def test_paths_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    for path, message in (tmp_path / "none", "no file and no folder"), (tmp_path, "no text or source"):
        with pytest.raises(ValueError, match=message):
            from_path(path)
    with pytest.raises(ValueError, match="no file and no folder"):
        from_path("/dev/zero")


def test_sizes_are_said_as_people_do() -> None:
    assert [megabytes(size) for size in (20_000_000, 200_000_000, 22_500_000)] == [
        "20 MB",
        "200 MB",
        "22.5 MB",
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)),
    st.sampled_from((b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b'[{"text": "', b"id,text\n")),
    st.integers(1, 40),
    st.sampled_from(("a.txt", "a.csv", "a.json", "a.jsonl", "a.zip", "a.py", "", "../\x00\ud800", "/")),
)
def test_any_bytes_give_a_corpus_or_one_sentence(data: bytes, start: bytes, times: int, name: str) -> None:
    try:
        corpus = from_bytes(start + data * times, name)
    except ValueError as error:
        assert "\n" not in str(error) and len(str(error)) < 300
        assert type(error) is ValueError
    else:
        assert len(whole(corpus)) >= LEAST and all(len(part) > 10 for part in corpus.parts)


def test_damaged_files_of_every_kind_give_a_corpus_or_one_sentence() -> None:
    rng = random.Random(0)
    valid = {
        "a.zip": zipped({"a.py": PYTHON, "b.py": PYTHON}),
        "a.csv": table([["id", "text"], *([str(n), tweet] for n, tweet in enumerate(TWEETS))]),
        "a.json": json.dumps(TWEETS).encode(),
        "a.txt": PROSE.encode("utf-16"),
    }
    for name, data in valid.items():
        for _ in range(60):
            broken = bytearray(data)
            for _ in range(rng.randint(1, 4)):
                broken[rng.randrange(len(broken))] = rng.randrange(256)
            broken = bytes(broken[: rng.randint(1, len(broken))] if rng.random() < 0.3 else broken)
            try:
                from_bytes(broken, name)
            except ValueError as error:
                assert type(error) is ValueError and "\n" not in str(error)
