"""A webhook: plain JSON over HTTP(S) to the address in `BANTIN_WEBHOOK_URL`."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from typing import Any

import httpx
from dagster import ConfigurableResource
from pydantic import Field

from orchestration.settings import WEBHOOK_URL

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
FIRST_REFUSAL = 300

# httpx logs the address of every request, and the address may hold a token.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Webhook(ConfigurableResource[None]):
    """Posts a message, again where that may help, and never raises.

    The address is read from the environment when a message is sent: it may hold a token, and stands in no
    configuration, log or page.
    """

    timeout_seconds: float = Field(default=5.0, description="Of each attempt.")
    attempts: int = Field(default=3, description="How often a message is tried, where the receiver may recover.")
    pause_seconds: float = Field(default=1.0, description="Before the second attempt; doubled before each further one.")

    @property
    def is_configured(self) -> bool:
        """Whether there is an address to send to."""
        return bool(os.environ.get(WEBHOOK_URL))

    def send(self, body: Mapping[str, Any], log: logging.Logger) -> bool:
        """Post a message.

        Args:
            body: what is sent, as JSON.
            log: is told how it went, without the address.

        Returns:
            Whether the receiver took it.
        """
        address = os.environ.get(WEBHOOK_URL)
        if not address:
            return False
        pause = self.pause_seconds
        for attempt in range(1, self.attempts + 1):
            outcome, may_help = self._post(address, body)
            if outcome is None:
                log.info(f"webhook: {body.get('id')} sent")
                return True
            log.warning(f"webhook: attempt {attempt} of {self.attempts}: {outcome}")
            if not may_help:
                break
            if attempt < self.attempts:
                time.sleep(pause)
                pause *= 2
        log.error(f"webhook: {body.get('id')} was not delivered")
        return False

    def _post(self, address: str, body: Mapping[str, Any]) -> tuple[str | None, bool]:
        """One attempt: what went wrong, and whether another may help."""
        try:
            answer = httpx.post(address, json=dict(body), timeout=self.timeout_seconds)
        except httpx.TransportError as error:
            return type(error).__name__, not isinstance(error, httpx.UnsupportedProtocol)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return type(error).__name__, False
        if answer.status_code < FIRST_REFUSAL:
            return None, False
        may_help = answer.status_code == TOO_MANY_REQUESTS or answer.status_code >= SERVER_ERROR
        return f"HTTP {answer.status_code}", may_help
