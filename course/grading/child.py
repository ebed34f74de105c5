"""The grader's end of one child of the sandbox; nothing that it sends is trusted."""

from __future__ import annotations

import base64
import json
import select
import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Any

from course.grading.places import WAITING, Lost, NotIsolated, Step
from course.grading.records import Limits

START_SECONDS = 60.0
_GRACE = 0.75
"""Seconds a cell gets to end by itself once its time is over."""


class Child:
    """One notebook being run in the sandbox."""

    def __init__(self, wire: socket.socket, stop: Callable[[], None], limits: Limits) -> None:
        self._wire, self._stop, self._limits = wire, stop, limits
        self._count = 0

    def begin(self, files: Mapping[str, bytes]) -> None:
        """Nothing; the child is shut in and has its files. Raises NotIsolated if it is not."""
        packed = {name: base64.b64encode(data).decode("ascii") for name, data in files.items()}
        first = {"files": packed, "stream": self._limits.stream, "frame": self._limits.frame}
        try:
            self._send(first)
            told = self._frame(time.monotonic() + START_SECONDS)
        except Lost as problem:
            raise NotIsolated(f"A child of the sandbox did not start: {problem}") from None
        if told != {"ready": True}:
            raise NotIsolated(f"A child could not be shut in: {str(told.get('failed'))[:200]}.")

    def run(self, step: Step, seconds: float) -> dict[str, Any]:
        """The frame of one cell; raises Lost."""
        if select.select([self._wire], [], [], 0)[0]:  # nobody was asked
            raise Lost("it stopped Python, or wrote where only Python may", earlier=True)
        self._count += 1
        order = {"n": self._count, "source": step.source, "ask": dict(step.ask)}
        self._send({**order, "show": step.show, "seconds": seconds})
        frame = self._frame(time.monotonic() + WAITING * (seconds + bool(step.ask)) + _GRACE)
        if frame.get("n") != self._count:
            raise Lost("it wrote where only Python may")
        return frame

    def close(self) -> None:
        """Nothing; the child and all that it started are gone."""
        self._stop()

    def _send(self, words: dict[str, Any]) -> None:
        raw = json.dumps(words).encode("ascii")
        try:
            self._wire.settimeout(10)
            self._wire.sendall(struct.pack(">I", len(raw)) + raw)
        except OSError:
            raise Lost("it stopped Python") from None

    def _frame(self, until: float) -> dict[str, Any]:
        size = struct.unpack(">I", self._bytes(4, until))[0]
        if size > self._limits.frame + 1000:
            raise Lost("it sent more than can be read")
        try:
            frame = json.loads(self._bytes(size, until))
        except (ValueError, RecursionError):
            raise Lost("it sent what cannot be read") from None
        if type(frame) is not dict:
            raise Lost("it sent what cannot be read")
        return frame

    def _bytes(self, size: int, until: float) -> bytes:
        parts = []
        while size:
            left = until - time.monotonic()
            try:
                if left <= 0:
                    raise TimeoutError
                self._wire.settimeout(left)
                part = self._wire.recv(min(size, 1 << 20))
            except TimeoutError:
                raise Lost("it did not end in time") from None
            except OSError:
                part = b""
            if not part:
                raise Lost("it stopped Python")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
