"""What every class of the provider does: names translated, inputs checked, secrets kept, numbers whole again."""

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, Self, TypeVar, cast

import pulumi

from veeam_entraid._problems import Problem, raise_problems
from veeam_entraid.veeam._shape import shape
from veeam_entraid.veeam._translating import translated
from veeam_entraid.veeam.checking import object_problems

__all__ = ["VeeamProvider", "VeeamResource", "invoke", "invoke_output"]


class _Answer(Protocol):
    """What a function answers: a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, "dataclasses.Field[Any]"]]


AnswerT = TypeVar("AnswerT", bound=_Answer)


class _Named(pulumi.Resource):
    """A resource whose properties have other names in Python than in the API, at every depth."""

    def translate_input_property(self, prop: str) -> str:
        """Return the API's name of a property."""
        return shape().camel.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """Return Python's name of a property."""
        return shape().snake.get(prop, prop)


class VeeamResource(_Named, pulumi.CustomResource):
    """An object of a backup server.

    The arguments are checked when it is made, as far as they are known by then, and with them the documented limits
    of the product: where the provider's own configuration is not known yet, as before the first deployment of a
    server, the engine asks the provider nothing at all in a preview.

    Args:
        resource_name: the name in the program.
        given: the arguments by their names in Python; None stands for what is left out.
        opts: how it is managed.

    Attributes:
        pulumi_type: the type token.

    Raises:
        InvalidArgumentsError: with everything that is wrong. Nothing has been registered then.
    """

    pulumi_type: ClassVar[str]

    def __init__(
        self, resource_name: str, given: Mapping[str, object], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        form = shape().resources[self.pulumi_type]
        if opts is None or opts.id is None:
            raise_problems(object_problems(self.pulumi_type, resource_name, given))
        outputs = dict.fromkeys(self.translate_output_property(name) for name in form.outputs)
        own = pulumi.ResourceOptions(version=shape().version, additional_secret_outputs=[*sorted(form.secret)])
        super().__init__(
            self.pulumi_type,
            resource_name,
            {**outputs, **shape().with_secrets(form, given)},
            pulumi.ResourceOptions.merge(own, opts),
        )

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],  # noqa: A002 - the name that programs know from other providers
        opts: pulumi.ResourceOptions | None = None,
    ) -> Self:
        """Return an object that is there already, for its outputs. The program does not manage it.

        Args:
            resource_name: the name in the program.
            id: of the object on the backup server, or what an import names it by.
            opts: such as the provider to ask.
        """
        found = cls.__new__(cls)
        VeeamResource.__init__(found, resource_name, {}, pulumi.ResourceOptions.merge(opts, _with_id(id)))
        return found

    def _output(self, name: str) -> Any:  # noqa: ANN401 - each property says what its own is
        """Return an output by its name in Python."""
        output = cast("pulumi.Output[object]", self.__dict__[name])
        return output.apply(_with_whole_numbers)


class VeeamProvider(_Named, pulumi.ProviderResource):
    """A provider of the package, for the resources that name it.

    Args:
        resource_name: the name in the program.
        given: the configuration by its names in Python; None stands for what is left out.
        opts: how it is managed.

    Raises:
        InvalidArgumentsError: with everything that is wrong.
    """

    def __init__(
        self, resource_name: str, given: Mapping[str, object], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        form = shape().provider
        wrong = shape().problems(form, given)
        raise_problems(Problem(f'Provider "{resource_name}"', each.path, each.reason) for each in wrong)
        own = pulumi.ResourceOptions(version=shape().version)
        super().__init__(
            "veeam", resource_name, shape().with_secrets(form, given), pulumi.ResourceOptions.merge(own, opts)
        )


def invoke(
    token: str, given: Mapping[str, object], answer: type[AnswerT], opts: pulumi.InvokeOptions | None
) -> AnswerT:
    """Ask a function of the provider, and wait for what it answers."""
    own = pulumi.InvokeOptions.merge(pulumi.InvokeOptions(version=shape().version), opts)
    answered = cast("object", pulumi.runtime.invoke(token, translated(given), own).value)
    return _answer(answer, answered)


def invoke_output(
    token: str, given: Mapping[str, object], answer: type[AnswerT], opts: pulumi.InvokeOutputOptions | None
) -> pulumi.Output[AnswerT]:
    """Ask a function of the provider as soon as its arguments are known."""
    own = pulumi.InvokeOutputOptions.merge(pulumi.InvokeOutputOptions(version=shape().version), opts)
    asked = pulumi.Output.from_input({name: value for name, value in given.items() if value is not None})
    return asked.apply(
        lambda known: pulumi.runtime.invoke_output(token, translated(known), own).apply(
            lambda answered: _answer(answer, cast("object", answered))
        )
    )


def _with_id(id_: pulumi.Input[str]) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(id=id_)


def _answer(answer: type[AnswerT], answered: object) -> AnswerT:
    values = cast("dict[str, object]", _named(answered))
    return answer(**{each.name: values.get(each.name) for each in dataclasses.fields(answer)})


def _named(value: object) -> object:
    """Return what a function answers with Python's names."""
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value).items()
        return {shape().snake.get(name, name): _named(each) for name, each in entries}
    if isinstance(value, list):
        return [_named(each) for each in cast("list[object]", value)]
    return _with_whole_numbers(value)


def _with_whole_numbers(value: object) -> object:
    """Return a value with integers for the whole numbers in it: all numbers cross the wire with a fraction."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {name: _with_whole_numbers(each) for name, each in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [_with_whole_numbers(each) for each in cast("list[object]", value)]
    return value
