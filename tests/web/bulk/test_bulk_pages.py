"""Bringing a file: the dry run, what to mend, taking the good rows, taking one's data away."""

import csv
import io
import json
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.browser import Page
from tests.people import signed_in
from tests.web.bulk.conftest import NOW, OTHERS, OURS
from wemi_piemonte.accounts.models import Account
from wemi_piemonte.directory.models import Service
from wemi_piemonte.directory.rules import Publication
from wemi_piemonte.exchange.bulk.rules import LARGEST_FILE
from wemi_piemonte.exchange.bulk.working import drain_imports
from wemi_piemonte.exchange.models import BulkImport
from wemi_piemonte.foundation.db import reading
from wemi_piemonte.foundation.worker import drain_once, run_jobs

BASE = f"/it/provider/organizations/{OURS.id}"
IMPORT = f"{BASE}/import"


def drained() -> None:
    while drain_imports(NOW):
        pass


def token(page: Page) -> str:
    return str(page.all("//main//input[@name='csrf_token']/@value")[0])


def bring(page: Page, content: bytes, *, import_id: str = "", name: str = "a.csv") -> TestResponse:
    page.open(IMPORT)
    key = import_id or str(page.all("//input[@name='import_id']/@value")[0])
    return post_file(page.client, content, name, csrf_token=token(page), import_id=key)


