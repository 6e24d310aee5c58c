"""Print the reference of limits, in Markdown."""

import sys

from veeam_entraid_limits._reference import reference

sys.stdout.write(reference().rstrip() + "\n")
