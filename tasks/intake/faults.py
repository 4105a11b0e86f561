"""What can be wrong with a line or with a whole file, in words.

Decides the stable codes of rejected lines and of import notices, and what each says and advises. Lines carry
code, field and details only; the words are made when somebody reads them, in that reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.errors import Invalid

Words = str | Promise

FAULTS: dict[str, tuple[Words, Words]] = {
    "line_too_long": (
        _("This line has %(size)s bytes; at most %(most)s are read."),
        _("Shorten the texts, or leave the line out."),
    ),
    "wrong_encoding": (
        _("The text is not UTF-8 (byte %(byte)s of the line)."),
        _("Save the file as UTF-8 and upload it again."),
    ),
    "not_json": (
        _("This is not valid JSON: %(reason)s."),
        _("Write one complete JSON object on each line, or one list of objects."),
    ),
    "not_object": (
        _("A JSON object is expected here, found %(found)s."),
        _("Write each entry as an object with named keys."),
    ),
    "not_finite": (
        _("A number here is NaN, infinite or out of range."),
        _("Use null or a finite number."),
    ),
    "lone_surrogate": (
        _("The text holds half of a surrogate pair, which is no character."),
        _("Write the whole character, or remove the escape."),
    ),
    "too_deep": (
        _("The value is nested too deeply (more than %(most)s levels)."),
        _("Flatten the value."),
    ),
    "nul_character": (
        _("The text holds a NUL character, which cannot be stored."),
        _("Remove the NUL character."),
    ),
    "unknown_layout": (
        _("The keys of this line (%(found)s) match no known layout."),
        _("Use the keys of one of: %(layouts)s."),
    ),
    "missing_key": (
        _("The key “%(key)s” is missing."),
        _("Add “%(key)s” to the line."),
    ),
    "wrong_type": (
        _("%(expected)s is expected here, found %(found)s."),
        _("Correct the value."),
    ),
    "empty": (
        _("The prompt is empty, so there is nothing to judge answers by."),
        _("Write the prompt."),
    ),
    "unknown_role": (
        _("“%(role)s” is no known role."),
        _("Use one of: %(known)s."),
    ),
    "too_long": (
        _("The value has %(size)s characters; at most %(most)s are kept."),
        _("Shorten the value."),
    ),
    "out_of_range": (
        _("The number must lie between %(least)s and %(most)s."),
        _("Correct the number."),
    ),
    "unknown_skill": (
        _("There is no skill “%(skill)s”."),
        _("Create the skill first, or leave it out of the line."),
    ),
    "unsupported": (
        _("“%(key)s” is not supported here."),
        _("Give a text instead, or leave it out."),
    ),
    "too_few_completions": (
        _("Too few completions: the rubric needs %(least)s or more, found %(found)s."),
        _("Add a completion, or use a project whose rubric rates single answers."),
    ),
    "too_many_completions": (
        _("Too many completions: the rubric takes up to %(most)s, found %(found)s."),
        _("Split the line into several items."),
    ),
    "not_a_transcript": (
        _("The transcript does not start with “Human:” or has no last “Assistant:” answer."),
        _("Write the whole conversation with its “Human:” and “Assistant:” marks."),
    ),
    "unknown_media": (
        _("There is no file “%(path)s” beside the lines."),
        _("Upload a ZIP with the lines and the files that they name, or correct the path."),
    ),
    "transcripts_differ": (
        _("The two transcripts differ before the last answer, so they do not answer the same prompt."),
        _("Make both transcripts equal up to the last “Assistant:”."),
    ),
    "prompts_differ": (
        _("The conversations do not begin with the same prompt, so their answers cannot be compared."),
        _("Begin both with the same messages, and end both with an answer of the assistant."),
    ),
    "unknown_value": (
        _("“%(value)s” is not known here."),
        _("Use one of: %(known)s."),
    ),
    "bad_time": (
        _("“%(value)s” is no date and time between 1970 and 2199."),
        _("Write it as in 2024-05-31T12:00:00Z."),
    ),
    "contradiction": (
        _("“%(key)s” and “%(other)s” say different things."),
        _("Leave one of them out, or correct it."),
    ),
    "no_preference_asked": (
        _("A preference is given here, and the rubric does not ask which answer is better."),
        _("Leave the preference out, or import into a project whose rubric compares two answers."),
    ),
    "off_scale": (
        _("A whole number from %(least)s to %(most)s is expected here, found %(found)s."),
        _("Write a number of the scale; “na” only where the rubric lets an aspect not apply."),
    ),
    "unknown_answer": (
        _("There is no answer “%(letter)s” here: the answers are a to %(last)s."),
        _("Name answers by letters, in the order of the completions."),
    ),
    "unknown_aspect": (
        _("The rubric has no aspect “%(aspect)s”, so nobody can be checked by it."),
        _("Use one of: %(known)s."),
    ),
    "unknown_verdict": (
        _("“%(found)s” is no verdict that can be given here."),
        _("Use one of: %(known)s."),
    ),
    "strength_and_verdict": (
        _("A strength and a verdict are given here, and only one can hold."),
        _("Keep the one that was meant."),
    ),
    "band_reversed": (
        _("The band ends (%(most)s) before it begins (%(least)s)."),
        _("Write the smaller number first."),
    ),
    "half_a_band": (
        _("Only one end of the band of strengths is given."),
        _("Give the least and the greatest strength that is right."),
    ),
    "no_answer": (
        _("This is no answer to the rubric's question “%(key)s”."),
        _("Use the codes of the rubric, and letters for answers; or give it another name."),
    ),
    "says_nothing": (
        _("Nothing is judged here: there is neither a preference nor a score."),
        _("Add what was judged, or leave this out."),
    ),
    "no_verdict": (
        _("“%(found)s” does not say which answer is better."),
        _("Write one of: %(known)s. Or leave the line out, if nobody judged there."),
    ),
    "no_answer": (
        _("The dialog has no answer of a model that could be judged."),
        _("End the dialog with the model's answer."),
    ),
    "no_marks": (
        _("The dialog does not begin with “User:” or “System:”."),
        _("Mark who speaks at the beginning of each turn."),
    ),
}

NOTICES: dict[str, Words] = {
    "scalar_as_text": _("A bare value stood where text is expected; its JSON text was taken."),
    "kept_not_used": _("“%(key)s” was kept with the item and is not used yet."),
    "extra_keys": _("Unknown keys were kept in the item's meta."),
    "deeper_left_out": _("Only the first answers to the prompt were taken; what was said after them was left out."),
    "unfinished_left_out": _("A judgement that its author had discarded or not finished was left out."),
}

FILES: dict[str, Words] = {
    "empty_file": _("The file is empty. Upload a file with one JSON object a line, or one list of objects."),
    "not_json": _(
        "The file is neither JSON lines nor a JSON list: nothing in it could be read as JSON. "
        "Save it as .jsonl or .json and upload it again."
    ),
    "spread_object": _(
        "The file is one JSON object spread over several lines. Write each entry on a line of its own, "
        "or all of them as one list."
    ),
    "wrong_encoding": _("The file is not UTF-8. Save it as UTF-8 and upload it again."),
    "gzip_damaged": _("The gzip data is damaged. Pack the file again and upload it."),
    "gzip_truncated": _("The gzip file ends in the middle: it was cut off. Upload it again."),
    "gzip_too_large": _("The gzip file unpacks to more than is allowed. Upload it in parts."),
    "list_cut_off": _("The JSON list is not closed: the file was cut off. Upload it again."),
    "text_after_list": _("More text follows the end of the JSON list. Write one list, or one object a line."),
    "nothing_accepted": _("Every line was rejected. The rejected lines say why, each with its remedy."),
    "gave_up": _(
        "The import broke off again and again, and was given up. What was imported is kept; "
        "the log says why it broke off."
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


def message(code: str, details: Mapping[str, Any]) -> str:
    """Say what is wrong, in the language that is active."""
    return str(FAULTS[code][0]) % details


def remedy(code: str, details: Mapping[str, Any]) -> str:
    """Say what to do about it, in the language that is active."""
    return str(FAULTS[code][1]) % details


def notice(code: str, details: Mapping[str, Any]) -> str:
    """Say what the import did with a line that it took, in the language that is active."""
    return str(NOTICES[code]) % details


def file_message(error: Mapping[str, Any]) -> str:
    """Say why a whole file cannot be imported, in the language that is active."""
    return str(FILES[error["reason"]]) % error
