"""Compile functions over arrays to machine code, kept between runs."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def entry(function: Function) -> Function:
    """Return the function compiled at its first call, to be called from Python."""
    return cast(Function, njit(cache=True, error_model="numpy")(function))


def compiled(function: Function) -> Function:
    """Return the function compiled, to be called by compiled functions alone: it needs no wrappers for Python."""
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, njit(cache=True, error_model="numpy", **options)(function))
