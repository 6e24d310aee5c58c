"""Print the reference of ports and hosts, in Markdown."""

import sys

from veeam_entraid.network._reference import reference

sys.stdout.write(reference())
