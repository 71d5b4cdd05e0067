"""Files are judged by their content; of a picture only what it shows is kept."""

import warnings
from io import BytesIO

import pytest
from PIL import Image

from wemi_piemonte.qualification.operations import documents
from wemi_piemonte.qualification.operations.documents import (
    LARGEST,
    BadDocument,
    cleaned,
    safe_name,
)

PLACE = b"via del segreto 7"


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (8, 4), **more: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, form, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photograph that knows where it was taken, and which way up it is."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6
    return picture("JPEG", exif=exif, comment=PLACE)


def test_a_photograph_loses_what_it_says_of_its_place_and_stands_upright() -> None:
    assert PLACE in with_place()
    kept, media_type, ending = cleaned(with_place())
    assert (media_type, ending) == ("image/jpeg", ".jpg")
    assert PLACE not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (4, 8)
        assert not image.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_kind_are_written_anew(mode: str) -> None:
    kept, media_type, ending = cleaned(picture("PNG", mode))
    assert (media_type, ending) == ("image/png", ".png")
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (8, 4)


def test_a_photograph_for_printers_is_written_for_screens() -> None:
    kept, _media_type, _ending = cleaned(picture("JPEG", "CMYK"))
    with Image.open(BytesIO(kept)) as image:
        assert image.mode == "RGB"


def test_what_hangs_on_the_end_of_a_picture_does_not_stay() -> None:
    kept, _media_type, _ending = cleaned(picture("PNG") + b"<script>alert(1)</script>")
    assert b"script" not in kept


def test_a_pdf_stays_as_it_is() -> None:
    assert cleaned(b"%PDF-1.7 statuto") == (b"%PDF-1.7 statuto", "application/pdf", ".pdf")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST + 1), "too_large"),
        (b"<html>", "unknown_type"),
        (picture("GIF"), "unknown_type"),
        (picture("PNG")[:40], "unknown_type"),
        (picture("PNG", "1", (9000, 5000)), "too_many_pixels"),
        (picture("PNG", "1", (30_000, 10_000)), "too_many_pixels"),
    ],
)
def test_other_files_are_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadDocument) as refused:
        cleaned(content)
    assert refused.value.details["why"] == why


def test_a_picture_that_only_warns_is_refused_too() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(BadDocument):
            cleaned(picture("PNG", "1", (12_000, 8_000)))
    assert documents.MOST_PIXELS < 12_000 * 8_000


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Lo statuto è qui.PDF", "Lo-statuto-e-qui.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Documenti\\atto.doc.exe", "atto-doc.pdf"),
        ('a"; filename="b.html', "a-filename-b.pdf"),
        ("章程.pdf", "document.pdf"),
        ("\r\nSet-Cookie: x", "Set-Cookie-x.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_a_name_is_safe_wherever_it_is_kept(name: str, kept: str) -> None:
    assert safe_name(name, ".pdf") == kept
