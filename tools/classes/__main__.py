"""Write the provider's typed classes for programs in Python from its schema: `python tools/classes [FOLDER]`.

The modules hold names, types and descriptions. What they do is written by hand, in `_resource.py` beside them, and what
that has to know of the schema is written to `shape.json`.
"""

import json
import keyword
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, cast

ROOT: Final = Path(__file__).resolve().parents[2]
SCHEMA: Final = ROOT / "provider" / "schema.json"
CLASSES: Final = ROOT / "components" / "veeam_entraid" / "veeam"

_WIDTH: Final = 120
_INDENT: Final = "    "
_SIMPLE: Final = {"string": "str", "boolean": "bool", "integer": "int", "number": "float"}
_SHAPES: Final = {"string": "text", "boolean": "flag", "integer": "whole", "number": "number"}
_OF_RESOURCES: Final = {"resource_name": "The name in the program.", "opts": "How it is managed."}
_OF_FUNCTIONS: Final = {"opts": "How it is asked, such as which provider."}

Node = Mapping[str, object]


def snake_case(name: str) -> str:
    """Return a name as Python writes it: `useFastCloningOnXFSVolumes` gives `use_fast_cloning_on_xfs_volumes`."""
    split = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)).lower()
    return f"{split}_" if keyword.iskeyword(split) else split


def files(schema: Node) -> dict[str, str]:
    """Return the generated files by name; Python is not formatted yet."""
    package = _Package(schema)
    modules = dict.fromkeys(token.split(":")[1] for part in ("resources", "functions") for token in _node(schema, part))
    return {
        "words.py": package.words(),
        "inputs.py": package.nested("What nested arguments hold.", "inputs"),
        "outputs.py": package.nested("What nested outputs hold.", "outputs"),
        "_provider.py": package.provider(),
        **{f"{module}.py": package.module(module) for module in modules},
        "shape.json": json.dumps(package.shape(), indent=1, ensure_ascii=False) + "\n",
    }


