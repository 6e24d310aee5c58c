"""Gates at a preview: what the server knows already is said before anything is changed, by reading only.

A server that does not answer is no failure then: in a first deployment it is not there yet.
"""

import threading
from collections.abc import Hashable, Mapping

from veeam_entraid_protocol.provider import Progress, RefusedError
from veeam_provider._gates import LimitBrokenError
from veeam_provider._identity import Identity
from veeam_provider._server import Server, Work
from veeam_provider.resources import Kind
from veeam_provider.rest import RestError

__all__ = ["Foreseeing"]


class Foreseeing:
    """Asks the server at a preview, if it answers at all; whether it does is tried once."""

    def __init__(self) -> None:
        self._trying = threading.Lock()
        self._answers: bool | None = None
        # Nothing changes on the server in a preview, so one look is enough for all resources.
        self._looked: dict[Hashable, list[object]] = {}

    def foresee(self, server: Server, kind: Kind, id_: str, inputs: Mapping[str, object], progress: Progress) -> None:
        """Say what the server's own objects forbid.

        Args:
            server: the backup server.
            kind: of the resource.
            id_: the object's id; empty where it is new.
            inputs: plain; what is not known yet stands there as UNKNOWN.
            progress: of the resource.

        Raises:
            RefusedError: with every limit that is broken whatever else the update does.
        """
        if type(kind).foresee is Kind.foresee or not self._server_answers(server):
            return
        identity = Identity(progress.urn)
        work = Work(server, progress, looked=self._looked, joins=True)
        try:
            kind.foresee(work, inputs, id_, identity)
        except LimitBrokenError as error:
            raise RefusedError(f"{identity} will be refused: {error}") from error
        except RestError:
            # The update asks again, and says what goes wrong.
            return

    def _server_answers(self, server: Server) -> bool:
        with self._trying:
            if self._answers is None:
                try:
                    server.client.wait_until_ready(0.0)
                except RestError:
                    self._answers = False
                else:
                    self._answers = True
            return self._answers
