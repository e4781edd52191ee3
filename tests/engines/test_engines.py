"""Protect the engines' independence: each runs where Django is not installed, and all are called the same way."""

import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from typing import Any

import pytest

from dukou import engines
from dukou.base.solving import Limit
from tests.town.tree import ROOT

NAMES = sorted(module.name for module in pkgutil.iter_modules(engines.__path__))
SOLVERS = [name for name in NAMES if callable(getattr(importlib.import_module(f"dukou.engines.{name}"), "solve", None))]

# One small problem for each engine that solves; a new engine gets its row here.
TINY: dict[str, dict[str, Any]] = {
    "consolidate": {
        "tariffs": [
            {"name": "van", "kind": "vehicle", "vehicle_minor": 900, "capacity_grams": 9_000, "capacity_ml": 90_000}
        ],
        "places": [{"name": "town"}, {"name": "shop"}],
        "departures": [
            {"origin": 0, "destination": 1, "tariff": 0, "cut_off_day": 1, "leaves_day": 1, "arrives_day": 2}
        ],
        "shipments": [{"grams": 500, "ml": 4_000, "origins": [[0, 0]], "destination": 1, "ready_day": 0, "due_day": 3}],
    },
    "load": {
        "vehicles": [{"name": "van", "length_mm": 1_800, "width_mm": 1_200, "height_mm": 1_500, "max_grams": 900_000}],
        "cartons": [
            {"name": "socks", "length_mm": 600, "width_mm": 400, "height_mm": 500, "quantity": 3, "grams": 12_000}
        ],
    },
    "grade": {
        "places": [{"name": "shop"}, {"name": "town"}],
        "rides": [{"origin": 0, "destination": 1, "kilo_minor": 300}],
        "sinks": [{"name": "shelf", "place": 1, "terms": [{"grade": "A", "handling_minor": 60}], "capacity": 1}],
        "pieces": [{"owner": 1, "place": 0, "values_minor": [900, 700, 300, 10], "count": 2, "grams": 50}],
    },
    "match": {
        "lines": [
            {
                "candidates": [{"slot": 0, "work_ms": 3_600_000, "cost_minor": 70, "due_day": 1}],
                "penalty_minor": 1_000,
            }
        ],
        "free_ms": [[0, 7_200_000]],
    },
    "place": {
        "items": [{"pairs": 900, "ml": 400, "grams": 50, "value_e4": 13_000, "minimum_pairs": 100}],
        "places": [{"capacity_ml": 200_000, "picking_e4": 3_000, "storage": [{"from_day": 30, "m3_day_e4": 28_000}]}],
        "lanes": [{"place": 0, "days": 20, "m3_e4": 9_000_000, "minimum_e4": 2_000_000}],
        "demands": [{"item": 0, "place": 0, "margin_e4": 20_000, "left_e4": -500, "pairs": [[90, 200], [150, 500]]}],
        "stage_days": [30, 60],
        "weights": [1, 1],
        "capital_ppm_day": 200,
        "budget_e4": 9_000_000,
    },
    "route": {
        "points_m": [[0, 0], [900, 0], [0, 700]],
        "metres_per_hour": 30_000,
        "stops": [
            {"place": 1, "delivery": [2], "pickup": [8], "service_s": 300, "opens_s": 3_600, "closes_s": 7_200},
            {"place": 2, "delivery": [0], "pickup": [5], "prize": 9_000},
        ],
        "vehicles": [{"name": "van", "quantity": 2, "capacity": [9], "trips": 2, "fixed_cost": 5_000}],
    },
    "sample": {"lots": [{"pairs": 1_200, "level": "II", "aql": "2.5", "severity": "normal"}]},
    "share": {
        "pooled_minor": 100,
        "members": [{"parts": [{"departure": 0, "own_best_minor": 90, "ml": 5, "extra_minor": [3]}]}, {"parts": []}],
        "departures": [{"tariffs": [{"kind": "vehicle", "vehicle_minor": 80, "capacity_ml": 9, "capacity_grams": 9}]}],
    },
}