class _Package:
    """The package as modules of Python."""

    def __init__(self, schema: Node) -> None:
        self.schema = schema
        self.types = {token.rpartition(":")[2]: each for token, each in _nodes(_node(schema, "types"))}
        sides = [each for _, function in _nodes(_node(schema, "functions")) for _, each in _nodes(function)[1:]]
        places = [*self.types.values(), _node(schema, "provider"), *_node(schema, "resources").values(), *sides]
        self.names = {
            name
            for each in cast("list[Node]", places)
            for part in ("properties", "inputProperties")
            for name in _node(each, part)
        }

    def words(self) -> str:
        """Return the enumerations."""
        found = {name: _words(each) for name, each in self.types.items() if "enum" in each}
        lines = [f"{name}: TypeAlias = Literal[{', '.join(map(_quoted, words))}]" for name, words in found.items()]
        imports = ["from typing import Literal, TypeAlias"]
        return _module("The words that properties take, in the spelling of the API.", imports, found, lines)

    def nested(self, title: str, side: str) -> str:
        """Return the types of nested objects, those that others are made of first."""
        names = [*self._in_order()]
        lines: list[str] = []
        for name in names:
            lines += [f"class {name}(TypedDict):", *_docstring(self.in_python(_text(self.types[name], "description")))]
            required = _texts(self.types[name], "required")
            for key, each in _nodes(_node(self.types[name], "properties")):
                kind = self.type_of(each, side)
                kind = f"pulumi.Input[{kind}]" if side == "inputs" else kind
                lines.append(f"{_INDENT}{snake_case(key)}: {kind if key in required else f'NotRequired[{kind}]'}")
                lines += _docstring(self._described(each))
        imports = [
            "from collections.abc import Sequence",
            "from typing import Any, NotRequired, TypedDict",
            "import pulumi",
            "from veeam_entraid.veeam import words",
        ]
        return _module(title, imports, names, lines)

    def _in_order(self) -> Iterator[str]:
        done: set[str] = set()

        def visit(name: str) -> Iterator[str]:
            if name in done or "enum" in self.types[name]:
                return
            done.add(name)
            for used in re.findall(r"#/types/[^\"]*:(\w+)", json.dumps(self.types[name])):
                yield from visit(used)
            yield name

        for name in self.types:
            yield from visit(name)

    def type_of(self, schema: Node, side: str, prefix: str = "") -> str:
        """Return the type of values of a property, as an annotation."""
        if "oneOf" in schema:
            (reference,) = (_text(each, "$ref") for each in cast("list[Node]", schema["oneOf"]) if "$ref" in each)
            return f"words.{reference.rpartition(':')[2]}"
        if reference := _text(schema, "$ref"):
            name = reference.rpartition(":")[2]
            return f"{prefix}{name}" if reference.startswith("#/types/") else "Any"
        if schema["type"] == "array":
            item = self.type_of(cast("Node", schema["items"]), side, prefix)
            return f"Sequence[pulumi.Input[{item}]]" if side == "inputs" else f"list[{item}]"
        return _SIMPLE[_text(schema, "type")]

    def _described(self, schema: Node) -> str:
        text = self.in_python(_text(schema, "description"))
        if words := self._words_of(schema):
            text += f" One of {', '.join(words)}."
        if "default" in schema and "default" not in text:
            shown = schema["default"]
            text += f" Without it: {json.dumps(shown)}." if shown != "" else ""
        variables = _texts(_node(schema, "defaultInfo"), "environment") if "defaultInfo" in schema else ()
        return text + "".join(f" Without it: the environment variable {each}." for each in variables)

    def _words_of(self, schema: Node) -> list[str]:
        kind = self.type_of(cast("Node", schema["items"] if schema.get("type") == "array" else schema), "outputs")
        return _words(self.types[kind.removeprefix("words.")]) if kind.startswith("words.") else []

    def in_python(self, text: str) -> str:
        """Return a description with the names that properties have in Python."""
        return re.sub(
            r"\b[a-z]\w*[A-Z]\w*", lambda found: snake_case(found[0]) if found[0] in self.names else found[0], text
        )

    def provider(self) -> str:
        """Return the provider's class."""
        provider = _node(self.schema, "provider")
        properties = _node(provider, "inputProperties")
        lines = ["class Provider(VeeamProvider):", *self._docstring(_text(provider, "description"), properties)]
        lines += self._signature(properties, _texts(provider, "requiredInputs"))
        lines += [f"{_INDENT * 2}super().__init__(resource_name, {_values(properties)}, opts)"]
        imports = ["import pulumi", "from veeam_entraid.veeam._resource import VeeamProvider"]
        return _module("The provider of the package `veeam`, for programs that make one of their own.", imports,
                       ["Provider"], lines)  # fmt: skip

    def _signature(self, properties: Node, required: tuple[str, ...]) -> list[str]:
        arguments: list[str] = []
        for name, each in sorted(_nodes(properties), key=lambda item: item[0] not in required):
            kind = f"pulumi.Input[{self.type_of(each, 'inputs', 'inputs.')}]"
            arguments.append(f"{snake_case(name)}: {kind}{'' if name in required else ' | None = None'}")
        first = "self, resource_name: str, opts: pulumi.ResourceOptions | None = None"
        return [f"{_INDENT}def __init__({first}, *, {', '.join(arguments)}) -> None:"]

    def _docstring(self, description: str, properties: Node, own: Mapping[str, str] = _OF_RESOURCES) -> list[str]:
        lines = ["Args:", *(f"    {name}: {meaning}" for name, meaning in own.items())]
        for name, each in _nodes(properties):
            lines += _wrapped(f"    {snake_case(name)}: {self._described(each)}", 4, 8)
        return _docstring(self.in_python(description), lines)

    def module(self, module: str) -> str:
        """Return the resources and functions of a module."""
        lines: list[str] = []
        names: list[str] = []
        for token, resource in _nodes(_node(self.schema, "resources")):
            if token.split(":")[1] == module:
                names.append(token.rpartition(":")[2])
                lines += self._resource(token, resource)
        for token, function in _nodes(_node(self.schema, "functions")):
            if token.split(":")[1] == module:
                name = token.rpartition(":")[2]
                names += [f"{_pascal(name)}Result", snake_case(name), f"{snake_case(name)}_output"]
                lines += self._function(token, function)
        imports = [
            "from collections.abc import Sequence",
            "from dataclasses import dataclass",
            "from typing import Any",
            "import pulumi",
            "from veeam_entraid.veeam import inputs, outputs, words",
            "from veeam_entraid.veeam._resource import VeeamResource, invoke, invoke_output",
        ]
        return _module(f"Resources and functions of `veeam:{module}`.", imports, names, lines)

    def _resource(self, token: str, resource: Node) -> Iterator[str]:
        name = token.rpartition(":")[2]
        properties, required = _node(resource, "inputProperties"), _texts(resource, "requiredInputs")
        yield f"class {name}(VeeamResource):"
        yield from self._docstring(_text(resource, "description"), properties)
        yield f'{_INDENT}pulumi_type = "{token}"'
        yield from self._signature(properties, required)
        yield f"{_INDENT * 2}super().__init__(resource_name, {_values(properties)}, opts)"
        always = _texts(resource, "required")
        for key, each in _nodes(_node(resource, "properties")):
            kind = self.type_of(each, "outputs", "outputs.")
            kind = kind if key in always else f"{kind} | None"
            yield f"{_INDENT}@property"
            yield f"{_INDENT}def {snake_case(key)}(self) -> pulumi.Output[{kind}]:"
            yield from (
                f"{_INDENT}{line}".rstrip() for line in _docstring(self.in_python(_text(each, "description")), room=15)
            )
            yield f'{_INDENT * 2}return self._output("{snake_case(key)}")'

    def _function(self, token: str, function: Node) -> Iterator[str]:
        name = token.rpartition(":")[2]
        inputs, outputs = _node(function, "inputs"), _node(function, "outputs")
        answer = f"{_pascal(name)}Result"
        yield "@dataclass(frozen=True, slots=True, kw_only=True)"
        yield f"class {answer}:"
        yield from _docstring(f"What {snake_case(name)} answers.")
        required = _texts(outputs, "required")
        for key, each in _nodes(_node(outputs, "properties")):
            kind = self.type_of(each, "outputs", "outputs.")
            yield f"{_INDENT}{snake_case(key)}: {kind if key in required else f'{kind} | None = None'}"
            yield from _docstring(self.in_python(_text(each, "description")))
        properties = _node(inputs, "properties")
        for suffix, options, kind in (
            ("", "pulumi.InvokeOptions", answer),
            ("_output", "pulumi.InvokeOutputOptions", f"pulumi.Output[{answer}]"),
        ):
            arguments: list[str] = []
            for key, each in _nodes(properties):
                taken = self.type_of(each, "inputs", "inputs.")
                taken = f"pulumi.Input[{taken}]" if suffix else taken
                is_required = key in _texts(inputs, "required")
                arguments.append(f"{snake_case(key)}: {taken}{'' if is_required else ' | None = None'}")
            listed = "".join(f"{each}, " for each in sorted(arguments, key=lambda each: each.endswith("= None")))
            star = "*, " if listed else ""
            yield f"def {snake_case(name)}{suffix}({star}{listed}opts: {options} | None = None) -> {kind}:"
            yield from self._docstring(_text(function, "description"), properties, _OF_FUNCTIONS)
            yield f'{_INDENT}return invoke{suffix}("{token}", {_values(properties)}, {answer}, opts)'

    def shape(self) -> dict[str, object]:
        """Return what the classes have to know of the schema while a program runs."""
        translated = {snake_case(name): name for name in sorted(self.names)}
        if len(translated) != len(self.names):
            raise ValueError("Two properties would have one name in Python.")
        objects = {name: each for name, each in self.types.items() if "enum" not in each}
        return {
            "version": self.schema["version"],
            "names": {snake: name for snake, name in translated.items() if snake != name},
            "provider": _form(_node(self.schema, "provider"), "inputProperties", "requiredInputs"),
            "resources": {
                token: {
                    **_form(each, "inputProperties", "requiredInputs"),
                    "outputs": [*_node(each, "properties")],
                }
                for token, each in _nodes(_node(self.schema, "resources"))
            },
            "types": {name: _form(each, "properties", "required") for name, each in objects.items()},
            "words": {name: _words(each) for name, each in self.types.items() if "enum" in each},
        }


