"""Reading arguments: any input gives a value or a problem, never an exception, and problems are kept."""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veeam_entraid import InvalidArgumentsError
from veeam_entraid._arguments import Arguments, camel_case

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def reader(**values: Any) -> Arguments:
    return Arguments('Thing "a"', values)


def problems(arguments: Arguments) -> list[str]:
    try:
        arguments.finish()
    except InvalidArgumentsError as refusal:
        return [str(problem) for problem in refusal.problems]
    return []


@given(anything)
def test_every_reader_takes_anything(value: Any) -> None:
    def one() -> Arguments:
        return reader(it=value)

    assert isinstance(one().text("it", "x"), str)
    assert one().choice("it", ("a", "b"), "a") in {"a", "b"}
    assert set(one().choices("it", ("a", "b"))) <= {"a", "b"}
    assert isinstance(one().flag("it", default=True), bool)
    assert 1 <= one().integer("it", 2, minimum=1, maximum=3) <= 3
    assert isinstance(one().network("it", IPv4Network("10.0.0.0/8")), IPv4Network)
    assert isinstance(one().networks("it"), tuple)
    assert isinstance(one().networks("it", required="some"), tuple)
    assert set(one().integers("it", (1,), minimum=1, maximum=3)) <= {1, 2, 3}
    assert isinstance(one().address("it"), IPv4Address | None)
    assert isinstance(one().input_text("it"), str | None)
    assert isinstance(one().inputs("it"), tuple)
    one().block("it").refuse_unread()
    assert isinstance(one().blocks("it"), tuple)
    assert isinstance(one().labelled_blocks("it"), dict)
    tagged = Arguments('Thing "a"', {"tags": value})
    assert isinstance(tagged.tags(), dict)
    Arguments('Thing "a"', value).refuse_unread()


@given(anything)
def test_no_problem_shows_a_value(value: Any) -> None:
    """What stands in the wrong place may be a password."""
    arguments = reader(it={"secret": "CANARY", "more": value}, other="CANARY-x")
    arguments.text("it")
    arguments.flag("other", default=True)
    arguments.labelled_blocks("it")
    assert "CANARY" not in "".join(problems(arguments))


@pytest.mark.parametrize(("value", "expected"), [(17, 17), (17.0, 17), ("17", 17), (" 17 ", 17)])
def test_a_whole_number_arrives_in_many_types(value: object, expected: int) -> None:
    arguments = reader(it=value)
    assert arguments.integer("it", 1, minimum=0, maximum=99) == expected
    assert problems(arguments) == []


@pytest.mark.parametrize("value", ["17.5", 17.5, True, "many", [17], 100, -1])
def test_what_is_no_whole_number_in_bounds_is_a_problem(value: object) -> None:
    arguments = reader(it=value)
    arguments.integer("it", 1, minimum=0, maximum=99)
    assert problems(arguments) == ["it: has to be a whole number from 0 to 99"]


def test_whole_numbers_arrive_in_a_list() -> None:
    assert reader(it=[1, 2.0, "3"]).integers("it", (1,), minimum=1, maximum=3) == (1, 2, 3)
    assert reader(it=[]).integers("it", (1,), minimum=1, maximum=3) == ()
    for value in ([1, 4], "1", [1, "many"]):
        arguments = reader(it=value)
        assert arguments.integers("it", (1,), minimum=1, maximum=3) == (1,)
        assert problems(arguments) == ["it: has to be a list of whole numbers from 1 to 3"]


def test_a_list_of_ranges_that_is_needed_is_not_empty() -> None:
    for value, said in ((None, "is missing: write some"), ([], "is empty: write some"), ("x", "has to be some")):
        arguments = reader(it=value)
        assert arguments.networks("it", required="some") == ()
        assert problems(arguments) == [f"it: {said}"]


@pytest.mark.parametrize(("value", "expected"), [("True", True), ("off", False), (False, False), ("on", True)])
def test_a_switch_arrives_as_text(value: object, *, expected: bool) -> None:
    assert reader(it=value).flag("it", default=not expected) is expected


@pytest.mark.parametrize("value", [["b", "A"], ("a ", "b", "b")])
def test_a_list_of_words_comes_in_one_order_and_each_once(value: object) -> None:
    assert reader(it=value).choices("it", ("a", "b", "c")) == ("a", "b")


@pytest.mark.parametrize("value", ["a", ["a", "d"], [1], {"a": "b"}, pulumi.Output.from_input(["a"])])
def test_what_is_no_list_of_these_words_is_a_problem(value: object) -> None:
    arguments = reader(it=value)
    assert arguments.choices("it", ("a", "b")) == ()
    (problem,) = problems(arguments)
    assert "a list of some of a, b" in problem


def test_an_output_is_refused_where_it_decides_what_is_made() -> None:
    arguments = reader(hosting=pulumi.Output.from_input("local"))
    arguments.choice("hosting", ("local", "remote"), "remote")
    assert problems(arguments) == [
        "hosting: has to be a plain value, not an output: it decides what is made. Write local or remote"
    ]


def test_an_unknown_argument_is_named_with_the_nearest_one() -> None:
    arguments = reader(engineVersoin=17, zzz=1)
    arguments.integer("engine_version", 17, minimum=1, maximum=99)
    arguments.flag("deletion_protection", default=True)
    assert sorted(problems(arguments)) == [
        "engineVersoin: is not an argument: did you mean engineVersion?",
        "zzz: is not an argument: known are deletionProtection, engineVersion",
    ]


def test_one_argument_in_two_spellings_is_a_problem() -> None:
    arguments = Arguments('Thing "a"', {"engineVersion": 17, "engine_version": 16})
    arguments.raw("engine_version", None)
    assert problems(arguments) == ["engineVersion: is written twice, in two spellings: keep one"]


def test_null_means_absent() -> None:
    arguments = reader(it=None)
    assert arguments.text("it", "default") == "default"
    assert problems(arguments) == []


def test_a_block_that_is_none_is_a_problem() -> None:
    arguments = reader(block="x")
    arguments.block("block").refuse_unread()
    assert problems(arguments) == ["block: has to be a block of arguments"]


def test_problems_of_a_block_carry_its_path() -> None:
    arguments = reader(default_proxy={"enabled": "perhaps", "enable": 1})
    block = arguments.block("default_proxy")
    block.flag("enabled", default=True)
    block.refuse_unread()
    assert problems(arguments) == [
        "defaultProxy.enabled: has to be true or false",
        "defaultProxy.enable: is not an argument: did you mean enabled?",
    ]


@given(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True), min_size=1, max_size=4))
def test_names_have_one_spelling_in_schemas(words: list[str]) -> None:
    assert camel_case("_".join(words)) == words[0] + "".join(word.capitalize() for word in words[1:])
