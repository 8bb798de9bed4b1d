"""A writer behind an address: a server that speaks OpenAI's chat completions."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from splitter.errors import EndpointClosed, EndpointFailed
from splitter.settings import DEFAULT_BASE_URL, Settings
from splitter.summarization.base import StoryPosts
from splitter.summarization.prompt import Draft, messages, read_answer

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

PREFIX: Final = "openai:"
KEY: Final = "OPENAI_API_KEY"
_MOST_BYTES = 1 << 20
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_TOO_OFTEN = 429
_LINE_END = re.compile(r"\r\n|[\r\n]")
# What it would answer to any other story, too.
_CLOSED = {
    401: f"refuses the key; check {KEY}",
    402: "wants to be paid first; see to the account of the key",
    403: f"refuses the key; check {KEY}",
    404: "knows no such model or address; check the model's name and --base-url",
}


@dataclass(frozen=True)
class Patience:
    """How long an endpoint is waited for.

    Attributes:
        seconds: Of one request, from its start to its last byte.
        tries: Requests for one story.
        wait: Seconds before the second try; twice as many before each further one.
        longest: Most seconds between two tries, whatever the server asks for.
        at_once: Stories that are asked for at the same time.
    """

    seconds: float = 120.0
    tries: int = 5
    wait: float = 1.0
    longest: float = 60.0
    at_once: int = 4


class _TryAgain(Exception):
    """A failure that may pass; its text says what it was.

    Attributes:
        after: Seconds that the server asks to be left alone for.
        closed: It has nothing to do with what was asked.
    """

    def __init__(self, why: str, after: float | None = None, *, closed: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.closed = closed


class ChatEndpoint:
    """Asks an endpoint for digests. Neither its key nor a password in its address is ever shown.

    Args:
        model: What the endpoint calls it.
        base_url: Up to the `/chat/completions`.
        key: Sent as the bearer token, where there is one.
        max_requests: Most requests; the next one raises.
        patience: How long to wait.

    Raises:
        EndpointFailed: The address, the key or the environment's proxy cannot be used.
    """

    def __init__(
        self,
        model: str,
        base_url: str = DEFAULT_BASE_URL,
        key: str = "",
        *,
        max_requests: int = 1000,
        patience: Patience | None = None,
    ) -> None:
        import httpx

        self._patience = patience or Patience()
        self._left, self._lock = max_requests, threading.Lock()
        self._most = max_requests
        try:
            url = httpx.URL(base_url.strip())
        except (httpx.InvalidURL, ValueError):
            url = httpx.URL("")
        if not model or url.scheme not in ("http", "https") or not url.host:
            raise EndpointFailed("openai: needs openai:MODEL and a --base-url like https://host/v1")
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise EndpointFailed(f"openai: {KEY} holds characters that no key has; set it again")
        self._shown = f"{url.scheme}://{url.netloc.decode().rpartition('@')[2]}"
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        auth = (url.username, url.password) if url.userinfo else None
        address = url.copy_with(username=None, password=None, path=url.path.rstrip("/") + "/chat/completions")
        seconds = self._patience.seconds
        timeout = httpx.Timeout(seconds, connect=min(10.0, seconds))
        try:
            self._client = httpx.Client(headers=headers, auth=auth, timeout=timeout)
        except (ImportError, ValueError, httpx.InvalidURL):
            # What httpx says of a proxy may hold its password.
            raise EndpointFailed(
                "openai: the proxy in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY cannot be used; name it there as"
                " http://HOST:PORT, or unset it"
            ) from None
        self._address = address
        self._model = model
        self.name = f"{PREFIX}{model}"
        # An endpoint does not tell its model's revision.
        self.revision = "endpoint"

    @classmethod
    def from_settings(cls, settings: Settings) -> ChatEndpoint:
        """The endpoint of the settings, with the environment's key."""
        key = os.environ.get(KEY, "").strip()
        made = cls(settings.summarizer.removeprefix(PREFIX), settings.base_url, key, max_requests=settings.max_requests)
        near = made._address.host in ("localhost", "127.0.0.1", "::1")
        if settings.offline and not near:
            raise EndpointFailed(f"{made.name}: is not on this machine; leave out --offline to ask it")
        if not key and settings.base_url == DEFAULT_BASE_URL:
            raise EndpointFailed(f"{made.name}: needs a key; set {KEY}, or name another endpoint with --base-url")
        return made

    def write(self, stories: Sequence[StoryPosts], *, min_words: int, max_words: int) -> Iterator[Draft]:
        """See `Writer.write`; a few stories are asked for at once."""
        pool = ThreadPoolExecutor(self._patience.at_once, thread_name_prefix="endpoint")
        waiting: deque[Future[Draft]] = deque()
        rest = iter(stories)
        stop = threading.Event()

        def ask(story: StoryPosts) -> Draft:
            return read_answer(self._asked(messages(story, min_words, max_words), stop), story)

        try:
            waiting.extend(pool.submit(ask, story) for story in islice(rest, self._patience.at_once))
            while waiting:
                draft = waiting.popleft().result()
                waiting.extend(pool.submit(ask, story) for story in islice(rest, 1))
                yield draft
        finally:
            stop.set()  # Whoever waits for another try need not, so that the program can end.
            pool.shutdown(wait=False, cancel_futures=True)

    def _asked(self, chat: list[dict[str, str]], stop: threading.Event) -> str:
        from tenacity import Retrying, retry_if_exception_type, sleep_using_event, stop_after_attempt

        again = Retrying(
            stop=stop_after_attempt(self._patience.tries),
            retry=retry_if_exception_type(_TryAgain),
            wait=self._pause,
            sleep=sleep_using_event(stop),
            reraise=True,
        )
        body = {"model": self._model, "messages": chat, "temperature": 0, "seed": 0, "stream": False}
        try:
            return str(again(self._once, body, stop))
        except _TryAgain as error:
            kind = EndpointClosed if error.closed else EndpointFailed
            raise kind(f"{self._shown}: {error}; tried {self._patience.tries} times, try later") from None

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        own = self._patience.wait * 2 ** (state.attempt_number - 1)
        asked = error.after if isinstance(error, _TryAgain) else None
        return min(self._patience.longest, own if asked is None else asked)

    def _once(self, body: dict[str, Any], stop: threading.Event) -> str:
        import httpx

        if stop.is_set():
            raise EndpointFailed(f"{self._shown}: nobody waits for its answer any more")

        with self._lock:
            if self._left <= 0:
                raise EndpointClosed(f"{self._shown}: {self._most} requests were made; allow more with --max-requests")
            self._left -= 1
        until = time.monotonic() + self._patience.seconds
        data = bytearray()
        try:
            with self._client.stream("POST", self._address, json=body) as response:
                self._check(response)
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > _MOST_BYTES:
                        raise EndpointFailed(f"{self._shown}: answers at such length that it can be no digest")
                    if time.monotonic() > until:
                        raise _TryAgain("does not finish its answer in time")
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise _TryAgain("cannot be reached", closed=True) from None
        except httpx.TimeoutException:
            raise _TryAgain("does not answer in time") from None
        except httpx.TransportError:
            raise _TryAgain("breaks off") from None
        except (httpx.HTTPError, httpx.StreamError):
            raise EndpointFailed(f"{self._shown}: answers with what cannot be read") from None
        told = _content(data.decode("utf-8", "replace"))
        if told is None:
            raise EndpointFailed(f"{self._shown}: does not answer as a chat endpoint does; check --base-url")
        return told

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == 200:
            return
        if status in _AGAIN:
            after = _seconds(response.headers.get("retry-after"))
            raise _TryAgain(f"answers {status}", after, closed=status == _TOO_OFTEN)
        # The body may repeat the key.
        if status in _CLOSED:
            raise EndpointClosed(f"{self._shown}: answers {status}: {_CLOSED[status]}")
        raise EndpointFailed(f"{self._shown}: answers {status}: check the model's name and --base-url")


def _seconds(after: str | None) -> float | None:
    """What a Retry-After header asks for: seconds, or a date."""
    if not after:
        return None
    try:
        return max(0.0, float(after))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _content(data: str) -> str | None:
    """The message of an answer, whole or streamed; None where there is none."""
    if not data.lstrip().startswith(("data:", ":", "event:", "id:", "retry:")):
        return _message(data, "message")
    told = []
    # `str.splitlines` would also cut at characters that JSON may hold as they are, such as U+2028.
    for line in _LINE_END.split(data):
        if not line.startswith("data:") or line[5:].strip() in ("", "[DONE]"):
            continue
        piece = _message(line[5:], "delta")
        if piece is None:
            return None
        told.append(piece)
    return "".join(told) if told else None


def _message(data: str, part: str) -> str | None:
    try:
        answer = json.loads(data)
        choices = answer["choices"]
        if part == "delta" and choices == []:  # Such as the count of tokens at the end.
            return ""
        content = choices[0][part].get("content")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return None
    if content is None:
        return ""
    return content if isinstance(content, str) else None