def _form(node: Node, properties: str, required: str) -> dict[str, object]:
    found = _node(node, properties)
    return {
        "required": [*_texts(node, required)],
        "secret": [name for name, each in _nodes(found) if each.get("secret")],
        "properties": {name: _shape(each) for name, each in _nodes(found)},
    }


def _shape(schema: Node) -> str:
    """Return a type in short: `text`, `whole`, `number`, `flag`, `any`, `object:X`, `word:X`, `[...]` for lists."""
    if "oneOf" in schema:
        (reference,) = (_text(each, "$ref") for each in cast("list[Node]", schema["oneOf"]) if "$ref" in each)
        return f"word:{reference.rpartition(':')[2]}"
    if reference := _text(schema, "$ref"):
        return f"object:{reference.rpartition(':')[2]}" if reference.startswith("#/types/") else "any"
    if schema["type"] == "array":
        return f"[{_shape(cast('Node', schema['items']))}]"
    return _SHAPES[_text(schema, "type")]


def _values(properties: Node) -> str:
    return "{" + ", ".join(f'"{snake_case(name)}": {snake_case(name)}' for name in properties) + "}"


def _words(enumeration: Node) -> list[str]:
    return [_text(each, "value") for each in cast("list[Node]", enumeration["enum"])]


def _module(title: str, imports: list[str], names: Iterable[str], lines: list[str]) -> str:
    listed = ", ".join(_quoted(name) for name in sorted(names))
    head = f'"""{title}\n\nMade from the provider\'s schema by `make docs`.\n"""'
    return "\n".join([head, *imports, f"__all__ = [{listed}]", *lines]) + "\n"


