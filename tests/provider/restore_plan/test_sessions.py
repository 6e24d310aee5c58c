"""Sessions are filled with undivided pairs and with singles, and there are as few as can be."""

import math

from hypothesis import given
from hypothesis import strategies as st

from veeam_provider.restore_plan._sessions import fill_sessions, session_count


@given(st.integers(0, 12), st.integers(0, 25), st.integers(2, 9))
def test_sessions_are_few_and_full_and_divide_no_pair(pairs: int, singles: int, size: int) -> None:
    together = [(f"application {number}", f"principal {number}") for number in range(pairs)]
    alone = [f"single {number}" for number in range(singles)]
    sessions = [*fill_sessions(together, alone, size)]
    assert all(0 < len(session) <= size for session in sessions)
    members = [member for session in sessions for member in session]
    assert sorted(members) == sorted([*alone, *(member for pair in together for member in pair)])
    for application, principal in together:
        assert any(application in session and principal in session for session in sessions)
    assert [member for member in members if member in alone] == alone
    # So many members, and so many pairs, fit into a session: none could be left out.
    assert len(sessions) == max(math.ceil(len(members) / size), math.ceil(pairs / (size // 2)))
    assert len(sessions) == session_count(pairs, singles, size)
