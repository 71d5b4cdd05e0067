"""Documents of an application, as their form takes them and their address gives them back."""

import re
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.browser import Page
from tests.web.qualification.conftest import begun, pdf


def test_a_document_is_given_back_as_something_to_keep(anna: Page) -> None:
    path = begun(anna)
    anna.open(f"{path}/documents").press("Send a document", file=pdf())
    link = next(each for each in anna.links() if re.search(r"/documents/[0-9a-f-]{36}$", each))
    answer = anna.client.get(link)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Lo-statuto.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"
    anna.press("Take it away: Lo-statuto.pdf")
    assert "No document has been sent yet." in anna.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<script>alert(1)</script>", "statuto.pdf", "no PDF, JPEG or PNG"),
        (b"", "statuto.pdf", "This file is empty."),
        (b"x", "", "Choose a file."),
    ],
)
def test_a_bad_document_is_refused_with_its_reason(
    anna: Page, content: bytes, name: str, words: str
) -> None:
    path = begun(anna)
    anna.open(f"{path}/documents")
    anna.press("Send a document", 422, file=(BytesIO(content), name))
    assert words in anna.text


def upload(page: Page, path: str, content: bytes) -> int:
    """Send a large file, without the test client's own file behind it; returns the status."""
    token = page.all("//input[@name='csrf_token']/@value")[0]
    sent_file = FileStorage(BytesIO(content), "grande.pdf")
    boundary, body = encode_multipart({"csrf_token": token, "file": sent_file})
    kind = f"multipart/form-data; boundary={boundary}"
    return page.client.post(path, data=body, content_type=kind).status_code


def test_only_documents_may_be_large(anna: Page) -> None:
    path = begun(anna)
    token = anna.all("//input[@name='csrf_token']/@value")[0]
    large = {"csrf_token": token, "statement": "x" * 2_000_000}
    assert anna.client.post(path, data=large).status_code == 413
    assert upload(anna, f"{path}/documents", b"%PDF-" + b"x" * 5_000_000) == 303
    assert upload(anna, f"{path}/documents", b"%PDF-" + b"x" * 5 * 1024 * 1024) == 422
    assert upload(anna, f"{path}/documents", b"%PDF-" + b"x" * 6_000_000) == 413
    # A stranger's large body is not even read.
    stranger = anna.client.application.test_client()
    kind = "multipart/form-data; boundary=x"
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = head + b"x" * 2_000_000 + b"\r\n--x--\r\n"
    assert stranger.post(f"{path}/documents", data=body, content_type=kind).status_code == 413
