"""What the cores know is made of values: what holds one can rely on it, and compare it."""

from __future__ import annotations

import inspect
import pkgutil
from dataclasses import FrozenInstanceError, fields, is_dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
import sphinx_series.core
import sphinx_worksheet.core

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def classes(core: ModuleType) -> Iterator[type]:
    for module in pkgutil.walk_packages(core.__path__, f"{core.__name__}."):
        for found in vars(import_module(module.name)).values():
            if isinstance(found, type) and is_dataclass(found) and found.__module__ == module.name:
                yield found


def named(cls: type) -> str:
    return f"{cls.__module__.rpartition('.')[2]}.{cls.__qualname__}"


CLASSES = [*classes(sphinx_series.core), *classes(sphinx_worksheet.core)]
# What is filled while a site is read.
FILLED = {"inputs.Sources", "workbook.Workbook"}
# What remembers what it was asked.
REMEMBERING = {
    "site_addresses.SiteAddresses", "catalogue.Catalogue", "inputs.Sources", "check.SiteNames",
    "register.Register",
}  # fmt: skip
# What has few parts and is made at many places, where names would only be in the way.
BY_PLACE = {
    "compiler.Compiler", "compiler.Type", "compiler._Part", "expressions.Expression",
    "expressions.Name", "expressions.Number", "expressions.Operation", "expressions._Token",
    "frontmatter.Key", "numbers.Style", "units.Unit",
}  # fmt: skip


def but(names: set[str]) -> list[type]:
    """Give all classes but those of these names, which there must be."""
    assert names <= set(map(named, CLASSES))
    return [cls for cls in CLASSES if named(cls) not in names]


@pytest.mark.parametrize("cls", but(FILLED), ids=named)
def test_a_value_stays_as_it_is(cls: type) -> None:
    value: object = object.__new__(cls)
    for field in fields(cls):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)


@pytest.mark.parametrize("cls", but(REMEMBERING), ids=named)
def test_a_value_is_its_fields_and_no_more(cls: type) -> None:
    assert not hasattr(object.__new__(cls), "__dict__")


@pytest.mark.parametrize("cls", but(BY_PLACE), ids=named)
def test_a_value_is_made_by_the_names_of_its_parts(cls: type) -> None:
    kinds = {parameter.kind for parameter in inspect.signature(cls).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
