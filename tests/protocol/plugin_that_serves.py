"""A plugin without a servicer, for the tests of serving. With an argument it is cancelled from the start."""

import sys
import threading

from veeam_entraid_protocol import serve

cancelled = threading.Event()
if sys.argv[1:]:
    cancelled.set()
serve(lambda _server: None, cancelled=cancelled)
