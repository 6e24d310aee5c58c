"""The commands of the local stack: ``python -m veeam_entraid_sandbox --help``."""

import sys

from veeam_entraid_sandbox.commands import main

sys.exit(main(sys.argv[1:]))
