"""Write the page with every message of the rules."""

import sys

from messages import page

sys.stdout.write(page())
