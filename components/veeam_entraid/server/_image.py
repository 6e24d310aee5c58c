"""What a backup server boots from: Windows Server, the vendor's image with the product in it, or an own one."""

import re
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid._arguments import Arguments
from veeam_entraid_limits import EditionProblem, edition_problem

__all__ = ["IMAGE_KINDS", "OPERATING_SYSTEMS", "ServerImage", "read_image"]

IMAGE_KINDS: Final = ("windowsServer", "marketplace", "custom")
"""Windows Server without the product, the vendor's marketplace plan with it, or an image of one's own."""

OPERATING_SYSTEMS: Final = {
    "2025": "2025-datacenter-g2",
    "2022": "2022-datacenter-g2",
    "2019": "2019-datacenter-gensecond",
    "2016": "2016-datacenter-gensecond",
}
"""The releases of Windows Server that the product runs on, with their images for trusted launch (Veeam, System
Requirements, Backup Server)."""

_VENDOR: Final = "veeam"
_VENDOR_OFFER: Final = "veeam-backup-replication"
_VENDOR_PLAN: Final = "veeam-backup-replication-v13"
_RELEASE: Final = re.compile(r"[a-z0-9]+")
_VERSION: Final = re.compile(r"latest|\d+\.\d+\.\d+", re.IGNORECASE)
_IMAGE_ID: Final = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/"
    r"(?:images/[^/]+|galleries/[^/]+/images/[^/]+(?:/versions/[^/]+)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ServerImage:
    """An image.

    Attributes:
        kind: one of :data:`IMAGE_KINDS`.
        publisher: who publishes it; empty for a custom one, like the next three.
        offer: what it is offered as.
        sku: which edition of the offer.
        version: which version of the edition: ``latest`` or three numbers.
        operating_system: the release of Windows Server, where the argument says it; else empty.
        image_id: resource id of a custom image; None for the others.
        terms_accepted: whether the terms of the marketplace plan have been accepted.
    """

    kind: str
    publisher: str = ""
    offer: str = ""
    sku: str = ""
    version: str = ""
    operating_system: str = ""
    image_id: pulumi.Input[str] | None = None
    terms_accepted: bool = False

    @property
    def has_plan(self) -> bool:
        """Whether it is bought under a marketplace plan, whose terms have to be accepted."""
        return self.kind == "marketplace"

    @property
    def acceptance(self) -> str:
        """The command that accepts the terms of its plan."""
        return (
            f"az vm image terms accept --publisher {self.publisher} --offer {self.offer} --plan {self.sku}"
            if self.has_plan
            else ""
        )

    @property
    def has_product(self) -> bool:
        """Whether Veeam Backup & Replication is installed in it."""
        return self.kind == "marketplace"


def read_image(reader: Arguments) -> ServerImage:
    """Return the image that the argument ``image`` asks for; every problem is noted with the reader."""
    block = reader.block("image")
    kind = block.choice("kind", IMAGE_KINDS, "windowsServer")
    if kind == "marketplace":
        block.refuse(("operating_system", "image_id"), "with kind marketplace")
        image = _marketplace(block)
    elif kind == "custom":
        block.refuse(("operating_system", "sku", "version", "terms_accepted"), "with kind custom")
        image = ServerImage(kind, image_id=_read_image_id(block))
    else:
        block.refuse(("image_id", "terms_accepted"), "with kind windowsServer")
        image = _windows_server(block)
    block.refuse_unread()
    return image


def _marketplace(block: Arguments) -> ServerImage:
    sku = block.text("sku", _VENDOR_PLAN, hint=f"a plan of the vendor's offer, such as {_VENDOR_PLAN}")
    accepted = block.flag("terms_accepted", default=False)
    return ServerImage("marketplace", _VENDOR, _VENDOR_OFFER, sku, _read_version(block), terms_accepted=accepted)


def _windows_server(block: Arguments) -> ServerImage:
    releases = tuple(OPERATING_SYSTEMS)
    release = block.choice("operating_system", releases, "2022") if not block.has("sku") else ""
    sku = block.text("sku", OPERATING_SYSTEMS.get(release, ""), hint="an edition of WindowsServer on Azure")
    if block.has("sku"):
        block.refuse(("operating_system",), "beside sku")
        if problem := _edition_problem(sku):
            block.problem("sku", problem)
    return ServerImage(
        "windowsServer", "MicrosoftWindowsServer", "WindowsServer", sku, _read_version(block), operating_system=release
    )


def _edition_problem(sku: str) -> str:
    match edition_problem(sku):
        case EditionProblem.SERVER_CORE:
            return "is Server Core, on which the backup server is not supported: write an edition with the desktop"
        case EditionProblem.SMALL_DISK:
            return "has a system disk too small for the installation: write the edition without smalldisk"
        case None:
            release = _RELEASE.match(sku.lower())
    if not release or release[0] not in OPERATING_SYSTEMS:
        listed = ", ".join(OPERATING_SYSTEMS)
        return f"is no edition of a supported Windows Server ({listed}): write one such as {OPERATING_SYSTEMS['2022']}"
    return ""


def _read_version(block: Arguments) -> str:
    version = block.text("version", "latest", hint="latest or three numbers, such as 13.0.1")
    if not _VERSION.fullmatch(version):
        block.problem("version", "has to be latest or three numbers with dots between them")
    return version


def _read_image_id(block: Arguments) -> pulumi.Input[str] | None:
    hint = "the resource id of an image, or of an image in a gallery"
    image_id = block.input_text("image_id", required=hint)
    if isinstance(image_id, str) and not _IMAGE_ID.fullmatch(image_id):
        block.problem(
            "image_id",
            "is not the resource id of an image: write /subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/"
            "images/… or …/galleries/…/images/…",
        )
    return image_id
