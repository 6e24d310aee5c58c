"""The kinds of random values, with the inputs, defaults and outputs of the real provider."""

import base64
import random
import secrets
import string
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Final

import bcrypt

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, list_at, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.random_provider._words import ADJECTIVES, ADVERBS, ANIMALS
from veeam_entraid_sandbox.value_resources import Kind, Made

__all__ = ["KINDS"]

_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_MOST_HASHED_BYTES: Final = 72
_NO_ID: Final = "none"
"""The id of a password: the real provider keeps it out of the one field that is never a secret."""


def _whole(inputs: Properties, name: str, default: int = 0) -> int:
    value = inputs.get(name)
    return int(value) if isinstance(value, int | float) else default


# Strings and passwords.


def _classes(inputs: Properties) -> list[tuple[str, int]]:
    """Return each class of characters that may be used, with the number that must be."""
    numeric = inputs.get("numeric") is not False and inputs.get("number") is not False
    allowed = (
        (string.ascii_uppercase, inputs.get("upper"), "minUpper"),
        (string.ascii_lowercase, inputs.get("lower"), "minLower"),
        (string.digits, numeric, "minNumeric"),
        (text_at(inputs, "overrideSpecial") or _SPECIAL, inputs.get("special"), "minSpecial"),
    )
    return [(characters, _whole(inputs, least)) for characters, used, least in allowed if used is not False]


def _text(inputs: Properties) -> str:
    classes = _classes(inputs)
    chosen = [secrets.choice(characters) for characters, least in classes for _ in range(least)]
    every = "".join(characters for characters, _ in classes)
    chosen += [secrets.choice(every) for _ in range(_whole(inputs, "length") - len(chosen))]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)


def _make_string(inputs: Properties) -> Made:
    result = _text(inputs)
    return result, {"result": result}


def _make_password(inputs: Properties) -> Made:
    result = _text(inputs)
    hashed = bcrypt.hashpw(result.encode()[:_MOST_HASHED_BYTES], bcrypt.gensalt(rounds=10))
    return _NO_ID, {"result": result, "bcryptHash": hashed.decode()}


def _check_text(inputs: Properties) -> Iterator[CheckFailure]:
    length = inputs.get("length")
    if isinstance(length, int | float):
        least = sum(_whole(inputs, name) for name in ("minUpper", "minLower", "minNumeric", "minSpecial"))
        if length < max(least, 1):
            yield CheckFailure(
                "length", f"'length' must be at least {max(least, 1)}, the sum of the least numbers of each class"
            )
    if not _classes(inputs):
        yield CheckFailure("special", "no class of characters is left to choose from")
    if "number" in inputs and "numeric" in inputs and inputs["number"] != inputs["numeric"]:
        yield CheckFailure("number", "'number' is the old name of 'numeric': give one of them")


_TEXT_DEFAULTS: Final[dict[str, Value]] = {
    "lower": True, "upper": True, "numeric": True, "number": True, "special": True,
    "minLower": 0.0, "minUpper": 0.0, "minNumeric": 0.0, "minSpecial": 0.0,
}  # fmt: skip


# Numbers, ids and the rest.


def _make_id(inputs: Properties) -> Made:
    data = secrets.token_bytes(_whole(inputs, "byteLength"))
    url = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    prefix = text_at(inputs, "prefix")
    return url, {
        "b64Url": prefix + url,
        "b64Std": prefix + base64.b64encode(data).decode(),
        "hex": prefix + data.hex(),
        "dec": prefix + str(int.from_bytes(data)),
    }


def _make_bytes(inputs: Properties) -> Made:
    data = secrets.token_bytes(_whole(inputs, "length"))
    return _NO_ID, {"base64": base64.b64encode(data).decode(), "hex": data.hex()}


def _make_uuid(_inputs: Properties) -> Made:
    result = str(uuid.uuid4())
    return result, {"result": result}


def _make_timed_uuid(_inputs: Properties) -> Made:
    # RFC 9562: 48 bits of milliseconds, version and variant, the rest random.
    value = int(time.time() * 1000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    result = str(uuid.UUID(int=value))
    return result, {"result": result}


def _generator(inputs: Properties) -> random.Random:
    """Return a generator that a seed makes repeat itself (with other values than the real provider's)."""
    seed = text_at(inputs, "seed")
    return random.Random(seed) if seed else secrets.SystemRandom()  # noqa: S311 - the user asked for a seed


def _make_integer(inputs: Properties) -> Made:
    result = _generator(inputs).randint(_whole(inputs, "min"), _whole(inputs, "max"))
    return str(result), {"result": float(result)}


def _check_range(inputs: Properties) -> Iterator[CheckFailure]:
    least, most = inputs.get("min"), inputs.get("max")
    if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
        yield CheckFailure("max", "'max' is below 'min'")


def _make_shuffle(inputs: Properties) -> Made:
    generator, given = _generator(inputs), list_at(inputs, "inputs")
    wanted = _whole(inputs, "resultCount", len(given)) if given else 0
    results: list[Value] = []
    while len(results) < wanted:
        results += generator.sample(given, len(given))
    return "-", {"results": results[:wanted]}


def _make_pet(inputs: Properties) -> Made:
    length = _whole(inputs, "length", 2)
    lists: Sequence[Sequence[str]] = [ADVERBS] * max(length - 2, 0) + [ADJECTIVES] * (length > 1) + [ANIMALS]
    words = [secrets.choice(words) for words in lists]
    prefix = text_at(inputs, "prefix")
    return text_at(inputs, "separator").join([prefix, *words] if prefix else words), {}


def _token(name: str) -> str:
    return f"random:index/{name[0].lower()}{name[1:]}:{name}"


KINDS: Final = {
    _token("RandomString"): Kind(make=_make_string, defaults=_TEXT_DEFAULTS, rules=(_check_text,)),
    _token("RandomPassword"): Kind(
        make=_make_password,
        defaults=_TEXT_DEFAULTS,
        secrets=frozenset({"result", "bcryptHash"}),
        rules=(_check_text,),
    ),
    _token("RandomId"): Kind(make=_make_id),
    _token("RandomBytes"): Kind(make=_make_bytes, secrets=frozenset({"base64", "hex"})),
    _token("RandomUuid"): Kind(make=_make_uuid),
    _token("RandomUuid4"): Kind(make=_make_uuid),
    _token("RandomUuid7"): Kind(make=_make_timed_uuid),
    _token("RandomInteger"): Kind(make=_make_integer, rules=(_check_range,)),
    _token("RandomShuffle"): Kind(make=_make_shuffle),
    _token("RandomPet"): Kind(make=_make_pet, defaults={"length": 2.0, "separator": "-"}),
}
"""The kinds, by token."""
