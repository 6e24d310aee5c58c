"""The command, run in this process."""

from pathlib import Path

from typer.testing import CliRunner, Result

from veeam_entraid_cli._application import application


def run(*arguments: str | Path, given: str | bytes = "", **environment: str | None) -> Result:
    """Run the command, with what is given to its input and in its environment."""
    return CliRunner().invoke(application(), [str(each) for each in arguments], input=given, env=environment)
