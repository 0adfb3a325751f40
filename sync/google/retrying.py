"""Trying again what may pass, within bounds: a number of tries and a total time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception
from tenacity.wait import wait_exponential, wait_random

from sync.google.errors import Ambiguous, GoogleError
from sync.google.limits import Clock
from sync.logs import log

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try: at most `tries`, and no new one `total` seconds after the first failure.

    The pauses between them begin with `first` seconds and double up to `longest`, each with up
    to `first` seconds more by chance, so that threads do not come back together.
    """

    tries: int = 8
    total: float = 300.0
    first: float = 1.0
    longest: float = 64.0


def persist(attempt: Callable[[], T], *, repeatable: bool, patience: Patience, clock: Clock) -> T:
    """Give what `attempt` gives, trying again while it fails with a passing GoogleError.

    Where the request is not `repeatable`, a failure that leaves open whether Google did it ends
    in Ambiguous at once.
    """
    trial = _Trial(repeatable, patience, clock)
    retrying = Retrying(
        retry=retry_if_exception(trial.worth_another),
        wait=trial.pause,
        stop=trial.over,
        sleep=lambda seconds: clock.sleep_until(clock.now() + seconds),
        before_sleep=_tell,
        reraise=True,
    )
    try:
        return retrying(attempt)
    except GoogleError as error:
        if error.maybe_done and not repeatable:
            raise Ambiguous(error.detail, status=error.status) from error
        raise


class _Trial:
    """One request with all its tries."""

    def __init__(self, repeatable: bool, patience: Patience, clock: Clock) -> None:
        self._repeatable = repeatable
        self._patience = patience
        self._clock = clock
        self._first_failure: float | None = None
        growing = wait_exponential(multiplier=patience.first, max=patience.longest)
        self._growing = growing + wait_random(0, patience.first)

    def worth_another(self, error: BaseException) -> bool:
        if self._first_failure is None:
            self._first_failure = self._clock.now()
        if not isinstance(error, GoogleError) or not error.passing:
            return False
        return self._repeatable or not error.maybe_done

    def pause(self, state: RetryCallState) -> float:
        asked = _error(state).retry_after or 0.0
        return max(asked, self._growing(state))

    def over(self, state: RetryCallState) -> bool:
        since = self._clock.now() - (self._first_failure or 0.0)
        too_late = since + state.upcoming_sleep > self._patience.total
        return too_late or state.attempt_number >= self._patience.tries


def _error(state: RetryCallState) -> GoogleError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, GoogleError)
    return error


def _tell(state: RetryCallState) -> None:
    error = _error(state)
    log.warning(
        "request_repeated",
        error=type(error).__name__,
        status=error.status,
        detail=error.detail,
        attempt=state.attempt_number,
        pause=round(state.upcoming_sleep, 1),
    )
