"""What can be wrong with a line: the stable code of each fault, what it says, and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

FAULTS: dict[str, tuple[Words, Words]] = {
    "line_too_long": (
        _("This line has %(size)s bytes; at most %(most)s are read."),
        _("Shorten the texts, or leave the line out."),
    ),
    "wrong_encoding": (
        _("The text is not in the encoding of the file (byte %(byte)s of the line)."),
        _("Save the line in the same encoding as the others, or say which encoding the file has."),
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
        _("Nobody can tell prompt and answers from these keys: %(found)s. Looked for: %(sought)s."),
        _(
            "Nearest layouts, with what is missing: %(nearest)s. Or say which key is which, as in: %(mapping)s."
        ),
    ),
    "which_prompt": (
        _(
            "“%(key)s” holds only “%(value)s”, and “%(other)s” beside it holds a text: either may be the prompt."
        ),
        _("Say which one it is, as in: prompt=%(other)s."),
    ),
    "no_text_in_list": (
        _("“%(key)s” is a list with “%(found)s” alone, which is no answer."),
        _("Say which key holds the answer, as in: completions=%(other)s."),
    ),
    "texts_not_used": (
        _(
            "Texts of this row were read neither as the prompt nor as an answer: %(keys)s. Keys seen: %(found)s."
        ),
        _(
            "Say which key is which, as in: %(mapping)s. Or say that these are prompts without answers, if the rest "
            "does not matter."
        ),
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
    "prompt_alone": (
        _("A prompt without answers, in a file whose other lines have some."),
        _("Add its answers. Or say that there are prompts without answers, and it waits for them."),
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
    "not_an_answer": (
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
    "duplicate_key": (
        _("The key “%(key)s” stands twice in one object, and only one of the values could be kept."),
        _("Leave one of them out, or rename it."),
    ),
    "wrong_number_of_cells": (
        _("The row has %(found)s cells, the header %(expected)s."),
        _("Put texts with delimiters, quotes or line breaks in quotes, or correct the row."),
    ),
    "unclosed_quote": (
        _("The quote before cell %(cell)s is not closed, or only far below."),
        _("Close it, and write a quote inside a quoted cell twice."),
    ),
    "text_after_quote": (
        _("Text follows the closing quote of cell %(cell)s."),
        _("Write a quote inside a quoted cell twice."),
    ),
    "repeated_header": (
        _("The row repeats the header."),
        _("Leave it out; nothing is lost."),
    ),
    "missing_column": (
        _("There is no column “%(column)s”, which the mapping names."),
        _("Correct the mapping of columns, or the name."),
    ),
    "not_a_word": (
        _("One word is expected on each line of this file."),
        _("Write the verdict alone."),
    ),
}
