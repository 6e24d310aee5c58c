"""Points in time in every way in which a server writes them."""

import datetime as dt

import pytest

from veeam_provider._time import shown_instant

UTC = dt.datetime(2026, 1, 15, 9, 30, tzinfo=dt.UTC)
HERE = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-15T09:30:00Z",
        "2026-01-15T09:30:00.0000000+00:00",
        "2026-01-15T11:30:00+02:00",
        "2026-01-15 09:30:00Z",
        "2026-01-15T09:30:00",
    ],
)
def test_a_time_is_read_however_it_is_written(written: str) -> None:
    assert shown_instant(written) == UTC


def test_a_time_without_a_zone_is_the_servers_own() -> None:
    assert shown_instant("2026-01-15T11:30:00", UTC.astimezone(HERE)) == UTC


@pytest.mark.parametrize("written", [None, "", "never", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z"])
def test_what_did_not_happen_has_no_time(written: str | None) -> None:
    assert shown_instant(written) is None
