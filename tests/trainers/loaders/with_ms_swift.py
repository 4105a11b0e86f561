"""Gives exports to ms-swift's own loading and encoding, as `swift rlhf` and `swift sft` call them.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `trainer` is its `--rlhf_type`, `rm`, `dpo` or `kto`, or `sft`. Calls of tools are
written as `--agent_template hermes` does.
"""

import importlib.metadata
import json
import tempfile

import reading
import tiny
from swift.dataset import load_dataset
from swift.model import get_processor
from swift.template import get_template
from swift.utils import get_logger

get_logger().setLevel("ERROR")
MODES = {"rm": "rlhf", "dpo": "rlhf", "kto": "kto", "sft": "train"}


def loaded(path, trainer):
    folder = tempfile.mkdtemp()
    own = tiny.tokenizer()
    own.save_pretrained(folder)
    tiny.config(own).save_pretrained(folder)
    template = get_template(
        get_processor(folder, model_type="qwen2"), template_type="chatml", agent_template="hermes"
    )
    template.set_mode(MODES[trainer])
    template.task_type = "seq_cls" if trainer == "rm" else "causal_lm"
    template.max_length = None
    rows, _ = load_dataset(reading.shards(path), shuffle=False, load_from_cache_file=False)
    found = [said(own, template.encode(dict(row))) for row in rows]
    return reading.difference(found, list(map(wanted, reading.records(path))))


def said(own, encoded):
    texts = [tiny.text(own, ids) for key, ids in sorted(encoded.items()) if key.endswith("input_ids")]
    return texts + [encoded[key] for key in ("margin", "label") if key in encoded]


def wanted(record):
    found = [hermes(record["messages"])]
    if "rejected_messages" in record:
        found.append(hermes(record["rejected_messages"]))
    elif "rejected_response" in record:
        answer = {"role": "assistant", "content": record["rejected_response"]}
        found.append(hermes([*record["messages"][:-1], answer]))
    return found + [record[key] for key in ("margin", "label") if key in record]


def hermes(messages):
    """Write calls as the agent template does: each on a line of its own, and all results in one turn of the user."""
    turns = []
    for message in messages:
        content = message["content"] or ""
        if message["role"] == "tool":
            result = f"<tool_response>\n{content}\n</tool_response>"
            if turns and turns[-1]["results"]:
                turns[-1]["content"] += f"\n{result}"
            else:
                turns.append({"role": "user", "content": result, "results": True})
            continue
        calls = "\n".join(map(call, message.get("tool_calls") or ()))
        turns.append({"role": message["role"], "content": content + calls, "results": False})
    return tiny.chatml(turns)


def call(said):
    arguments = said["function"]["arguments"]
    arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
    whole = json.dumps({"name": said["function"]["name"], "arguments": arguments}, ensure_ascii=False)
    return f"<tool_call>\n{whole}\n</tool_call>"


if __name__ == "__main__":
    reading.tell(importlib.metadata.version("ms-swift"), loaded)
