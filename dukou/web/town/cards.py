"""Say on the office's home what wants its eye: targets that are behind, what pooling saves, suppressed cells."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.viewer import OFFICE, Viewer
from dukou.datacentre import door as datacentre
from dukou.freight.records.proving import DRAWN_SHARE
from dukou.registry import door as registry
from dukou.web.parts import formats
from dukou.web.parts.cards import Card
from dukou.web.parts.formats import number
from dukou.web.town import plan
from dukou.web.town.figures import Kept, kept

SAVED = "freight.saved_lately"
EACH_FIRM = (
    *("freight.firms_worse_off", "freight.median_firm_saving"),
    *("freight.worst_tenth_saving", "freight.shortfall"),
)


def cards(viewer: Viewer, on: date) -> list[Card]:
    """Return the office's cards; others get none. Takes two queries."""
    if OFFICE not in viewer.roles:
        return []
    figures = datacentre.figures()
    found = kept(figures)
    targets = plan.targets(registry.targets(), (), found, on)
    behind = [one.name for one in targets if one.is_behind]
    hidden = sum(one.is_suppressed for one in figures)
    saved = found.shown(SAVED)
    return [
        Card(
            _("Targets behind"),
            number(len(behind)),
            _("of %(count)s") % {"count": number(len(targets))},
            ", ".join(behind) or _("Every target that is counted is reached."),
            reverse("town"),
            "warning" if behind else "good",
            _("Look at the plan"),
        ),
        Card(
            _("Saved in four weeks"),
            saved.text if saved else "–",
            saved.unit if saved else "",
            _("Own best minus together, over all firms; simulated."),
            reverse("made_of", args=[SAVED]) if saved else reverse("town"),
        ),
        Card(
            _("Suppressed cells"),
            number(hidden),
            ngettext("cell", "cells", hidden),
            _("They would tell of fewer than five firms, or mostly of one."),
            reverse("town"),
        ),
        *_each_firm(found),
        Card(
            _("Live proof"),
            formats.percent(DRAWN_SHARE, 0),
            _("of parts of loads go alone"),
            _("Consenting firms let chance decide; carriers' bills then prove what together saves."),
            reverse("proof_desk"),
        ),
    ]


def _each_firm(found: Kept) -> list[Card]:
    """Return what firms gain, each for itself: how many are worse off, the median one, the worst tenth, the fund."""
    worse, median, tenth, fund = (found.shown(key) for key in EACH_FIRM)
    if worse is None or median is None or tenth is None or fund is None:
        return []
    return [
        Card(
            _("Firms worse off"),
            worse.text,
            worse.unit,
            _("The median firm saves %(median)s%%, nine in ten over %(tenth)s%%; the common fund bore %(fund)s yuan.")
            % {"median": median.text, "tenth": tenth.text, "fund": fund.text},
            reverse("made_of", args=[worse.key]),
            "warning" if worse.raw else "good",
        )
    ]


def board(_viewer: Viewer, _on: date) -> list[Card]:
    """Return nothing: the operators' desks have no work on the town's figures."""
    return []
