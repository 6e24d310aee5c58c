"""Reading the arguments of a component: plain data in, typed values out, every problem collected.

Public arguments are TypedDicts. What arrives is a dict with whatever a program, a configuration file or
the component host put there: integers as floats, numbers as text, outputs where a plain value is needed.
"""

import difflib
import ipaddress
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, TypeVar, cast

import pulumi

from veeam_entraid._problems import Problem, raise_problems

__all__ = ["Arguments", "camel_case"]

_CAMEL_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?")

T = TypeVar("T")


def camel_case(name: str) -> str:
    """Return the spelling of an argument in schemas, policies and messages: ``engineVersion``."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def _snake_case(name: str) -> str:
    return _CAMEL_HUMP.sub("_", name).lower()


class Arguments:
    """The arguments of one component, or of one block in them.

    Each reader returns a value of its type even where there is a problem, so that reading goes on;
    :meth:`finish` then raises them all. Both spellings of a name are accepted: Python's
    (``engine_version``) and the schema's (``engineVersion``).

    Args:
        component: kind and name of the component, for problems.
        values: what was handed over.
        later: arguments that another component will hand over and that may be missing now.
    """

    def __init__(
        self,
        component: str,
        values: object,
        *,
        later: Collection[str] = (),
        path: str = "",
        problems: list[Problem] | None = None,
    ) -> None:
        self.component = component
        self._path = path
        self._later = {_snake_case(name) for name in later}
        self._problems: list[Problem] = [] if problems is None else problems
        self._read: set[str] = set()
        self._values = self._normalized(values)

    def _normalized(self, values: object) -> dict[str, object]:
        if values is None:
            return {}
        if not isinstance(values, Mapping):
            self.problem("", "has to be a block of arguments")
            return {}
        normalized: dict[str, object] = {}
        for key, value in cast("Mapping[object, object]", values).items():
            name = _snake_case(str(key))
            if name in normalized and value is not None:
                self.problem(name, "is written twice, in two spellings: keep one")
            if value is not None:
                normalized[name] = value
        return normalized

    def problem(self, name: str, message: str, limit: str = "") -> None:
        """Note a problem with an argument; an empty name means the block as a whole."""
        self._problems.append(Problem(self.component, self._path_of(name), message, limit))

    def _path_of(self, name: str) -> str:
        return ".".join(part for part in (self._path, camel_case(name)) if part)

    def finish(self, *extra: Problem) -> None:
        """Raise every problem that reading has found, and those that the caller adds.

        Raises:
            InvalidArgumentsError: there are problems.
        """
        self.refuse_unread()
        raise_problems([*self._problems, *extra])

    def refuse_unread(self) -> None:
        """Note a problem for each argument that nothing has asked for."""
        for name in self._values.keys() - self._read:
            near = difflib.get_close_matches(name, self._read, n=1, cutoff=0.6)
            hint = f"did you mean {camel_case(near[0])}?" if near else f"known are {self._known()}"
            self.problem(name, f"is not an argument: {hint}")

    def _known(self) -> str:
        return ", ".join(sorted(camel_case(name) for name in self._read))

    def refuse(self, names: Collection[str], why: str) -> None:
        """Note a problem for each of some arguments that is given although it has no use."""
        for name in names:
            if self._take(name) is not None:
                self.problem(name, f"has no use {why}: leave it out")

    def has(self, name: str) -> bool:
        """Return whether an argument is given."""
        return name in self._values

    def _take(self, name: str) -> object:
        self._read.add(name)
        return self._values.get(name)

    def missing(self, name: str, hint: str) -> None:
        """Note that an argument is missing, unless it comes later or is there and wrong."""
        if name not in self._later and name not in self._values:
            self.problem(name, f"is missing: write {hint}")

    def _plain(self, name: str, convert: Callable[[object], T | None], default: T, kind: str) -> T:
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, pulumi.Output):
            self.problem(name, f"has to be a plain value, not an output: it decides what is made. Write {kind}")
            return default
        converted = convert(value)
        if converted is None:
            self.problem(name, f"has to be {kind}")
            return default
        return converted

    def text(self, name: str, default: str = "", *, required: bool = False, hint: str = "a text") -> str:
        """Return a text that is known while the program runs."""
        if required and not self.has(name):
            self._take(name)
            self.missing(name, hint)
            return default
        return self._plain(name, _as_text, default, hint)

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """Return one of several words. Case does not matter."""
        return self._plain(name, _as_one_of(options), default, " or ".join(options))

    def choices(self, name: str, options: Sequence[str]) -> tuple[str, ...]:
        """Return a list of some of several words, each once and in their order. Case does not matter."""
        chosen = self.words(name, options)
        return tuple(option for option in options if option in chosen)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        return self._plain(name, _as_flag, default, "true or false")

    def switch(self, name: str) -> bool | None:
        """Return true or false; None when it is left out, which leaves it to whom it is for."""
        value = self.flag(name, default=False)
        return value if self.has(name) else None

    def integer(self, name: str, default: int, *, minimum: int, maximum: int) -> int:
        """Return a whole number between two bounds, in whatever type it arrives."""
        kind = f"a whole number from {minimum} to {maximum}"
        number = self._plain(name, _as_integer, default, kind)
        if not minimum <= number <= maximum:
            self.problem(name, f"has to be {kind}")
            return default
        return number

    def raw(self, name: str, default: object) -> object:
        """Return a plain value as it is, for a rule that reads it itself."""
        return self._plain(name, lambda value: value, default, "a plain value")

    def network(self, name: str, default: ipaddress.IPv4Network | None = None) -> ipaddress.IPv4Network | None:
        """Return an IPv4 range in CIDR notation."""
        return self._plain(name, _as_network, default, "an IPv4 range in CIDR notation, such as 10.60.0.0/24")

    def networks(self, name: str, *, required: str = "") -> tuple[ipaddress.IPv4Network, ...]:
        """Return a list of IPv4 ranges in CIDR notation.

        Args:
            name: the argument.
            required: what to write, if at least one is needed.
        """
        kind = required or "a list of IPv4 ranges in CIDR notation, such as [10.60.1.0/24]"
        if required and not self.has(name):
            self._take(name)
            self.missing(name, required)
            return ()
        found = self._plain(name, lambda value: _as_tuple(value, _as_network), None, kind)
        if required and found == ():
            self.problem(name, f"is empty: write {required}")
        return found or ()

    def integers(self, name: str, default: tuple[int, ...], *, minimum: int, maximum: int) -> tuple[int, ...]:
        """Return a list of whole numbers between two bounds, in whatever type they arrive."""
        kind = f"a list of whole numbers from {minimum} to {maximum}"
        numbers = self._plain(name, lambda value: _as_tuple(value, _as_integer), default, kind)
        if not all(minimum <= number <= maximum for number in numbers):
            self.problem(name, f"has to be {kind}")
            return default
        return numbers

    def address(self, name: str) -> ipaddress.IPv4Address | None:
        """Return an IPv4 address that is known while the program runs."""
        return self._plain(name, _as_address, None, "an IPv4 address, such as 10.60.0.4")

    def input_text(self, name: str, *, required: str = "") -> pulumi.Input[str] | None:
        """Return a text that may be an output of another resource; None if it is not given.

        Args:
            name: the argument.
            required: what to write, if the argument is needed.
        """
        value = self._take(name)
        if value is None:
            if required:
                self.missing(name, required)
            return None
        if isinstance(value, pulumi.Output):
            return cast("pulumi.Output[str]", value)
        if not isinstance(value, str) or not value.strip():
            self.problem(name, f"has to be a text: write {required or 'one, or leave it out'}")
            return None
        return value

    def inputs(self, name: str) -> tuple[pulumi.Input[str], ...]:
        """Return a list of texts, each of which may be an output of another resource."""
        value = self._take(name)
        if value is None:
            return ()
        items = (
            cast("Sequence[object]", value) if isinstance(value, Sequence) and not isinstance(value, str) else [None]
        )
        if not all(isinstance(item, str | pulumi.Output) for item in items):
            self.problem(name, "has to be a list of texts")
            return ()
        return tuple(cast("Sequence[pulumi.Input[str]]", items))

    def input_flag(self, name: str, *, default: bool) -> pulumi.Input[bool]:
        """Return true or false, which may be an output of another resource."""
        value = self._values.get(name)
        if isinstance(value, pulumi.Output):
            self._read.add(name)
            return cast("pulumi.Output[bool]", value)
        return self.flag(name, default=default)

    def tags(self) -> dict[str, pulumi.Input[str]]:
        """Return the argument ``tags``: names to texts, which may be outputs."""
        value = self._take("tags")
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problem("tags", "has to map names to texts")
            return {}
        tags: dict[str, pulumi.Input[str]] = {}
        for key, text in cast("Mapping[object, object]", value).items():
            if not isinstance(text, str | pulumi.Output):
                self.problem("tags", f"has to map names to texts, and {key!s} is none")
            else:
                tags[str(key)] = cast("pulumi.Input[str]", text)
        return tags

    def words(self, name: str, options: Sequence[str]) -> tuple[str, ...]:
        """Return a list of words, each one of several. Case does not matter."""
        one = _as_one_of(options)
        return self._plain(name, lambda value: _as_tuple(value, one), (), f"a list of some of {', '.join(options)}")

    def block(self, name: str) -> "Arguments":
        """Return a nested block; its problems are noted with this one's."""
        value = self._take(name)
        path = self._path_of(name)
        if isinstance(value, pulumi.Output):
            self.problem(name, "has to be a block of arguments, not an output; its values may be outputs")
            value = None
        return Arguments(self.component, value, path=path, problems=self._problems)

    def labelled_blocks(self, name: str) -> "dict[str, Arguments]":
        """Return nested blocks by the label that a user gave each, which names the resource that it makes."""
        value = self._take(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problem(name, "has to map labels to blocks of arguments")
            return {}
        labelled: dict[str, Arguments] = {}
        path = self._path_of(name)
        for label, inner in cast("Mapping[object, object]", value).items():
            if not isinstance(label, str) or not _LABEL.fullmatch(label):
                self.problem(name, "has a label that cannot name a resource: write letters, digits and hyphens")
            elif isinstance(inner, pulumi.Output) or not isinstance(inner, Mapping):
                self.problem(name, f"{label} has to be a block of arguments, not an output; its values may be outputs")
            else:
                labelled[label] = Arguments(
                    self.component, cast("object", inner), path=f"{path}.{label}", problems=self._problems
                )
        return labelled

    def blocks(self, name: str, *, required: str = "") -> "tuple[Arguments, ...]":
        """Return a list of nested blocks, each with its place in the path of its problems: ``disks[0].letter``.

        Args:
            name: the argument.
            required: what to write, if at least one is needed.
        """
        value = self._take(name)
        path = self._path_of(name)
        if value is None:
            if required:
                self.missing(name, required)
            return ()
        if required and value == []:
            self.problem(name, f"is empty: write {required}")
        if not isinstance(value, Sequence) or isinstance(value, str):
            self.problem(name, "has to be a list of blocks of arguments, not an output; their values may be outputs")
            return ()
        found: list[Arguments] = []
        for index, item in enumerate(cast("Sequence[object]", value)):
            place = f"{path}[{index}]"
            found.append(Arguments(self.component, {} if item is None else item, path=place, problems=self._problems))
        return tuple(found)


def _as_text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _as_one_of(options: Sequence[str]) -> Callable[[object], str | None]:
    spelled = {option.lower(): option for option in options}
    return lambda value: spelled.get(value.strip().lower()) if isinstance(value, str) else None


def _as_flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    words = {"true": True, "on": True, "false": False, "off": False}
    return words.get(value.strip().lower()) if isinstance(value, str) else None


def _as_integer(value: object) -> int | None:
    match value:
        case bool():
            return None
        case int():
            return value
        case float() if value.is_integer():
            return int(value)
        case str() if re.fullmatch(r"\s*-?\d{1,9}\s*", value):
            return int(value)
        case _:
            return None


def _as_network(value: object) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(value) if isinstance(value, str) and "/" in value else None
    except ValueError:
        return None


def _as_address(value: object) -> ipaddress.IPv4Address | None:
    try:
        return ipaddress.IPv4Address(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _as_tuple(value: object, convert: Callable[[object], T | None]) -> tuple[T, ...] | None:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    converted = [convert(item) for item in cast("Sequence[object]", value)]
    return None if None in converted else tuple(item for item in converted if item is not None)