def _docstring(text: str, more: Iterable[str] = (), room: int = 11) -> list[str]:
    """Return a docstring: the first sentence, what else there is to say, and sections."""
    if not text:
        return []
    first, *rest = re.split(r"(?<=\.)\s+(?=[A-Z])", text, maxsplit=1)
    paragraphs = [each for part in rest for each in part.split("\n\n")]
    lines = _wrapped(first, room)
    for each in paragraphs:
        lines += ["", *_wrapped(each, room - 3)]
    sections = [*more]
    lines += ["", *sections] if sections else []
    raw = "r" if any("\\" in line for line in lines) else ""
    if len(lines) == 1 and len(lines[0]) <= _WIDTH - room - 3:
        return [f'{_INDENT}{raw}"""{lines[0]}"""']
    return [f'{_INDENT}{raw}"""{lines[0]}', *(f"{_INDENT}{line}".rstrip() for line in lines[1:]), f'{_INDENT}"""']


def _wrapped(text: str, room: int, rest: int = 0) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH - room, subsequent_indent=" " * rest, break_long_words=False, break_on_hyphens=False
    )


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def _quoted(text: str) -> str:
    return json.dumps(text)


def _node(node: Node, name: str) -> Node:
    return cast("Node", node.get(name, {}))


def _nodes(node: Node) -> list[tuple[str, Node]]:
    return cast("list[tuple[str, Node]]", [*node.items()])


def _text(node: Node, name: str) -> str:
    return cast("str", node.get(name, ""))


def _texts(node: Node, name: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", node.get(name, [])))


def _tidy(path: Path) -> None:
    """Remove imports that a module does not need, and format it."""
    for arguments in (["check", "--select", "F401,I", "--fix"], ["format"]):
        subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, "--quiet", "--config", ROOT / "pyproject.toml", path], check=True
        )


def main() -> None:
    """Write the files into the folder of the components, or into another one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CLASSES
    schema = Path(sys.argv[2]) if len(sys.argv) > 2 else SCHEMA  # noqa: PLR2004
    for name, text in files(cast("Node", json.loads(schema.read_text()))).items():
        (folder / name).write_text(text)
        if name.endswith(".py"):
            _tidy(folder / name)


if __name__ == "__main__":
    main()
