"""Models from a folder: what loads, what is refused, and what they are held to while they write."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from splitter import Settings, Splitter
from splitter.errors import ModelNotFound
from splitter.summarization import load_summarizer
from splitter.summarization.source_words import SourceWords

PAGE = """Ferry live: crossings stop at Lowen Sound

14:20
Ferries to sail again on Sunday
The ferries at Lowen Sound will sail again on Sunday, the harbour master, Ada Quist, said on Thursday.
She said that the 31 cars left on the quay would be taken across first.

10:15
Fog stops ferries at Lowen Sound
Fog has stopped all ferries at Lowen Sound, the coastguard says. Nine crossings were called off.
"""


def tokenizer(template: str | None) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<pad>", "</s>", "<unk>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator([PAGE], trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    fast.chat_template = template
    return fast


TEMPLATE = "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}{% endfor %}<assistant>"


def causal(folder: Path, template: str | None = TEMPLATE) -> Path:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=400,
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=2048,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer(template).save_pretrained(folder)
    return folder


def rewriting(folder: Path) -> Path:
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(0)
    config = T5Config(vocab_size=400, d_model=16, d_kv=8, d_ff=16, num_layers=2, num_heads=2, decoder_start_token_id=0)
    T5ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer(None).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("make", [causal, rewriting])
def test_a_model_from_a_folder_writes_the_same_each_time(make: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = str(make(tmp_path / "model"))
    first, again = (Splitter(summarizer=folder, offline=True).digest(PAGE) for _ in range(2))
    assert first.to_json() == again.to_json()
    assert first.document.settings.summarizer_revision.startswith(load_revision(folder))
    # Random weights write nothing that a post carries.
    n = len(first.stories)
    assert first.document.warnings == [f"The summariser fell back: {n} of {n} digests are only quotations."]
    assert {s.written_by for story in first.stories for s in story.digest} == {"extract"}


def load_revision(folder: str) -> str:
    from splitter.models import find_model

    return find_model(folder).revision


def test_weights_in_parts_are_read(tmp_path: Path) -> None:
    folder = causal(tmp_path / "model")
    whole = load_revision(str(folder))
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(folder)
    (folder / "model.safetensors").unlink()
    model.save_pretrained(folder, max_shard_size="20KB")
    assert load_revision(str(folder)) != whole
    assert Splitter(summarizer=str(folder), offline=True)


def test_a_chat_model_needs_a_template(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no chat template"):
        Splitter(summarizer=str(causal(tmp_path / "model", None)))


def test_a_model_that_cannot_end_a_text_is_refused(tmp_path: Path) -> None:
    folder = causal(tmp_path / "model")
    for name in ("config.json", "generation_config.json", "tokenizer_config.json"):
        settings = json.loads((folder / name).read_text(encoding="utf-8"))
        settings.pop("eos_token", None)
        if "eos_token_id" in settings:
            settings["eos_token_id"] = None
        (folder / name).write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(ModelNotFound, match="no token that ends a text"):
        load_summarizer(Settings(summarizer=str(folder), offline=True))


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    folder = causal(tmp_path / "model")
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelNotFound, match=r"no model\.safetensors"):
        Splitter(summarizer=str(folder))


def test_a_models_own_code_is_not_run(tmp_path: Path) -> None:
    folder = causal(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Own", "AutoModelForCausalLM": "own.Model"}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    ran = tmp_path / "ran"
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    with pytest.raises(ModelNotFound, match="cannot be loaded"):
        Splitter(summarizer=str(folder))
    assert not ran.exists()


def test_a_model_that_is_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="leave out --offline"):
        Splitter(summarizer="nobody/nothing", offline=True)


@pytest.mark.parametrize("seed", range(3))
def test_a_model_that_writes_anything_is_held(seed: int) -> None:
    import torch

    from splitter.summarization.constraint import SourceConstraint

    cutter = tokenizer(None)
    source = SourceWords(PAGE)
    constraint = SourceConstraint(source, cutter, [cutter.eos_token_id], start=0)
    chance, ids = random.Random(seed), list[int]()
    free = 0
    for _ in range(60):
        scores = torch.tensor([[chance.random() for _ in range(len(cutter))]])
        token = int(constraint(torch.tensor([ids], dtype=torch.long), scores).argmax())
        free += int(scores.argmax()) != token
        if token == cutter.eos_token_id:
            break
        ids.append(token)
    assert free, "random letters make no names of the source"
    text = cutter.decode(ids, skip_special_tokens=True)
    assert source.allow(text)
