"""Reading PowerShell with a real grammar."""

from collections.abc import Iterator

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_powershell.language()))


def parse(script: str) -> Node:
    """Return the root of a script's syntax tree."""
    return _PARSER.parse(script.encode()).root_node


def nodes(node: Node) -> Iterator[Node]:
    """Return a node and everything below it."""
    yield node
    for child in node.children:
        yield from nodes(child)


def errors(script: str) -> list[str]:
    """Return what the grammar does not accept, with the line that it stands in."""
    return [
        f"line {node.start_point[0] + 1}: {(node.text or b'')[:80].decode()}"
        for node in nodes(parse(script))
        if node.is_error or node.is_missing
    ]


def functions(script: str) -> set[str]:
    """Return the names of the functions that a script defines."""
    return {_text(node.children[1]) for node in nodes(parse(script)) if node.type == "function_statement"}


def commands(script: str) -> set[str]:
    """Return the names of the commands that a script calls."""
    return {_text(node) for node in nodes(parse(script)) if node.type == "command_name"}


def _text(node: Node) -> str:
    return (node.text or b"").decode()
