"""What can be wrong with a line or with a whole file, in words.

Decides the stable codes of import notices and of files that cannot be read, and what each says; the codes of lines are
in `line_faults`. Lines carry code, field and details only; the words are made when somebody reads them, in that
reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from config.errors import Invalid
from tasks.intake.line_faults import FAULTS as FAULTS
from tasks.intake.line_faults import Words as Words

NOTICES: dict[str, Words] = {
    "scalar_as_text": _("A bare value stood where text is expected; its JSON text was taken."),
    "kept_not_used": _(
        "“%(key)s” was kept with the item as it came; its value is not of the kind that is used."
    ),
    "extra_keys": _("Unknown keys were kept in the item's meta."),
    "deeper_left_out": _(
        "Only the first answers to the prompt were taken; what was said after them was left out."
    ),
    "unfinished_left_out": _("A judgement that its author had discarded or not finished was left out."),
    "picture_missing": _("A picture belongs to the prompt, and it is not in the upload."),
    "equal_answers": _("Answers are equal: there is nothing to choose between."),
    "empty_answer": _("An answer is empty."),
    "predictions_ignored": _("Predictions that are no results were left out."),
    "rating_left_out": _("A rating was left out: its rater had rated the item, or it says nothing of it."),
}

FILES: dict[str, Words] = {
    "empty_file": _(
        "The file is empty. Upload one JSON object a line, one list of objects, or a table with a header."
    ),
    "not_json": _(
        "The file is neither JSON lines, nor a JSON list, nor a table with a header: nothing in it could be read. "
        "Save it as .jsonl, .json, .csv or .tsv and upload it again."
    ),
    "several_lists": _("The file holds several lists of rows: %(names)s. Write each into a file of its own."),
    "columns_too_large": _(
        "The rows stand in one JSON object by columns, which has to be held in memory: at most %(most)s bytes are. "
        "Write one object a line, or a table."
    ),
    "spread_object": _(
        "The file is one JSON object spread over several lines. Write each entry on a line of its own, "
        "or all of them as one list."
    ),
    "wrong_encoding": _(
        "The file is neither UTF-8, nor UTF-16, nor GB18030. Save it as UTF-8, or say which encoding it has "
        "(on the page, or with --encoding)."
    ),
    "gzip_damaged": _("The gzip data is damaged. Pack the file again and upload it."),
    "gzip_truncated": _("The gzip file ends in the middle: it was cut off. Upload it again."),
    "gzip_too_large": _("The gzip file unpacks to more than is allowed. Upload it in parts."),
    "list_cut_off": _("The JSON list is not closed: the file was cut off. Upload it again."),
    "text_after_list": _("More text follows the end of the JSON list. Write one list, or one object a line."),
    "nothing_accepted": _("Every line was rejected. The rejected lines say why, each with its remedy."),
    "nothing_came": _(
        "Nothing came of it: %(others)s lines hold answers or ratings and wait for lines that are not there, "
        "%(prompts)s hold prompts, %(rejected)s were rejected. Upload what belongs to them under the same id or "
        "prompt, or say which key is which."
    ),
    "nothing_new": _(
        "Nothing came of it: its ratings are in the project already, or say nothing of their items. "
        "If that is not so, say which key is which."
    ),
    "gave_up": _(
        "The import broke off again and again, and was given up. What was imported is kept; "
        "the log says why it broke off."
    ),
    "disk_full": _(
        "The disk is full. What is imported is kept; the import goes on by itself when there is room."
    ),
    "upload_missing": _("The stored upload is gone. Upload the file again."),
    "zip_damaged": _("The ZIP archive is damaged or cut off. Pack it again and upload it."),
    "zip_no_data": _(
        "The ZIP archive holds no data. Add a .jsonl, .json, .csv or .tsv file to it, or upload one beside it."
    ),
    "zip_office": _(
        "This is a document of an office program, not an archive of files. Save the sheet as CSV and upload that."
    ),
    "zip_too_many": _(
        "The ZIP archive has too many files. Split it into archives of at most %(most)s files."
    ),
    "zip_too_large": _("The ZIP archive unpacks to more than %(most)s bytes. Upload it in parts."),
    "zip_bomb": _(
        "“%(member)s” in the ZIP archive unpacks to far more than it should. Nothing was imported."
    ),
    "zip_overlap": _(
        "Files in the ZIP archive overlap (“%(member)s”). Pack it again with an ordinary program."
    ),
    "zip_name": _(
        "“%(member)s” is no name for a file in a ZIP archive: names are relative paths of at most %(most)s characters, "
        "with “/” between folders and without “..”. Rename it and pack the archive again."
    ),
    "zip_same_name": _(
        "Two files in the ZIP archives have the name “%(member)s”. Give each a name of its own."
    ),
    "zip_special": _("“%(member)s” in the ZIP archive is a link or a device. Pack the file itself."),
    "zip_encrypted": _("“%(member)s” in the ZIP archive is encrypted. Pack it without a password."),
    "zip_method": _("“%(member)s” is packed in a way that is not read. Pack the archive with Deflate."),
    "zip_nested": _("“%(member)s” in the ZIP archive is an archive itself. Pack its files without it."),
    "zip_type": _(
        "“%(member)s” in the ZIP archive is of no type that is taken. Data: .jsonl, .json, .csv, .tsv. Media: PNG, "
        "JPEG, GIF, WebP, AVIF; MP3, WAV, FLAC, Ogg, M4A, AAC; MP4, WebM; PDF. The content counts, not the name."
    ),
    "zip_member_too_large": _(
        "“%(member)s” in the ZIP archive has %(size)s bytes; files of its kind may have %(most)s."
    ),
    "not_text": _(
        "The file is no text. Upload .jsonl, .json, .csv or .tsv, plain, as gzip or in a ZIP archive."
    ),
    "unknown_encoding": _("“%(name)s” is no known encoding. Choose one of: %(known)s."),
    "bad_header": _(
        "The first row of the table cannot be read as names of columns. Write short names into it, and close every "
        "quote."
    ),
    "too_many_columns": _(
        "The table has %(found)s columns; at most %(most)s are read. Leave out what nobody needs."
    ),
}


class UnreadableFile(Invalid):
    """The upload as a whole cannot be imported; `reason` is a stable word for why."""

    code = "unreadable_file"

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(file_message({"reason": reason, **details}), reason=reason, **details)
        self.reason = reason

    def as_json(self) -> dict[str, Any]:
        """Give what the batch keeps of it: the reason and what its words name."""
        return dict(self.details)


class LineError(Exception):
    """One line cannot be imported; caught by the import, which keeps the line with the reason."""

    def __init__(self, code: str, field: str = "", **details: Any) -> None:
        super().__init__(code, field, details)
        self.code = code
        self.field = field
        self.details = details


class _Details(dict[str, Any]):
    """What a fault's words name; lines that an earlier version left out may say less."""

    def __missing__(self, _name: str) -> str:
        return "…"


def message(code: str, details: Mapping[str, Any]) -> str:
    """Say what is wrong, in the language that is active."""
    return str(FAULTS[code][0]) % _Details(details)


def remedy(code: str, details: Mapping[str, Any]) -> str:
    """Say what to do about it, in the language that is active."""
    return str(FAULTS[code][1]) % _Details(details)


def notice(code: str, details: Mapping[str, Any]) -> str:
    """Say what the import did with a line that it took, in the language that is active."""
    return str(NOTICES[code]) % details


def file_message(error: Mapping[str, Any]) -> str:
    """Say why a whole file cannot be imported, in the language that is active."""
    return str(FILES[error["reason"]]) % error
