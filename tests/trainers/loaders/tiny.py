"""A tokenizer and a model made on the spot, so that no trainer asks a hub for one.

The tokenizer is byte-level: what it decodes is what was encoded, so a loader can hold what a trainer would train on
against the text that the record says. `chatml` writes in plain Python what `TEMPLATE` writes for the trainers.
"""

from pathlib import Path

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
# Long texts of the tests are made of these, so that a model sees thousands of tokens and not tens of thousands.
CORPUS = ["lorem ipsum " * 8, "user assistant system tool", "请回答这个问题"] * 2


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


def dataset(load, path):
    """Load as Hugging Face `datasets` does: a folder by its card, a file by its own rows."""
    return load(path, split="train") if Path(path).is_dir() else load("json", data_files=path, split="train")
