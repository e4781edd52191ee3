"""Open the tariffs: bring sheets in, all of a sheet or nothing, and price a consignment by every service."""

from collections.abc import Sequence
from datetime import date, datetime

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight.records.carriers import SHEETS, Cell, Consignment, Quote, SheetKind, SheetPreview, Unquoted
from dukou.freight.rules import sheets, tariffs
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord, TariffRecord, TariffRow

CARRIER = "carrier"
Service = tuple[int, str]


def preview_sheet(sheet: Sequence[Sequence[Cell]], kind: str, *, viewer: Viewer) -> SheetPreview:
    """Judge a sheet row by row as an import would; nothing is written. For the shared desks."""
    return _judged(_read(sheet, kind, viewer), viewer)


def import_sheet(sheet: Sequence[Sequence[Cell]], kind: str, *, viewer: Viewer, now: datetime) -> int:
    """Enter a sheet and return how many prices, zones or surcharges it made; all or nothing, for the shared desks.

    What it follows ends the day before. A sheet with a single bad row is refused whole.
    """
    found = _read(sheet, kind, viewer)
    preview = _judged(found, viewer)
    if preview.refused:
        raise Refusal("freight.sheet_has_faults", {"count": len(preview.refused)})
    registry.succeed([one.new for one in found.entries], viewer=viewer, now=now)
    return preview.entries


def quotes(one: Consignment, *, on: date, viewer: Viewer) -> tuple[list[Quote], list[Unquoted]]:
    """Price what is there on a day by every service that has ever gone to its destination, each for itself.

    Returns the prices, the cheapest first, and why other services have none: no tariff on the day, a destination in no
    zone of the carrier, a currency without a rate, more than is carried. For the shared desks.
    """
    _require_desk(viewer)
    tariffs.require_consignment(one)
    place = next((place for place in registry.destinations() if place.code == one.destination), None)
    if place is None:
        raise Missing("freight.unknown_destination", {"destination": one.destination[:40]})
    rates = {rate.currency: rate.rate_e6 for rate in registry.exchange_rates(on=on)}
    every = registry.tariff_rows(viewer=viewer)
    carrier_of = {row.id: row.carrier for row in every}
    valid = {(carrier_of[row.id], row.service): row for row in registry.tariffs(on=on) if row.destination == place.id}
    quoted, unquoted = [], []
    for carrier, service in _reaching(every, place):
        try:
            tariff = _valid(valid.get((carrier, service)), every, (carrier, service), place, on)
            quoted.append(tariffs.quote(one, tariff, carrier=carrier, on=on, rates=rates))
        except Refusal as refusal:
            unquoted.append(Unquoted(carrier, service, refusal))
    return sorted(quoted, key=lambda quote: (quote.yuan_minor, quote.tariff)), unquoted


def _require_desk(viewer: Viewer) -> None:
    if not viewer.runs_desks:
        raise Missing("freight.tariff_not_found")


def _read(sheet: Sequence[Sequence[Cell]], kind: str, viewer: Viewer) -> sheets.Read:
    _require_desk(viewer)
    known: SheetKind | None = next((one for one in SHEETS if one == kind), None)
    if known is None:
        raise Refusal("freight.unknown_sheet", {"kind": kind[:20]})
    carriers = {
        name.casefold(): one.id
        for one in registry.firms(viewer=viewer, kinds=[CARRIER])
        for name in (one.code, one.name_zh, one.name_en)
    }
    places = {
        name.casefold(): one.id for one in registry.destinations() for name in (one.code, one.name_zh, one.name_en)
    }
    return sheets.read(sheet, known, carriers=carriers, places=places)


def _judged(found: sheets.Read, viewer: Viewer) -> SheetPreview:
    judged = registry.judge([one.new for one in found.entries], viewer=viewer)
    return sheets.with_refusals(found, {one.row: one.refusal for one in judged.refused})


def _reaching(every: Sequence[TariffRow], place: DestinationRecord) -> list[Service]:
    """Return the services that have a tariff to the place, or to zones, on whatever day."""
    return sorted({(row.carrier, row.service) for row in every if row.zone or row.destination == place.id})


def _valid(
    tariff: TariffRecord | None, every: Sequence[TariffRow], service: Service, place: DestinationRecord, on: date
) -> TariffRecord:
    """Return the tariff of a service, or say why there is none on the day."""
    if tariff is not None:
        return tariff
    facts = {"service": service[1], "destination": place.code, "on": str(on)}
    if any(
        row.zone and (row.carrier, row.service) == service and row.valid_from <= on <= (row.valid_to or date.max)
        for row in every
    ):
        raise Refusal("freight.unknown_zone", facts)
    raise Refusal("freight.tariff_gap", facts)
