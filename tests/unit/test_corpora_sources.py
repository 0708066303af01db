"""Corpora without an upload: read in order, bounded, and fetched only when whole and unchanged."""

import hashlib
import re
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest

from models.corpora import CORPORA, commons_lang, files, open_corpus, stdlib, torch_sources
from models.corpora.corpus import KINDS

JAVA = "/*\n * Licensed to you.\n */\npackage a;\n" + "class A { int b; }\n" * 60


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of the test's own, and no settings of whoever runs it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GATESCOPE_COMMONS_LANG", raising=False)
    monkeypatch.delenv("GATESCOPE_MAVEN", raising=False)


# Files on this machine


def tree(root: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def test_sources_are_read_in_the_order_of_their_paths_without_the_named_folders(tmp_path: Path) -> None:
    root = tree(tmp_path, b__c="c = 1\r\n", a="# Copyright\na = 1", tests__a="no", b__tests__a="no", empty="")
    paths = files.paths_below(root, ".py", ("tests",))
    assert paths == ["a.py", "b/c.py", "empty.py"]
    assert [d.text for d in files.read_sources(root, paths, headers=False)] == ["a = 1\n", "c = 1\n"]
    assert files.read_sources(root, paths, headers=True)[0].text == "# Copyright\na = 1\n"


def test_of_many_files_some_are_chosen_by_their_names_alone(tmp_path: Path) -> None:
    root = tree(tmp_path, **{f"m{number}": f"x = {number}\n" * 10 for number in range(40)})
    paths = files.paths_below(root, ".py")
    chosen = files.read_sources(root, paths, headers=True, most=1000)
    assert 1000 <= sum(len(d.text) for d in chosen) < 1100
    assert [d.name for d in chosen] == sorted(d.name for d in chosen)
    assert files.read_sources(root, list(reversed(paths)), headers=True, most=1000) == chosen
    # Of those that stay when others go, none is lost.
    fewer = files.read_sources(root, paths[::2], headers=True, most=1000)
    assert {d.name for d in chosen} & set(paths[::2]) <= {d.name for d in fewer}


@pytest.mark.parametrize("name", ["stdlib", "torch"])
def test_installed_sources_are_python_and_of_a_size_to_train_on(name: str) -> None:
    corpus = CORPORA[name].load()
    learned, held_out = corpus.parts
    assert 2e6 < len(learned) < 6e6 and 0.02 < len(held_out) / len(learned) < 0.25
    assert all(document.name.endswith(".py") for document in corpus.documents)
    assert corpus.kind == "python" and len(corpus.notes) >= 1


def test_the_standard_library_is_without_tests_packages_and_tables() -> None:
    names = [document.name for document in CORPORA["stdlib"].load().documents]
    parts = {part for name in names for part in name.split("/")[:-1]}
    assert not parts & {"test", "tests", "site-packages", "encodings"}
    assert not [name for name in names if "sysconfigdata" in name]


def test_torch_is_read_without_being_imported() -> None:
    code = (
        "import sys; from models import corpora; corpora.open_corpus('torch'); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_python_without_sources_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stdlib.sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(ValueError, match="comes without the sources of its standard library"):
        CORPORA["stdlib"].load()
    monkeypatch.setattr(torch_sources, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="not installed here"):
        CORPORA["torch"].load()


# The registry


def test_every_source_is_said_in_words() -> None:
    for name, source in CORPORA.items():
        assert source.name == name and source.kind in KINDS
        assert source.about.endswith(".") and source.title and source.licence


@pytest.mark.parametrize("name", ["", "no such corpus", "a\0b", "x" * 5000, "/no/such/file.txt"])
def test_what_is_neither_a_name_nor_a_path_is_told_with_the_names(name: str) -> None:
    with pytest.raises(
        ValueError, match="choose from stdlib, torch, tweets, java, or give the path"
    ) as error:
        open_corpus(name)
    assert "\n" not in str(error.value)


def test_a_path_is_opened_and_a_name_goes_before_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, stdlib__a="x = 1\n" * 300)
    monkeypatch.chdir(tmp_path)
    assert open_corpus("./stdlib").name.startswith("text-")
    assert open_corpus("stdlib").name == "stdlib"


# Apache Commons Lang


def jar(**members: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/NOTICE.txt", "not this")
        for name, text in members.items():
            archive.writestr(f"org/{name}.java", text)
    return file.getvalue()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch):
    """A server in the place of Maven Central: what it is to give, and what it was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if answer["data"] else 404)
            self.send_header("Content-Length", str(answer["claimed"] or len(answer["data"])))
            self.end_headers()
            self.wfile.write(answer["data"])

        def log_message(self, *args: object) -> None:
            pass

    asked: list[str] = []
    answer = {"data": jar(B=JAVA, A=JAVA), "claimed": 0, "asked": asked}
    monkeypatch.setattr(commons_lang, "SIZE", len(answer["data"]))
    monkeypatch.setattr(commons_lang, "SHA512", hashlib.sha512(answer["data"]).hexdigest())
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("GATESCOPE_MAVEN", f"http://127.0.0.1:{server.server_port}/maven/")
    yield answer
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_jar_is_fetched_once_and_kept(served: dict, tmp_path: Path) -> None:
    corpus = open_corpus("java")
    assert [document.name for document in corpus.documents] == ["org/A.java", "org/B.java"]
    assert corpus.documents[0].text.startswith("package a;")
    assert open_corpus("java", headers=True).documents[0].text.startswith("/*")
    assert served["asked"] == [f"/maven/{commons_lang.PLACE}"]
    kept = tmp_path / "cache/gatescope" / commons_lang.JAR
    assert [kept] == list(kept.parent.iterdir())
    # What was kept is checked like what was fetched.
    kept.write_bytes(b"broken")
    assert open_corpus("java") == corpus and len(served["asked"]) == 2


def test_without_a_place_to_keep_it_the_jar_is_still_read(
    served: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(open_corpus("java").documents) == 2


@pytest.mark.parametrize(
    ("data", "claimed", "message"),
    [
        (b"another", 0, "its checksum is another one"),
        (b"x" * 100_000, 0, "its checksum is another one"),
        (b"", 0, "could not be fetched from .*404|Not Found"),
        (b"short", 1000, "could not be fetched|another one"),
    ],
)
def test_another_file_is_refused_and_not_kept(
    served: dict, data: bytes, claimed: int, message: str, tmp_path: Path
) -> None:
    served |= {"data": data, "claimed": claimed}
    with pytest.raises(ValueError, match=message) as error:
        open_corpus("java")
    assert "GATESCOPE_COMMONS_LANG" in str(error.value)
    assert not (tmp_path / "cache").exists()


def test_offline_it_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATESCOPE_MAVEN", "http://127.0.0.1:9")
    with pytest.raises(ValueError, match=re.escape("connect to the internet, or set GATESCOPE_COMMONS_LANG")):
        open_corpus("java")
    monkeypatch.setenv("GATESCOPE_MAVEN", "file:///etc")
    with pytest.raises(ValueError, match="must begin with https"):
        open_corpus("java")


def test_a_jar_or_a_folder_of_ones_own_is_read_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "any.jar").write_bytes(jar(A=JAVA))
    root = tmp_path / "lang/src/main/java/org"
    root.mkdir(parents=True)
    (root / "A.java").write_text(JAVA)
    (tmp_path / "lang/src/test").mkdir()
    (tmp_path / "lang/src/test/ATest.java").write_text(JAVA)
    found = []
    for own in ("any.jar", "lang", "lang/src/main/java"):
        monkeypatch.setenv("GATESCOPE_COMMONS_LANG", str(tmp_path / own))
        found.append(open_corpus("java"))
    assert found[0] == found[1] == found[2] and [d.name for d in found[0].documents] == ["org/A.java"]


@pytest.mark.parametrize(
    ("name", "message"), [("missing", "cannot be read"), ("bad.jar", "damaged"), ("empty", "holds no Java")]
)
def test_what_is_wrong_with_ones_own_is_told(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.jar").write_bytes(b"PK\x03\x04 no")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("GATESCOPE_COMMONS_LANG", str(tmp_path / name))
    with pytest.raises(ValueError, match=message):
        open_corpus("java")