# What runs in a process of its own. It forbids Django as if it were not installed, imports all of every engine, then
# solves, checks and writes each tiny problem.
PROGRAM = """
import importlib, json, pkgutil, sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "ninja", "allauth", "asgiref"):
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)

sys.meta_path.insert(0, NoDjango())
try:
    import django
except ModuleNotFoundError:
    pass
else:
    sys.exit("Django could be imported after all")

from dukou import engines
from dukou.base.solving import Limit

tiny, done = json.load(sys.stdin), {}
for module in pkgutil.walk_packages(engines.__path__, "dukou.engines."):
    importlib.import_module(module.name)
    done[module.name.split(".")[2]] = None
for name, data in tiny.items():
    engine = importlib.import_module(f"dukou.engines.{name}")
    problem = engine.Problem.from_json(data)
    answer = engine.solve(problem, limit=Limit(iterations=50), seed=1)
    done[name] = {"answer": answer.to_json(), "broken": [one.law for one in engine.check(problem, answer)]}
assert not any(name.partition(".")[0] == "django" for name in sys.modules)
print(json.dumps(done))
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(TINY), cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_every_engine_imports_and_solves_where_django_is_not_installed() -> None:
    ended = run(PROGRAM)
    assert ended.returncode == 0, ended.stderr
    done = json.loads(ended.stdout)
    assert sorted(done) == NAMES
    for name in SOLVERS:
        engine = importlib.import_module(f"dukou.engines.{name}")
        problem = engine.Problem.from_json(TINY[name])
        assert done[name]["broken"] == []
        assert done[name]["answer"] == json.loads(
            json.dumps(engine.solve(problem, limit=Limit(iterations=50), seed=1).to_json())
        )


def test_an_engine_that_imported_django_would_be_found() -> None:
    ended = run(PROGRAM.replace("from dukou import engines\n", "from dukou import engines\nimport django.conf\n"))
    assert ended.returncode != 0
    assert "django is not installed here" in ended.stderr


def test_every_solver_has_a_tiny_problem() -> None:
    assert sorted(TINY) == SOLVERS
    assert set(NAMES) - set(SOLVERS) == {"trace"}


@pytest.mark.parametrize("name", SOLVERS)
def test_solvers_are_called_the_same_way(name: str) -> None:
    engine = importlib.import_module(f"dukou.engines.{name}")
    report = "collections.abc.Callable[[float, float | None, float | None], bool] | None"
    assert _parameters(engine.solve) == [
        ("problem", "POSITIONAL_OR_KEYWORD", inspect.Parameter.empty, engine.Problem),
        ("limit", "KEYWORD_ONLY", inspect.Parameter.empty, Limit),
        ("seed", "KEYWORD_ONLY", inspect.Parameter.empty, int),
        ("start", "KEYWORD_ONLY", None, engine.Answer | None),
        ("report", "KEYWORD_ONLY", None, report),
    ]
    assert inspect.signature(engine.solve).return_annotation is engine.Answer
    assert list(inspect.signature(engine.check).parameters) == ["problem", "answer"]


@pytest.mark.parametrize("name", NAMES)
def test_every_engine_has_a_check_and_a_simple_method_that_do_not_use_its_solver(name: str) -> None:
    for part in ("check", "simple"):
        source = inspect.getsource(importlib.import_module(f"dukou.engines.{name}.{part}"))
        assert f"dukou.engines.{name}.solve" not in source
        assert f"dukou.engines.{name}.model" not in source


def _parameters(solve: Any) -> list[tuple[Any, ...]]:
    found = []
    for one in inspect.signature(solve).parameters.values():
        annotation = str(one.annotation) if one.name == "report" else one.annotation
        found.append((one.name, one.kind.name, one.default, annotation))
    return found
