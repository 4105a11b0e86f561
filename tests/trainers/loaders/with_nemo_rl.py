"""Checks exports against what NeMo-RL's documentation asks of a `PreferenceDataset`.

Its package on the index has none of its data code, so this is no trainer's code: the rules are the ones that its
guide to reward models and its checks state, for every `trainer`. Rows are loaded as it loads them, by `datasets`.
Reads a list of `{"name", "path", "trainer"}` from its input and prints what became of each: "ok", or what is wrong.
"""

import datasets
import reading


def loaded(path, trainer):
    found = datasets.load_dataset("json", data_files=reading.shards(path), split="train")
    wrong = (f"row {at}: {said}" for at, row in enumerate(found) for said in broken(row))
    return next(wrong, "") or reading.difference(list(found), reading.records(path))


def broken(row):
    if sorted(row) != ["completions", "context"]:
        yield f"keys {sorted(row)}"
    elif len(row["completions"]) != 2:
        yield f"{len(row['completions'])} completions"
    else:
        first, second = (one["rank"] for one in row["completions"])
        if type(first) is not int or type(second) is not int or first == second:
            yield f"ranks {first!r}, {second!r}"
        for messages in (row["context"], *(one["completion"] for one in row["completions"])):
            yield from unsaid(messages)


def unsaid(messages):
    if not messages:
        yield "no message"
    for message in messages:
        if not isinstance(message["role"], str) or not isinstance(message["content"], str):
            yield f"message {message!r:.200}"


if __name__ == "__main__":
    datasets.disable_progress_bars()
    reading.tell(datasets.__version__, loaded)
