"""Protect the reader of the report: parts stand below what they are parts of, and what is supposed is said to be."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from dukou.datacentre.records import Cohort, FigureRecord, Supposed
from dukou.journey.report import Report, of_returns
from dukou.registry.records import LimitRecord
from dukou.site.command import parser
from dukou.site.printed import report_lines, returns_lines

ON = date(2026, 6, 1)


def figure(key: str, value: str | None, part: str = "", unit: str = "share") -> FigureRecord:
    return FigureRecord(key, part, None if value is None else Decimal(value), unit, 9, value is None, ON)


def printed(*figures: FigureRecord, supposed: tuple[Supposed, ...] = ()) -> list[str]:
    limit = LimitRecord("logistics.damage_share", 2_000, "share of the value", "assumed")
    cohorts = (Cohort(date(2026, 3, 9), 1_234, Decimal("8.5"), Decimal("7.5")),)
    with translation.override("en"):
        return list(report_lines(Report(ON, figures, cohorts, supposed, (limit,))))


def test_parts_stand_below_their_total_or_below_a_heading() -> None:
    lines = printed(
        figure("freight.saving_share", "0.25"),
        figure("freight.saving_share", "0.125", "DE"),
        figure("freight.saving_share", None, "FR"),
        figure("freight.service_share", "0.5", "sea_lcl"),
        figure("returns.cases", "12", unit="cases"),
    )
    assert [line.split("   ")[0] for line in lines[1:7]] == [
        "Saving against own best",
        "  DE",
        "  FR",
        "Pairs by service, together",
        "  sea, part of a container",
        "Return cases",
    ]
    assert "25.00 %" in lines[1]
    assert "12.50 %" in lines[2]
    assert "suppressed" in lines[3]
    assert "%" not in lines[4]


def test_figures_at_other_tariffs_are_labelled() -> None:
    lines = printed(supposed=(Supposed(80, (figure("freight.own_best_a_pair", "1.5", unit="CNY/pair"),)),))
    assert "80 %" in lines[1]
    assert "1.5000 CNY/pair" in lines[2]
    assert lines[3] == "assumptions"


def test_weeks_are_in_the_figures_for_machines_only() -> None:
    assert "1234" not in "".join(printed()).replace(",", "")
    report = Report(ON, (), (Cohort(date(2026, 3, 9), 1_234, Decimal("8.5"), Decimal("7.5")),), (), ())
    read = json.loads(json.dumps(asdict(report), default=str))
    (week,) = read["cohorts"]
    assert week == {"week": "2026-03-09", "pairs": 1_234, "own_best_a_hundred": "8.5", "net_loss_a_hundred": "7.5"}


def test_the_report_of_returns_holds_them_alone_both_ways_week_by_week() -> None:
    weeks = (Cohort(date(2026, 3, 9), 1_234, Decimal("8.5"), Decimal("7.5")), Cohort(date(2026, 3, 16), *[None] * 3))
    limits = tuple(LimitRecord(key, 2_000, "share", "assumed") for key in ("returns.outlet_share", "logistics.x"))
    figures = (figure("returns.cases", "12", unit="cases"), figure("freight.saving_share", "0.25"))
    supposed = (Supposed(80, (figure("returns.saving_share", "0.5"), figure("freight.saving_share", "0.6"))),)
    told = of_returns(Report(ON, figures, weeks, supposed, limits))
    assert [one.key for one in (*told.figures, *told.assumptions)] == ["returns.cases", "returns.outlet_share"]
    assert [(one.percent, [two.key for two in one.figures]) for one in told.supposed] == [
        (80, ["returns.saving_share"])
    ]
    with translation.override("en"):
        lines = list(returns_lines(told))
    assert "simulated" in lines[0]
    assert "Return cases" in lines[1]
    assert lines[3].split() == ["2026-03-09", "1,234", "8.5000", "7.5000"]
    assert lines[4].split() == ["2026-03-16", "suppressed"]
    assert "80 %" in lines[5]
    assert "50.00 %" in lines[6]
    assert lines[7] == "assumptions"
    assert len(lines) == 9


def test_a_report_is_of_returns_or_of_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args(["report"]).about is None
    assert parser().parse_args(["report", "returns", "--json"]).about == "returns"
    with pytest.raises(SystemExit):
        parser().parse_args(["report", "everything"])
    assert "everything" in capsys.readouterr().err


def test_tariffs_may_be_supposed_several_times() -> None:
    assert parser().parse_args(["report"]).tariffs is None
    assert parser().parse_args(["report", "--tariffs", "80", "--tariffs", "120"]).tariffs == [80, 120]


@pytest.mark.parametrize("text", ["-80", "eighty", "80.5", ""])
def test_tariffs_are_whole_percentages(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["report", "--tariffs", text])
    assert "--tariffs" in capsys.readouterr().err
