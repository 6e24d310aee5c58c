"""Fixtures: a real PostgreSQL for simulated backup servers."""

from collections.abc import Iterator

import pytest
from own_sandbox import own_state
from real_postgresql import OWNER

from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.vbr import Instance


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with own_state(tmp_path_factory.mktemp("state")) as state:
        started = start_bundled(state, OWNER)
        yield Instance(host=started.host, port=started.port, login=started.login, password=started.password)
