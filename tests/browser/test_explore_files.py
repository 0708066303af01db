"""What the Files page promises: one's own network opens, what is none is refused, all can be taken away."""

import csv
import io
import json
import pickle

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect
from safetensors.torch import load

from models import bundle
from models.analysis.trace import trace
from models.formats import FORMATS
from models.specimen import of_run
from tests.browser.explorer import SLOW, drawn, open_page

RUN = "models/pretrained/counting-two_units.safetensors"
STRING = "aaaaaXbbbbb$"


@pytest.fixture(scope="module")
def site(serve):
    return serve()


@pytest.fixture(scope="module")
def trained():
    """A network that counts, to be made into files."""
    return of_run(bundle.load_file(RUN), "lstm", 0)


@pytest.fixture(scope="module")
def visitor(browser):
    """A page whose console is not looked at: a browser writes every refusal of a server there."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def choose(page: Page, name: str, data: bytes) -> None:
    """Choose this file in the browser's own dialog."""
    with page.expect_file_chooser() as dialog:
        page.get_by_role("button", name="Choose a file").click()
    dialog.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})


def lands(page: Page, shown: str) -> None:
    """The Read page opens with the file's network, and again after a reload."""
    for _ in range(2):
        drawn(page, "read-figure")
        expect(page.locator("h1")).to_have_text("Explore")
        expect(page.locator("#subject-source option:checked")).to_contain_text(shown)
        page.reload()


def listed(page: Page) -> list[str]:
    """Every network there is to choose from, after a reload."""
    page.reload()
    expect(page.locator("#subject-source")).to_be_visible(timeout=SLOW)
    return page.locator("#subject-source option").all_inner_texts()


def test_a_recording_of_lstm_explorer_opens(tab: Page, site, trained) -> None:
    open_page(tab, site, "/explore/files")
    choose(tab, "recording.json", FORMATS["lstm-explorer"].write(trained, STRING))
    lands(tab, "recording.json (opened file)")
    expect(tab.locator("#subject-text")).to_have_value(STRING)
    expect(tab.locator("#subject-text")).to_be_disabled()
    expect(tab.locator("#read-figure-finding")).to_contain_text("Neuron")


def test_a_state_dict_opens_with_its_characters(tab: Page, site) -> None:
    network = torch.nn.LSTM(4, 5)
    file = io.BytesIO()
    torch.save(network.state_dict(), file)
    open_page(tab, site, "/explore/files")
    tab.fill("#upload-alphabet", "xyz$")
    choose(tab, "mine.pt", file.getvalue())
    lands(tab, "mine.pt (opened file)")
    tab.fill("#subject-text", "xyzzy$")
    expect(tab.locator(".readout-step")).to_contain_text("of 6")
    wanted = network(torch.nn.functional.one_hot(torch.tensor([[0]]), 4).float())[0][0, 0, 0].item()
    tab.select_option("#subject-symbol", "h")
    tab.select_option("#subject-unit", "1")
    expect(tab.locator(".readout-held")).to_contain_text(f"h of neuron 1 = {wanted:.4f}"[:-1])


def test_a_run_opens_and_is_among_the_runs(tab: Page, site) -> None:
    with open(RUN, "rb") as file:
        data = file.read()
    open_page(tab, site, "/explore/files")
    choose(tab, "run.safetensors", data)
    lands(tab, "Counting, sharpened, 2 units")
    assert "run=open-" in tab.url
    expect(tab.locator("#subject-seed option:not([hidden])")).to_have_count(20)
    open_page(tab, site, "/runs")
    expect(tab.locator("#runs-table a[href*='open-']").first).to_be_visible()


def test_a_dropped_file_opens(tab: Page, site, trained) -> None:
    open_page(tab, site, "/explore/files")
    text = FORMATS["lstm-explorer"].write(trained, "aaX").decode()
    dropped = tab.evaluate_handle(
        "text => { const data = new DataTransfer();"
        " data.items.add(new File([text], 'dropped.json')); return data; }",
        text,
    )
    tab.dispatch_event("#upload-zone", "dragover", {"dataTransfer": dropped})
    expect(tab.locator("#upload-zone")).to_have_class("upload-zone over")
    tab.dispatch_event("#upload-zone", "drop", {"dataTransfer": dropped})
    lands(tab, "dropped.json (opened file)")
    expect(tab.locator("#subject-text")).to_have_value("aaX")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("weights.pkl", pickle.dumps({"a": 1}), "The file is a pickle, which can run code and is not opened"),
        ("broken.json", b'{"chars": ["a", ', "The JSON is broken at line 1, column 17"),
        ("empty.safetensors", b"", "The file is empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "The file is not a .safetensors file"),
        ("cut.safetensors", b"\x10\x00\x00\x00\x00\x00\x00\x00{", "."),
    ],
)
def test_what_is_no_network_gets_one_sentence_and_opens_nothing(
    visitor: Page, site, name: str, data: bytes, sentence: str
) -> None:
    visitor.goto(site.url + "/explore/files")
    before = listed(visitor)
    choose(visitor, name, data)
    message = visitor.locator("#upload-message.form-error")
    expect(message).to_contain_text(sentence)
    assert len(message.inner_text()) > 15 and "\n" not in message.inner_text()
    expect(visitor.locator("h1")).to_have_text("Files")
    assert listed(visitor) == before


