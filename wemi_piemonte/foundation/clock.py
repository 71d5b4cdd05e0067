"""The one source of the present moment; development may fix where it starts."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


class _Clock:
    def __init__(self) -> None:
        self.offset = timedelta()


_clock = _Clock()


def start_at(moment: datetime | None) -> None:
    """Let the clock start at `moment` and run on from there; None is the real time."""
    _clock.offset = (
        timedelta() if moment is None else moment - datetime.fromtimestamp(time.time(), UTC)
    )


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC) + _clock.offset


def local_now() -> datetime:
    """Return the present moment as Europe/Rome wall time, aware."""
    return now().astimezone(ROME)


def today() -> date:
    """Return the day it is in Piedmont."""
    return local_now().date()
