"""The bytes of each format, written by hand."""

import pytest

from tasks.exports import encoding, formats
from tasks.exports.rows import ExportRow
from tests.exports.rows import BOTH_BAD, CAPITAL_CARRIED, FIRST_BETTER, ROWS, TIED

TRL_PREFERENCE = (
    '{"chosen":[{"content":"Lima.","role":"assistant"}],"margin":0.5,'
    '"prompt":[{"content":"Capital of Peru? 秘鲁首都？","role":"user"}],'
    '"rejected":[{"content":"Cusco.","role":"assistant"}]}\n'
    '{"chosen":[{"content":"Cusco.","role":"assistant"}],"margin":1.0,'
    '"prompt":[{"content":"Capital of Peru? 秘鲁首都？","role":"user"}],'
    '"rejected":[{"content":"Lima.","role":"assistant"}]}\n'
)

CANONICAL = (
    '{"aggregator":"majority","aggregator_version":"1","agreement":0.5,'
    '"aspects":{"coherence":{"mean_a":null,"mean_b":4.0,"sd":null},'
    '"factuality":{"mean_a":2.0,"mean_b":5.0,"sd":1.0}},'
    '"attachments":[{"name":"Map","path":"x/map.png"},"kept as it came"],"batch":4,'
    '"completion_a":"Cusco.","completion_b":"Lima.","created_at":"2026-01-02T03:04:05Z","domain":null,"external_id":"peru",'
    '"gold":false,"group_id":"ab","id":7,"language":"en","licence":null,"margin":0.5,'
    '"media_a":{"sha256":"00ff","type":"image/png"},"media_b":null,"meta":{"idx":123456789012345678901234567890},'
    '"model_a":"m1","model_b":null,"n_votes":3,"p_both_bad":0.0,"p_consensus":0.125,"p_tie":0.0625,"p_vote":0.25,"priority":5,'
    '"prompt":[{"content":"Capital of Peru? 秘鲁首都？","role":"user"}],"prompt_id":3,"reference":"Lima",'
    '"skills":["geo-en"],"sources":{"links":["https://example.org"]},"split":"train",'
    '"state":"settled","strength":1.5,"votes":['
    '{"aspects":{"coherence":{"a":"na","b":4},"factuality":{"a":1,"b":5}},"guideline":2,"rater":"r1",'
    '"rationale":"It is Lima.","reasons":["wrong_fact"],"secs":12.5,"side":"left","y":3},'
    '{"aspects":{"factuality":{"a":3,"b":5}},"guideline":2,"rater":"r2","rationale":"","reasons":[],'
    '"secs":8.0,"side":"right","y":2},'
    '{"aspects":{},"guideline":2,"rater":"r3","rationale":"","reasons":[],"secs":null,"side":"left","y":0}'
    '],"warnings":["maps"],"winner":"b"}\n'
)


def written(name: str, *rows: ExportRow) -> str:
    records = (record for row in rows for record in formats.named(name).records(row))
    return encoding.lines(records).decode()


def test_trl_preference_is_these_bytes_and_leaves_out_what_has_no_better_answer() -> None:
    assert written("trl-preference", *ROWS) == TRL_PREFERENCE


def test_canonical_is_these_bytes() -> None:
    assert written("canonical", CAPITAL_CARRIED) == CANONICAL


def test_canonical_as_it_was_at_first_has_nothing_that_a_line_carried() -> None:
    first = next(formats.EARLIER["canonical", 1].records(CAPITAL_CARRIED))
    now = next(formats.named("canonical").records(CAPITAL_CARRIED))

    assert first.items() <= now.items()
    assert not {"reference", "sources", "attachments", "meta", "media_a"} & first.keys()


def test_canonical_keeps_every_outcome() -> None:
    lines = written("canonical", *ROWS).splitlines()

    assert [line.rsplit('"winner":')[-1] for line in lines] == ['"b"}', '"a"}', '"tie"}', '"both_bad"}']
    assert '"verdict":"both_bad"' in lines[3]


@pytest.mark.parametrize("row", [TIED, BOTH_BAD])
def test_trl_preference_has_no_record_of_an_undecided_pair(row: ExportRow) -> None:
    assert written("trl-preference", row) == ""


def test_margin_of_a_certain_first_answer_is_one() -> None:
    assert FIRST_BETTER.margin() == 1.0


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(formats.UnknownFormat, match="canonical, trl-preference"):
        formats.named("csv")
