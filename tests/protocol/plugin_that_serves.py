"""A plugin without a servicer, for the tests of serving."""

from veeam_entraid_protocol import serve

serve(lambda _server: None)