def test_a_file_of_50_mb_is_refused_before_it_is_sent(tab: Page, site, tmp_path) -> None:
    big = tmp_path / "big.safetensors"
    with big.open("wb") as file:
        file.truncate(50 * 2**20)
    open_page(tab, site, "/explore/files")
    before = listed(tab)
    sent = []
    tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with tab.expect_file_chooser() as dialog:
        tab.get_by_role("button", name="Choose a file").click()
    dialog.value.set_files(big)
    expect(tab.locator("#upload-message")).to_have_text(
        "big.safetensors has 50.0 MB; at most 20 MB can be opened."
    )
    assert not [url for url in sent if "/open" in url]
    assert listed(tab) == before


def test_a_network_that_is_gone_is_said_until_another_is_chosen(tab: Page, site) -> None:
    open_page(tab, site, "/explore?run=file-0000000000000000", "read-figure")
    expect(tab.locator("#subject-source")).to_have_value("counting-plain")
    said = tab.get_by_role("alert").filter(has_text="There is no network 'file-0000000000000000' here")
    expect(said).to_contain_text("below is Counting, plain")
    tab.get_by_role("navigation", name="Explorer").get_by_role("link", name="Files").click()
    expect(tab.locator("h1")).to_have_text("Files")
    expect(said).to_be_visible()
    tab.select_option("#subject-source", "counting-sharpened")
    expect(said).to_have_count(0)


def test_an_opened_file_is_deleted_after_a_second_word(tab: Page, site, trained) -> None:
    open_page(tab, site, "/explore/files")
    expect(tab.get_by_role("button", name="Delete this file")).to_be_hidden()
    choose(tab, "unwanted.json", FORMATS["lstm-explorer"].write(trained, "aaaXbb"))
    lands(tab, "unwanted.json (opened file)")
    address = tab.url
    tab.get_by_role("navigation", name="Explorer").get_by_role("link", name="Files").click()
    asked = []
    tab.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with tab.expect_event("dialog"):
        tab.get_by_role("button", name="Delete this file").click()
    assert asked == ["Delete unwanted.json for good?"]
    assert "unwanted.json (opened file)" in listed(tab)
    tab.once("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="Delete this file").click()
    expect(tab.locator("#file-message")).to_have_text(
        "unwanted.json is deleted: its address leads nowhere until the same file is opened again."
    )
    expect(tab.get_by_role("button", name="Delete this file")).to_be_hidden()
    expect(tab.locator("#subject-source")).to_have_value("counting-plain")
    expect(tab.locator("#take-away a")).to_have_count(len(FORMATS))
    assert "unwanted.json (opened file)" not in listed(tab)
    tab.goto(address)
    expect(tab.get_by_role("alert").filter(has_text="There is no network 'file-")).to_be_visible()


def taken(page: Page, name: str) -> bytes:
    """The file behind the link of a format."""
    with page.expect_download() as download:
        page.locator("#take-away").get_by_role("link", name=name, exact=True).click()
    assert download.value.suggested_filename == f"gatescope-counting-two_units-lstm-3{FORMATS[name].ending}"
    return download.value.path().read_bytes()


def test_every_format_can_be_taken_away_and_holds_this_network(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/files?run=counting-two_units&seed=3&text={STRING}")
    expect(tab.locator("#take-away a")).to_have_count(len(FORMATS))
    network = bundle.load_file(RUN).network("lstm").select(3)
    cell = trace(network, "aXb$", STRING).layers[0]["c"]

    recording = json.loads(taken(tab, "lstm-explorer"))
    assert "".join(recording["chars"]) == STRING
    assert np.array(recording["cs0"]) == pytest.approx(cell.T.numpy(), abs=6e-4)

    tensors = load(taken(tab, "torch"))
    reader = torch.nn.LSTM(4, 2)
    reader.load_state_dict({k: v for k, v in tensors.items() if k in reader.state_dict()})
    read = torch.nn.functional.one_hot(torch.tensor(["aXb$".index(c) for c in STRING]), 4).float()
    hidden = trace(network, "aXb$", STRING).layers[0]["h"]
    assert reader(read)[0].detach().numpy() == pytest.approx(hidden.numpy(), abs=1e-5)

    rows = list(csv.DictReader(io.StringIO(taken(tab, "csv").decode())))
    assert len(rows) == len(STRING)

    arrays = np.load(io.BytesIO(taken(tab, "npz")))
    assert any(
        arrays[name].shape == cell.shape and np.allclose(arrays[name], cell, atol=1e-5) for name in arrays
    )
    compile(taken(tab, "script"), "script.py", "exec")


def test_the_links_follow_what_is_chosen(tab: Page, site) -> None:
    open_page(tab, site, "/explore/files?run=counting-plain")
    tab.select_option("#subject-cell", "peephole")
    expect(tab.locator("#take-away a[href*='cell=peephole']").first).to_be_visible()
    expect(tab.locator("#take-away")).to_contain_text("torch")
    expect(tab.locator("#take-away").get_by_role("link", name="torch", exact=True)).to_have_count(0)
    tab.fill("#subject-text", "aaq")
    expect(tab.locator("#take-away")).to_contain_text("no character 'q'")
