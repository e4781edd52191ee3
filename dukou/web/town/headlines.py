"""Choose what the town says first: freight a pair in each way, return loss, days to the door, who is worse off."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dukou.web.town.figures import Kept, Shown, rounded
from dukou.web.town.map import WAYS

NAMES: dict[str, str | Promise] = {
    "naive": gettext_lazy("Naive alone"),
    "own_best": gettext_lazy("Own best"),
    "together": gettext_lazy("Together"),
}
HINTS: dict[str, str | Promise] = {
    "naive": gettext_lazy("Each order goes by itself, at list price."),
    "own_best": gettext_lazy("Each firm sends its own orders together, at public tariffs."),
    "together": gettext_lazy("The town's goods share loads; nobody pays more than its own best."),
}
DAY = ("day.loads", "day.pairs_left", "day.lots", "day.pairs_passed", "day.pairs_delivered")
LOSS, LOSS_SO_FAR = "returns.net_loss_a_hundred", "returns.loss_so_far_a_hundred"
OWN_BEST = {LOSS: "returns.own_best_loss_a_hundred", LOSS_SO_FAR: "returns.own_best_so_far_a_hundred"}
PRICE_PLACES, LOSS_PLACES, DAYS_PLACES = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Way:
    """Hold one way of going: its departures of four weeks, and what a pair costs.

    `share` is the price in per cent of the dearest way's, the length of its bar.
    """

    key: str
    name: str
    hint: str
    departures: str
    price: str
    figure: str
    share: str


@dataclass(frozen=True, slots=True)
class Headline:
    """Hold a figure in large; `note` says what is special about it today."""

    key: str
    name: str
    text: str
    unit: str
    note: str


def ways(found: Kept) -> list[Way]:
    """Return the three ways of going, in the order in which they get better."""
    prices = {way: found.value(f"freight.{way}_a_pair") for way in WAYS}
    dearest = max((one for one in prices.values() if one), default=Decimal(1))
    return [
        Way(
            way,
            str(NAMES[way]),
            str(HINTS[way]),
            _written(found.value(f"flow.{way}"), 0),
            _written(price, PRICE_PLACES),
            f"freight.{way}_a_pair",
            f"{(price or 0) / dearest * 100:.1f}",
        )
        for way, price in prices.items()
    ]


def headlines(found: Kept) -> list[Headline]:
    """Return the other headlines: return loss, days to the door, firms worse off."""
    return [one for one in (_loss(found), _days(found), _worse_off(found)) if one]


def _loss(found: Kept) -> Headline | None:
    """Return the loss of closed weeks; before the first has closed, the loss so far."""
    figure, key, note = found.shown(LOSS), LOSS, ""
    so_far = found.shown(LOSS_SO_FAR)
    if (figure is None or figure.raw is None) and so_far and so_far.raw is not None:
        figure, key, note = so_far, LOSS_SO_FAR, _("So far: no week of delivery has closed yet.")
    alone = found.value(OWN_BEST[key])
    if alone is not None:
        note = f"{_('At own best %(loss)s.') % {'loss': rounded(alone, LOSS_PLACES)}} {note}".strip()
    return _headline(figure, key, _("Return loss for 100 pairs"), LOSS_PLACES, note)


def _days(found: Kept) -> Headline | None:
    return _headline(found.shown("town.days_to_door"), "town.days_to_door", _("Days to the door"), DAYS_PLACES, "")


def _worse_off(found: Kept) -> Headline | None:
    figure = found.shown("freight.firms_worse_off")
    firms = figure.firms if figure else None
    note = ngettext("of %(count)s firm that sent goods", "of %(count)s firms that sent goods", firms or 0)
    said = "" if firms is None else note % {"count": firms}
    return _headline(figure, "freight.firms_worse_off", _("Firms worse off"), 0, said)


def _headline(figure: Shown | None, key: str, name: str, places: int, note: str) -> Headline | None:
    if figure is None:
        return None
    text = figure.text if figure.raw is None else rounded(figure.raw, places)
    return Headline(key, name, text, figure.unit, note)


def _written(value: Decimal | None, places: int) -> str:
    return "–" if value is None else rounded(value, places)
