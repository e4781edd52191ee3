"""Compile a kernel's functions to machine code, kept between runs."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def entry(function: Function) -> Function:
    """Return the function compiled, to be called from Python."""
    return cast(Function, njit(cache=True, error_model="numpy")(function))


def compiled(function: Function) -> Function:
    """Return the function compiled, for compiled functions to call: without the wrappers that Python would need."""
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, njit(cache=True, error_model="numpy", **options)(function))
