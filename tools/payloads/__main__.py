"""Write the generated modules of the provider's REST client: `python tools/payloads payloads`, or `operations`.

Payload types come from datamodel-code-generator, in the environment that this folder locks (`UV` names the uv to use).
Operations are written here: no tool that was looked at describes calls without bringing a client of its own.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, cast

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
DOCUMENT: Final = ROOT / "provider" / "openapi" / "entraid-1.3-rev1.json"

_LEFT_OUT: Final = frozenset(
    {
        # The client logs in and out by itself.
        "CreateToken",
        "Logout",
        # The second puts the code of a sign-in into the path, and paths are logged; the first is of no use without it.
        "RequestAppRegistrationByDeviceCode",
        "FinishAppRegistrationByDeviceCode",
    }
)

_HEAD: Final = '''\
"""The operations of the REST API 1.3-rev1, made from its OpenAPI document by `make docs`.

Named as the API names them. A listing gives its items one by one, whatever the pages.
"""

from typing import Final

from veeam_provider.rest import payloads
from veeam_provider.rest._operation import Listing, Operation, Paging
'''

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+|[A-Z]+|[0-9]+")

Node = Mapping[str, object]


def constant_name(operation_id: str) -> str:
    """Return the name of an operation's constant: `CreateEntraIDTenant` gives `CREATE_ENTRA_ID_TENANT`."""
    return "_".join(_WORD.findall(operation_id)).upper()


def operations(document: Node) -> str:
    """Return the module of operations, not yet formatted."""
    found = {
        constant_name(str(operation["operationId"])): _Call(document, path, method, operation)
        for path, methods in _nodes(document["paths"])
        for method, operation in _nodes(methods)
        if operation["operationId"] not in _LEFT_OUT
    }
    constants = "\n".join(f"{name}: Final = {found[name].source()}" for name in sorted(found))
    return f"{_HEAD}\n__all__ = {sorted(found)!r}\n\n{constants}\n"


class _Call:
    """One operation of the document."""

    def __init__(self, document: Node, path: str, method: str, operation: Node) -> None:
        self._document = document
        self._path = path
        self._method = method
        self._operation = operation
        parameters = [self._resolved(each) for each in cast("list[Node]", operation.get("parameters", ()))]
        self._query = [str(each["name"]) for each in parameters if each["in"] == "query"]

    def source(self) -> str:
        """Return the expression that makes the operation."""
        reply = self._reply()
        listed = self._listed(reply)
        kind, form = ("Listing", listed[1]) if listed else ("Operation", _form(reply))
        arguments = [f'"{self._method.upper()}"', f'"{self._path}"', form]
        if self._query:
            arguments.append(f"query={tuple(self._query)!r}")
        if listed:
            arguments += [f'field="{listed[0]}"', f"paging=Paging.{self._paging()}"]
        return f"{kind}[{self._body()}, {form}]({', '.join(arguments)})"

    def _body(self) -> str:
        if "requestBody" not in self._operation:
            return "None"
        request = cast("Node", self._operation["requestBody"])
        form = _form(_content(request))
        return form if request.get("required") else f"{form} | None"

    def _reply(self) -> Node | None:
        ((_, reply),) = (each for each in _nodes(self._operation["responses"]) if each[0].startswith("2"))
        return _content(self._resolved(reply))

    def _listed(self, reply: Node | None) -> tuple[str, str] | None:
        fields = dict(self._fields(reply or {}))
        for field, companion in (("data", "pagination"), ("records", "totalRecords")):
            if field in fields and companion in fields:
                return field, _form(cast("Node", fields[field]["items"]))
        return None

    def _paging(self) -> str:
        if "skip" in self._query:
            return "QUERY"
        if "requestBody" not in self._operation:
            return "NONE"
        body = _content(cast("Node", self._operation["requestBody"]))
        return "BODY" if "skip" in dict(self._fields(body or {})) else "NONE"

    def _fields(self, schema: Node) -> Iterator[tuple[str, Node]]:
        resolved = self._resolved(schema)
        yield from _nodes(resolved.get("properties", {}))
        for part in [*_parts(resolved, "allOf"), *_parts(resolved, "oneOf")]:
            yield from self._fields(part)

    def _resolved(self, node: Node) -> Node:
        if "$ref" not in node:
            return node
        found = self._document
        for step in str(node["$ref"]).removeprefix("#/").split("/"):
            found = cast("Node", found[step])
        return found


def _parts(schema: Node, keyword: str) -> list[Node]:
    return cast("list[Node]", schema.get(keyword, []))


def _nodes(node: object) -> Iterator[tuple[str, Node]]:
    return iter(cast("Mapping[str, Node]", node).items())


def _content(message: Node) -> Node | None:
    """Return the schema of a request's or a response's content; None where there is no content."""
    for _, content in _nodes(message.get("content", {})):
        return cast("Node", content["schema"])
    return None


def _form(schema: Node | None) -> str:
    match schema:
        case None:
            return "None"
        case {"$ref": str(reference)}:
            return f"payloads.{reference.rpartition('/')[2]}"
        case {"type": "string", "format": "binary"}:
            return "bytes"
        case _:
            raise ValueError(f"a payload of no known form: {schema}")


def payloads() -> str:
    """Return the module of payload types, not yet formatted."""
    variables = os.environ | {"UV_PROJECT_ENVIRONMENT": str(ROOT / ".engine" / "payloads")}
    variables |= {"UV_PYTHON_DOWNLOADS": "never"}
    variables.setdefault("UV_CACHE_DIR", str(ROOT / ".engine" / "cache" / "uv"))
    uv = os.environ.get("UV") or str(ROOT / ".engine" / "bin" / "uv")
    command = [uv, "run", "--directory", HERE, "--locked", "--quiet", "datamodel-codegen"]
    return subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=True).stdout


def formatted(source: str) -> str:
    """Return a module as the project formats it."""
    ruff = Path(sys.executable).parent / "ruff"
    command = [ruff, "format", "--config", ROOT / "pyproject.toml", "-"]
    return subprocess.run(command, input=source, stdout=subprocess.PIPE, text=True, check=True).stdout


def main(arguments: list[str]) -> int:
    """Print the module that the arguments name."""
    match arguments:
        case ["payloads"]:
            sys.stdout.write(formatted(payloads()))
        case ["operations"]:
            sys.stdout.write(formatted(operations(json.loads(DOCUMENT.read_text()))))
        case _:
            sys.stderr.write("usage: python tools/payloads payloads|operations\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
