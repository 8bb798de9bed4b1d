"""A writer of the reader's own: a sequence-to-sequence or chat model of Hugging Face's, from a folder or a hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from splitter.errors import ModelNotFound
from splitter.models import find_model
from splitter.summarization import source_words
from splitter.summarization.base import StoryPosts
from splitter.summarization.prompt import Draft, messages, read_answer, read_summary, story_text
from splitter.summarization.source_words import SourceWords

_MOST_NEW_TOKENS: Final = 256
_MOST_INPUT_TOKENS: Final = 8192
# What a tokenizer says that knows no limit.
_NO_LIMIT: Final = 10**6


class GenerationWriter:
    """Writes greedily, one story at a time: what stands beside a story in a batch could change its last bits.

    Only safetensors are read, and no code that comes with a model is run.

    Args:
        name: A folder, or a model id on a hub.
        offline: Never ask a hub.

    Raises:
        ModelNotFound: No such model, it is pickled, or it neither rewrites texts nor chats.
    """

    def __init__(self, name: str, *, offline: bool = False) -> None:
        import torch
        from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer
        from transformers.utils import logging

        source = find_model(name, offline=offline)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        options: dict[str, Any] = {"local_files_only": source.local or offline, "trust_remote_code": False}
        try:
            config: Any = AutoConfig.from_pretrained(source.location, **options)
            self._rewrites = bool(config.is_encoder_decoder)
            kind: Any = AutoModelForSeq2SeqLM if self._rewrites else AutoModelForCausalLM
            self._tokenizer: Any = AutoTokenizer.from_pretrained(source.location, **options)
            model: Any = kind.from_pretrained(source.location, use_safetensors=True, **options)
        except Exception as error:  # Whatever a stranger's folder makes of the library.
            reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
            raise ModelNotFound(f"{name}: cannot be loaded as a summarizer: {reason}") from error
        if not self._rewrites and not self._tokenizer.chat_template:
            raise ModelNotFound(f"{name}: has no chat template; name a chat model, or one that rewrites texts")
        ends = model.generation_config.eos_token_id
        ends = self._tokenizer.eos_token_id if ends is None else ends
        if ends is None:
            raise ModelNotFound(f"{name}: has no token that ends a text; set eos_token_id in its configuration")
        self._ends: list[int] = ends if isinstance(ends, list) else [ends]
        self.name = name
        fetched = str(getattr(config, "_commit_hash", None) or source.revision)[:16]
        self.revision = f"{source.revision if source.local else fetched}-held{source_words.REVISION}"
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = model.eval().to(self._device)
        sizes = [self._tokenizer.model_max_length, getattr(config, "max_position_embeddings", None)]
        known = [int(size) for size in sizes if isinstance(size, int) and 0 < size < _NO_LIMIT]
        self._limit = min([*known, _MOST_INPUT_TOKENS])
        task = (getattr(config, "task_specific_params", None) or {}).get("summarization") or {}
        self._prefix = str(task.get("prefix") or ("summarize: " if config.model_type == "t5" else ""))

    def write(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[Draft]:
        """See `Writer.write`."""
        for story in stories:
            if self._rewrites:
                yield read_summary(self._rewritten(story, max_words))
            else:
                yield read_answer(self._answered(story, min_words, max_words), story)

    def _rewritten(self, story: StoryPosts, max_words: int) -> str:
        text = story_text(story, numbered=False)
        read = self._tokenizer(self._prefix + text, truncation=True, max_length=self._limit, return_tensors="pt")
        return self._generated(read["input_ids"], min(_MOST_NEW_TOKENS, 2 * max_words), SourceWords(text))

    def _answered(self, story: StoryPosts, min_words: int, max_words: int) -> str:
        new = min(_MOST_NEW_TOKENS, self._limit // 2)
        posts = story.posts
        while True:
            asked = messages(StoryPosts(posts, {}), min_words, max_words)
            ids = self._tokenizer.apply_chat_template(
                asked, add_generation_prompt=True, return_tensors="pt", return_dict=True
            )["input_ids"]
            if ids.shape[1] + new <= self._limit or len(posts) == 1:
                # A post too long by itself pushes the chat's beginning out; the gate judges what comes of it.
                source = SourceWords(story_text(story, numbered=False), most_cited=len(posts))
                return self._generated(ids[:, -(self._limit - new) :], new, source)
            posts = posts[: max(1, len(posts) // 2)]  # The latest.

    def _generated(self, ids: Any, new: int, source: SourceWords) -> str:
        import torch

        from splitter.summarization.constraint import SourceConstraint

        ids = ids.to(self._device)
        fresh_from = 0 if self._rewrites else ids.shape[1]
        with torch.inference_mode():
            written = self._model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=new,
                min_new_tokens=0,
                do_sample=False,
                num_beams=1,
                logits_processor=[SourceConstraint(source, self._tokenizer, self._ends, fresh_from)],
                temperature=None,
                top_p=None,
                top_k=None,
                pad_token_id=self._tokenizer.pad_token_id
                if self._tokenizer.pad_token_id is not None
                else self._tokenizer.eos_token_id,
            )[0]
        return str(self._tokenizer.decode(written[fresh_from:], skip_special_tokens=True))
