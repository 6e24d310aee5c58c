"""The provider of the package `veeam`, for programs that make one of their own.

Made from the provider's schema by `make docs`.
"""

import pulumi

from veeam_entraid.veeam._resource import VeeamProvider

__all__ = ["Provider"]


class Provider(VeeamProvider):
    r"""Which backup server to configure, and who logs in.

    The engine asks nothing of the server before the first operation, so it may be made by the same program.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        endpoint: Where the REST API of the backup server is: https://HOST:PORT. Without a port it is 9419. Without it:
            the environment variable VEEAM_ENDPOINT.
        username: Who logs in: HOST\name or name, best a service account of the product. Without it: the environment
            variable VEEAM_USERNAME.
        password: The password. Without it: the environment variable VEEAM_PASSWORD.
        certificate_thumbprint: The thumbprint of exactly the certificate that the server shows: SHA-1 or SHA-256.
            Without it and without ca_certificate the authorities of the system are trusted. Nothing switches the check
            off.
        ca_certificate: Certificates in PEM form, one of which vouches for the server's certificate.
        api_version: The revision of the API. Others rename values. Without it: "1.3-rev1".
        ready_timeout: How long the first operation waits for a server that still installs itself. Without it: "150m".
    """

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        endpoint: pulumi.Input[str] | None = None,
        username: pulumi.Input[str] | None = None,
        password: pulumi.Input[str] | None = None,
        certificate_thumbprint: pulumi.Input[str] | None = None,
        ca_certificate: pulumi.Input[str] | None = None,
        api_version: pulumi.Input[str] | None = None,
        ready_timeout: pulumi.Input[str] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "endpoint": endpoint,
                "username": username,
                "password": password,
                "certificate_thumbprint": certificate_thumbprint,
                "ca_certificate": ca_certificate,
                "api_version": api_version,
                "ready_timeout": ready_timeout,
            },
            opts,
        )