def post_file(
    client: FlaskClient, content: bytes, name: str = "a.csv", **fields: str
) -> TestResponse:
    # Encoded in memory: the client's own way leaves a temporary file open.
    file = FileStorage(io.BytesIO(content), filename=name)
    boundary, body = encode_multipart({**fields, "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(IMPORT, data=body, content_type=kind)


def refused_table(client: FlaskClient, path: str) -> list[list[str]]:
    response = client.get(f"{path}/refused")
    assert response.status_code == 200
    text = response.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def number(publication: Publication) -> int:
    query = select(func.count()).select_from(Service)
    with reading() as session:
        return session.scalar(query.where(Service.publication == publication)) or 0


def test_two_thousand_rows_with_two_hundred_faulty_ones(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    rows = [
        f"Servizio {n};{'Atlantide' if n % 10 == 0 else 'Cuneo'};via Roma {n};"
        f"Assistenza domiciliare;lun-ven 9:00-12:30;0171 00{n:04}"
        for n in range(2000)
    ]
    content = "nome;comune;indirizzo;bisogni;orari;telefono\n" + "\n".join(rows)
    start = time.monotonic()
    response = bring(page, content.encode())
    assert response.status_code == 303
    path = response.headers["Location"]
    drain_imports(NOW)
    page.open(path)
    assert page.all("//meta[@http-equiv='refresh']/@content") == ["2"]
    assert page.all("//progress/@value") == ["100"]
    assert page.all("//progress/@max") == ["2000"]
    drained()
    page.open(path)
    assert not page.all("//meta[@http-equiv='refresh']")
    assert number(Publication.DRAFT) == 0
    page.client.post(path, data={"csrf_token": token(page)})
    drained()
    assert time.monotonic() - start < 60
    assert number(Publication.DRAFT) == 1800
    table = refused_table(page.client, path)
    assert len(table) == 201
    assert table[0] == ["nome", "comune", "indirizzo", "bisogni", "orari", "telefono", "errore"]
    assert table[1][:2] == ["Servizio 0", "Atlantide"]
    assert table[1][-1].startswith("comune: «Atlantide»")
    # Every faulty row is on some page.
    seen: set[str] = set()
    for n in (1, 2, 3, 4):
        page.open(path, page=n)
        seen |= {" ".join(h.itertext()) for h in page.all("//section//h3")}
    assert len(seen) == 200


def test_a_mended_file_of_the_refused_comes_in(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    path = bring(page, b"nome,comune\nMensa,Atlantide\nDoposcuola,Alba\n").headers["Location"]
    drained()
    table = refused_table(page.client, path)
    table[1][1] = "Cuneo"
    mended = io.StringIO()
    csv.writer(mended, delimiter="\t").writerows(table)
    path = bring(page, mended.getvalue().encode()).headers["Location"]
    drained()
    page.open(path)
    assert not page.all("//section[@aria-labelledby='refused']")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04rest of an archive",
        b"a,b\n1,2\n",
        b'nome,comune\n"Mensa,Cuneo\n',
        b"nome,comune\n",
        b"nome,name\nx,y\n",
        b"nome\n\x00\n",
    ],
)
def test_a_file_that_is_none_is_refused_at_the_field(
    site: Flask, editor: Account, content: bytes
) -> None:
    page = Page(signed_in(site, editor))
    response = bring(page, content)
    assert response.status_code == 422
    page.response = response
    page._read(IMPORT)
    assert page.all("//input[@id='file']/@aria-invalid") == ["true"]


def test_the_worker_of_the_site_does_it(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    path = bring(page, b"nome\nMensa\n").headers["Location"]
    assert page.open(path).all("//progress")
    drain_once(site.extensions["wemi_work"])
    assert not page.open(path).all("//progress")
    run_jobs(site.extensions["wemi_work"], NOW + timedelta(days=8))
    # The session has ended too, long before.
    assert signed_in(site, editor).get(path).status_code == 404


def test_old_spreadsheets_are_read(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    content = "nome;città;descrizione\nCaffè;Cuneo;Perché no\n".encode("cp1252")
    path = bring(page, content).headers["Location"]
    drained()
    page.open(path)
    assert "città" in page.text


def test_a_file_that_is_too_large_is_refused(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    content = b"nome\n" + b"x\n" * (LARGEST_FILE // 2)
    assert bring(page, content).status_code == 422
    assert bring(page, content + b"x" * 200_000).status_code == 413


def test_more_than_a_megabyte_is_taken_only_from_who_has_signed_in(site: Flask) -> None:
    assert post_file(site.test_client(), b"x" * 1_500_000).status_code == 413


def test_sending_the_form_twice_makes_one_import(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    key = str(uuid4())
    first = bring(page, b"nome\nMensa\n", import_id=key)
    second = bring(page, b"nome\nMensa\n", import_id=key)
    assert first.headers["Location"] == second.headers["Location"]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(BulkImport)) == 1


def test_only_editors_bring_files_and_readers_take_data_away(
    site: Flask, editor: Account, reader: Account, stranger: Account
) -> None:
    path = bring(Page(signed_in(site, editor)), b"nome\nMensa\n").headers["Location"]
    drained()
    reading_only = Page(signed_in(site, reader))
    reading_only.open(IMPORT)
    assert not reading_only.all("//input[@type='file']")
    assert reading_only.client.get(f"{BASE}/export.csv").status_code == 200
    for address in (path, f"{path}/refused"):
        assert reading_only.client.get(address).status_code == 403
    other = signed_in(site, stranger)
    for address in (
        *(IMPORT, path, f"{path}/refused", f"{IMPORT}/template.csv"),
        *(f"{BASE}/export.csv", f"{BASE}/export.json"),
    ):
        assert other.get(address).status_code == 404
    # The same import under the address of the stranger's own body is not there either.
    own = path.replace(str(OURS.id), str(OTHERS.id))
    assert other.get(own).status_code == 404
    page = Page(other).open(f"/it/provider/organizations/{OTHERS.id}/import")
    assert other.post(own, data={"csrf_token": token(page)}).status_code == 404
    assert other.post(path, data={"csrf_token": token(page)}).status_code == 404
    assert number(Publication.DRAFT) == 0


def test_taking_before_the_dry_run_has_ended_is_refused(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    path = bring(page, b"nome\nMensa\n").headers["Location"]
    page.open(IMPORT)
    assert page.client.post(path, data={"csrf_token": token(page)}).status_code == 409


def test_the_export_holds_no_formula_and_only_ones_own(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    path = bring(page, b"nome,descrizione\n=cmd,\xef\xbc\x8b39\n").headers["Location"]
    drained()
    page.open(path)
    page.client.post(path, data={"csrf_token": token(page)})
    drained()
    text = page.client.get(f"{BASE}/export.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert rows[0][:2] == ["id", "nome"]
    assert {row[1] for row in rows[1:]} == {"Il melo che cammina", "'=cmd"}
    assert "'＋39" in text
    lines = page.client.get(f"{BASE}/export.json").get_data(as_text=True).splitlines()
    assert {json.loads(line)["name"] for line in lines} == {"Il melo che cammina", "=cmd"}


def test_the_template_is_read_back(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    template = page.client.get(f"{IMPORT}/template.csv").get_data()
    path = bring(page, template + b"\r\n;Mensa\r\n").headers["Location"]
    drained()
    page.open(path)
    assert not page.all("//section[@aria-labelledby='refused']")


def test_refused_hsds_comes_back_as_hsds(site: Flask, editor: Account) -> None:
    page = Page(signed_in(site, editor))
    content = b'{"name": "Mensa"}\n{"name": "Doposcuola", "minimum_age": "x"}\n'
    path = bring(page, content, name="a.jsonl").headers["Location"]
    drained()
    page.open(path)
    (line,) = page.client.get(f"{path}/refused").get_data(as_text=True).splitlines()
    told = json.loads(line)
    assert told["name"] == "Doposcuola"
    assert "/minimum_age" in told["x_wemi_errors"][0]
