"""The command: `python3 tools/engine install`. Runs on any Python, if only to say that it is too old."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.stderr.write(
        "engine: Python 3.11 or newer is needed; this is {}.{}. Install it:\n".format(*sys.version_info[:2])
        + "  Debian, Ubuntu   sudo apt-get install python3.11 python3.11-venv\n"
        + "  Fedora, RHEL     sudo dnf install python3.11\n"
    )
    sys.exit(1)

from veeam_entraid_engine import main

sys.exit(main(sys.argv[1:]))
