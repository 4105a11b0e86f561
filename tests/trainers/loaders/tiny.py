"""A tokenizer and a model made on the spot, so that no trainer asks a hub for one.

The tokenizer is byte-level: what it decodes is what was encoded, so a loader can hold what a trainer would train on
against the text that the record says. `chatml` writes in plain Python what `TEMPLATE` writes for the trainers.
"""

import json
import traceback

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config

BEGIN, END, PAD = "<|im_start|>", "<|im_end|>", "<|pad|>"
TEMPLATE = """
{%- for message in messages -%}
<|im_start|>{{ message.role }}{{ "\n" }}{{ message.content or "" }}
{%- for call in message.tool_calls or [] -%}
<tool_call>{{ call.function.name }} {{ call.function.arguments }}</tool_call>
{%- endfor -%}
<|im_end|>{{ "\n" }}
{%- endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant{{ "\n" }}{%- endif -%}
"""
ANSWER = f"{BEGIN}assistant\n"
MERGES = 50
CORPUS = ["user assistant system tool the answer question", "请回答这个问题"] * 2


def tokenizer():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=256 + MERGES + 3,
        special_tokens=[AddedToken(one, normalized=False) for one in (BEGIN, END, PAD)],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(CORPUS, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=[BEGIN],
        chat_template=TEMPLATE,
        clean_up_tokenization_spaces=False,
        model_max_length=1 << 20,
    )


def config(made):
    return Qwen2Config(
        vocab_size=len(made),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=1 << 17,
        eos_token_id=made.eos_token_id,
        pad_token_id=made.pad_token_id,
        bos_token_id=None,
    )


def chatml(messages, answer=False):
    """Write messages as the template does; with `answer`, up to where the assistant begins."""
    return "".join(map(_turn, messages)) + (ANSWER if answer else "")


def _turn(message):
    calls = "".join(
        f"<tool_call>{call['function']['name']} {call['function']['arguments']}</tool_call>"
        for call in message.get("tool_calls") or ()
    )
    return f"{BEGIN}{message['role']}\n{message.get('content') or ''}{calls}{END}\n"


def text(made, ids):
    return made.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)


def read(path):
    """Read a JSONL file without anything of the trainers'; lines end at line feeds alone."""
    with open(path, encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def difference(found, wanted):
    """Say where two lists of rows part, or nothing."""
    if len(found) != len(wanted):
        return f"{len(found)} rows instead of {len(wanted)}"
    for at, (got, one) in enumerate(zip(found, wanted)):
        if got != one:
            return f"row {at}: {got!r:.600} instead of {one!r:.600}"
    return ""


def tell(version, asked):
    """Do all that is asked and print one line of JSON: the library's version, and for each name what became of it."""
    told = {name: _tried(do, *arguments) for name, (do, *arguments) in asked.items()}
    print(json.dumps({"version": version} | told))


def _tried(do, *arguments):
    try:
        return do(*arguments)
    except Exception as error:
        traceback.print_exc()
        return f"{type(error).__name__}: {error.__cause__ or error}"[:600]
