"""The description of the interface as OpenAPI 3.1, from the table by which reports are checked."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kla.public_reports.api.fields import FIELDS

VERSION = "1"
ABOUT: dict[str, LazyString] = {
    "id": _("Nomor Anda sendiri untuk laporan ini: sama setiap kali dikirim ulang."),
    "story": _("Apa yang terjadi, dengan kata-kata seperti yang diceritakan."),
    "in_danger": _("Apakah anak sedang dalam bahaya sekarang."),
    "victim": _("Anaknya, sejauh disebut."),
    "age": _("Umur anak dalam tahun."),
    "sex": _("P perempuan, L laki-laki, kosong bila tidak diketahui."),
    "suspect": _("Siapa yang disebut melakukannya."),
    "relation": _("Hubungan orang itu dengan anak."),
    "when": _("Kapan terjadi, dengan kata-kata."),
    "kelurahan": _("Kelurahan tempat kejadian."),
    "place": _("Tempat kejadian, dengan kata-kata."),
    "contact": _("Cara aman menghubungi pelapor."),
    "language": _("Bahasa cerita."),
}
ANSWERS: dict[str, LazyString] = {
    "201": _("Diterima. Kode untuk pelapor ada dalam jawaban ini saja: kami tidak menyimpannya."),
    "200": _("Laporan ini sudah diterima sebelumnya. Kodenya tidak dapat diberikan lagi."),
    "400": _("Bukan JSON, atau satu nama tertulis dua kali."),
    "401": _("Tanda tangan, waktu, atau kunci tidak berlaku, atau permintaan ini sudah dipakai."),
    "409": _("Dengan nomor Anda ini sudah ada laporan lain isinya. Tidak ada yang diubah."),
    "413": _("Permintaan terlalu besar."),
    "415": _("Kirim sebagai application/json."),
    "422": _("Ada isian yang salah. Disebut nama isian dan kodenya, bukan isinya."),
    "429": _("Terlalu banyak permintaan. Tunggu selama yang disebut Retry-After."),
    "503": _("Tidak tersimpan karena gangguan di sini. Kirim lagi nanti, dengan nomor yang sama."),
}
ACCEPTED = ("200", "201")
REPORT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "report": {"type": "string", "format": "uuid"},
        "receipt": {"type": ["string", "null"]},
        "repeated": {"type": "boolean"},
    },
    "required": ["report", "receipt", "repeated"],
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "code": {"type": "string"}},
                "required": ["field", "code"],
            },
        },
    },
    "required": ["code"],
}
SIGNED = ("Content-Digest", "Signature-Input", "Signature")


def document(path: str) -> dict[str, Any]:
    """The whole description, in the language of the request. `path` is where reports go."""
    return {
        "openapi": "3.1.0",
        "info": {"title": gettext("Laporan dari aplikasi lain"), "version": VERSION},
        "paths": {path: {"post": _send()}},
        "components": {
            "schemas": {"NewReport": new_report(), "Report": REPORT, "Problem": PROBLEM},
        },
    }


def new_report() -> dict[str, Any]:
    """What may be sent, as JSON Schema."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, one in FIELDS.items() if one.required],
        "properties": {
            name: one.schema() | {"description": str(ABOUT[name])} for name, one in FIELDS.items()
        },
    }


def _send() -> dict[str, Any]:
    return {
        "operationId": "sendReport",
        "summary": gettext("Kirim satu laporan"),
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
            for name in SIGNED
        ],
        "requestBody": {"required": True, "content": _json("NewReport")},
        "responses": {
            status: {
                "description": str(told),
                "content": _json("Report" if status in ACCEPTED else "Problem"),
            }
            for status, told in sorted(ANSWERS.items())
        },
    }


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
