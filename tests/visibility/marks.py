"""Know every name, figure and identifier of the town, whose it is, and find it again in what was answered.

A mark is a text or number that cannot stand in an answer by chance: names, codes, keys of rows, figures of at least
five digits. It carries the table that it comes from and the firms that have a part in it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from dukou.datacentre.models import Figure
from dukou.files.models import Ref
from dukou.freight.models import Baseline, FirmShare
from dukou.registry.models import Membership

LEAST_FIGURE, SHORTEST_TEXT = 10_000, 5
PUBLIC, TOWN = ("public",), ("town",)
# The texts that name somebody or something; other texts are words that all rows share, and hashes tell nothing.
TELLING = frozenset(
    (
        *("code", "key", "number", "subject", "name", "name_zh", "name_en", "phone", "recipient"),
        *("uscc", "gs1_prefix", "gln", "gtin", "sscc", "serial_no", "external_ref"),
        *("file_name", "purpose", "digest", "sha256", "lease_token"),
    )
)
# Words of a list that all share, although the column names things elsewhere.
NO_NAMES = frozenset((("datacentre.figure", "key"), ("market.rowrefusal", "code"), ("registry.limit", "key")))
# Published measures and times of the day, which stand in other answers by chance.
NO_FIGURES = frozenset(
    (
        *(("freight.round", "van_grams"), ("freight.round", "van_ml")),
        *(("freight.roundstop", "arrives_s"), ("freight.roundstop", "leaves_s")),
    )
)
# Keys of firms and persons that are kept as plain integers.
NAMED_ELSEWHERE = frozenset(("firm", "acting_firm", "actor", "person", "password"))
# What only some of those may see who see the row.
INNER: Mapping[str, frozenset[str]] = {
    "market.order": frozenset(("draw",)),
    "market.line": frozenset(("draw",)),
    "mill.lot": frozenset(("draw", "cycle_ms", "pieces_to_make", "pieces_to_lose", "pieces_made", "pieces_lost")),
    "lab.inspection": frozenset(("critical_found", "major_found", "minor_found", "pairs_scrapped")),
    "freight.load": frozenset(
        ("pairs", "grams", "ml", "naive_minor", "own_best_minor", "pooled_minor", "waiting_minor", "bound_minor")
    ),
    "freight.sharing": frozenset(
        ("paid_minor", "residual_minor", "fund_minor", "complaint_e6", "most_complaint_e6", "most_epsilon_e6")
    ),
    "freight.shipment": frozenset(("value_minor", "grams", "ml", "cartons")),
    "returns.case": frozenset(("draw", "handling_minor", "resale_minor", "freight_minor", "replacement_minor")),
    "files.ref": frozenset(("person",)),
}
# Rows that firms have a part in through rows of another table: its key there, and the firm's.
THROUGH: Mapping[str, tuple[type[models.Model], str, str]] = {
    "registry.person": (Membership, "person_id", "firm_id"),
    "files.file": (Ref, "file_id", "firm"),
    "freight.load": (Baseline, "load_id", "firm_id"),
    "freight.sharing": (FirmShare, "sharing_id", "firm_id"),
}
HOLDERS: Mapping[str, tuple[str, ...]] = {
    "provenance.fact": ("firm",),
    "provenance.node": TOWN,
    "provenance.treehead": PUBLIC,
    "provenance.sealer": TOWN,
    "files.file": (),
    "files.ref": ("firm",),
    "jobs.job": ("firm",),
    "post.message": ("firm",),
    "post.notice": ("firm",),
    "registry.firm": ("id",),
    "registry.membership": ("firm_id",),
    "registry.site": ("firm_id",),
    "registry.certificate": ("firm_id",),
    "registry.brand": ("firm_id",),
    "registry.trademark": ("firm_id",),
    "registry.machinegroup": ("firm_id",),
    "registry.machine": ("firm_id",),
    "registry.person": (),
    "registry.destination": PUBLIC,
    "registry.tariff": PUBLIC,
    "registry.carrierzone": PUBLIC,
    "registry.fuelsurcharge": PUBLIC,
    "registry.emissionfactor": PUBLIC,
    "registry.lanedistance": PUBLIC,
    "registry.claimterm": PUBLIC,
    "registry.exchangerate": PUBLIC,
    "registry.duty": PUBLIC,
    "registry.limit": PUBLIC,
    "registry.pressfigure": PUBLIC,
    "registry.target": PUBLIC,
    "registry.townclock": TOWN,
    "registry.savedview": ("firm_id",),
    "market.style": ("firm_id",),
    "market.sku": ("style__firm_id",),
    "market.pack": ("sku__style__firm_id",),
    "market.pricestep": ("firm_id",),
    "market.cartline": ("firm_id",),
    "market.siteconsent": ("order__seller_id", "order__buyer_id"),
    "market.import": TOWN,
    "market.rowrefusal": TOWN,
    "market.order": ("seller_id", "buyer_id"),
    "market.line": ("seller_id", "buyer_id", "maker_id"),
    "market.returnrequest": ("line__seller_id", "line__buyer_id"),
    "market.consumersale": ("order__buyer_id",),
    "market.exclusion": ("line__seller_id", "line__buyer_id"),
    "mill.award": ("seller_id", "firm_id"),
    "mill.workorder": ("firm_id", "line__seller_id"),
    "mill.lot": ("firm_id", "line__seller_id", "line__buyer_id"),
    "mill.progress": ("lot__firm_id",),
    "mill.groupday": ("firm_id",),
    "mill.handover": ("firm_id",),
    "mill.piecerate": ("firm_id",),
    "mill.yarnlot": ("firm_id",),
    "mill.yarnuse": ("lot__firm_id", "lot__line__seller_id"),
    "mill.refusedline": ("seller_id",),
    "mill.floorday": TOWN,
    "mill.planner": TOWN,
    "lab.inspection": ("firm_id", "line__seller_id", "line__buyer_id"),
    "lab.severity": ("firm_id",),
    "lab.labday": TOWN,
    "depot.stockmove": ("owner_id",),
    "depot.stock": ("owner_id",),
    "depot.reservation": ("stock__owner_id",),
    "depot.serialcounter": TOWN,
    "depot.cartonrun": ("lot__line__seller_id",),
    "depot.carton": ("run__lot__line__seller_id",),
    "depot.shopentry": ("shop__firm_id", "owner_id"),
    "depot.exchange": ("shop__firm_id", "owner_id"),
    "depot.swapround": ("shop__firm_id",),
    "depot.scan": ("firm_id", "owner_id"),
    "depot.hold": ("owner_id",),
    "depot.overseasdepot": PUBLIC,
    "depot.inbound": ("owner_id",),
    "depot.overseasentry": ("owner_id",),
    "depot.feerule": PUBLIC,
    "depot.feetier": PUBLIC,
    "depot.feeday": TOWN,
    "depot.feeline": ("owner_id",),
    "depot.proposal": ("owner_id",),
    "depot.proposalline": ("proposal__owner_id",),
    "freight.load": (),
    "freight.shipment": ("firm_id", "buyer_id"),
    "freight.shipmentline": ("shipment__firm_id", "shipment__buyer_id"),
    "freight.baseline": ("firm_id",),
    "freight.offer": ("firm_id",),
    "freight.charge": ("firm_id",),
    "freight.proofconsent": ("firm_id",),
    "freight.proofdraw": ("firm_id",),
    "freight.carrierbill": ("firm_id",),
    "freight.pastbill": ("firm_id",),
    "freight.carrierprofile": TOWN,
    "freight.booking": TOWN,
    "freight.bookingevent": TOWN,
    "freight.lock": ("shipment__firm_id",),
    "freight.sharing": (),
    "freight.firmshare": ("firm_id",),
    "freight.leg": TOWN,
    "freight.stowage": TOWN,
    "freight.stowedvehicle": TOWN,
    "freight.stowedgoods": ("shipment__firm_id", "shipment__buyer_id"),
    "freight.loadingtick": TOWN,
    "freight.round": TOWN,
    "freight.roundstop": ("firm_id",),
    "freight.roundgoods": ("firm_id",),
    "freight.delay": ("shipment__firm_id", "shipment__buyer_id"),
    "freight.trackevent": ("shipment__firm_id", "shipment__buyer_id"),
    "freight.tracklink": ("shipment__firm_id", "shipment__buyer_id"),
    "freight.handover": ("shipment__firm_id", "shipment__buyer_id"),
    "freight.roadexception": ("shipment__firm_id", "shipment__buyer_id"),
    "freight.carrierclaim": ("exception__shipment__firm_id",),
    "freight.claimstep": ("claim__exception__shipment__firm_id",),
    "freight.paperset": ("firm_id", "buyer_id"),
    "freight.palletserial": TOWN,
    "freight.pallet": ("papers__firm_id", "papers__buyer_id"),
    "freight.packedcartons": ("papers__firm_id", "papers__buyer_id"),
    "returns.parcel": ("line__seller_id",),
    "returns.case": ("firm_id", "buyer_id"),
    "returns.placement": ("case__firm_id",),
    "returns.sentnumber": ("case__firm_id", "case__buyer_id"),
    "returns.handover": ("case__firm_id", "case__buyer_id"),
    "returns.dockscan": TOWN,
    "returns.grading": TOWN,
    "returns.tie": TOWN,
    "returns.ride": TOWN,
    "returns.riding": TOWN,
    "returns.customsstep": TOWN,
    "returns.fault": ("seller_id", "maker_id"),
    "returns.recall": ("firm_id",),
    "returns.recallbuyer": ("recall__firm_id", "buyer_id"),
    "returns.decision": ("case__firm_id", "case__buyer_id"),
    "returns.note": ("case__firm_id", "case__buyer_id"),
    "returns.ask": ("buyer_id",),
    "returns.replacement": ("owner_id", "case__firm_id"),
    "returns.policy": ("firm_id",),
    "returns.trust": ("firm_id",),
    "returns.equal": ("giver_id", "taker_id"),
    "settlement.account": ("firm_id",),
    "settlement.entry": ("firm_id",),
    "settlement.posting": ("account__firm_id",),
    "settlement.invoice": ("seller_id", "buyer_id"),
    "settlement.nettingconsent": ("firm_id", "partner_id"),
    "settlement.netting": ("first_id", "second_id"),
    "settlement.nettedpart": ("netting__first_id", "netting__second_id"),
    "settlement.settledday": TOWN,
    "settlement.statementsent": ("seller_id", "buyer_id"),
    "datacentre.figure": PUBLIC,
    "datacentre.place": PUBLIC,
}

NUMBERS = re.compile(r"(?<![A-Za-z0-9])\d+(?:\.\d+)?(?![A-Za-z0-9])")
WORDS = re.compile(r"[A-Za-z0-9]+")
# Separators of thousands, in whatever form a page writes them.
THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u202f\u2009](?=\d{3}(?!\d))")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Mark:
    """Hold what tells of a row: the text, the table, and the firms that have a part in the row."""

    text: str
    label: str
    holders: frozenset[object]

    @property
    def is_public(self) -> bool:
        """Tell whether everybody may read it."""
        return self.holders == frozenset(PUBLIC)


@dataclass(frozen=True)
class Marks:
    """Find marks in texts."""

    words: Mapping[str, tuple[Mark, ...]]
    phrases: Mapping[str, tuple[Mark, ...]]

    def found_in(self, text: str) -> dict[str, tuple[Mark, ...]]:
        """Return the marks that a text bears, each with the rows it may come from."""
        plain = THOUSANDS.sub("", text)
        seen = {*WORDS.findall(text), *NUMBERS.findall(text), *NUMBERS.findall(plain)}
        found = {one: self.words[one] for one in seen if one in self.words}
        return found | {phrase: marks for phrase, marks in self.phrases.items() if _stands_in(phrase, text)}


def _stands_in(phrase: str, text: str) -> bool:
    """Tell whether a phrase stands in a text; only Chinese may be part of a longer word."""
    if phrase not in text:
        return False
    return not phrase.isascii() or re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def collected(tables: Iterable[type[models.Model]]) -> Marks:
    """Collect the marks of every row in town."""
    words: dict[str, set[Mark]] = defaultdict(set)
    phrases: dict[str, set[Mark]] = defaultdict(set)
    for model in tables:
        for mark in _marks_of(model):
            is_word = WORDS.fullmatch(mark.text) or NUMBERS.fullmatch(mark.text)
            (words if is_word else phrases)[mark.text].add(mark)
    return Marks(*({text: tuple(marks) for text, marks in some.items()} for some in (words, phrases)))


def _marks_of(model: type[models.Model]) -> Iterator[Mark]:
    """Yield the marks of a table; a key that names another row tells of that row, not of this one."""
    table, holders = model._meta.label_lower, holders_of(model)
    columns = [one.attname for one in model._meta.concrete_fields if not one.is_relation]
    for key, *values in model._default_manager.values_list("id", *columns):
        for column, value in zip(columns, values, strict=True):
            if column not in NAMED_ELSEWHERE and (table, column) not in NO_NAMES | NO_FIGURES:
                yield from (Mark(text, _label(table, column), holders[key]) for text in _texts(column, value))


def _label(table: str, column: str) -> str:
    if column == "id":
        return f"{table}:key"
    return f"{table}:inner" if column in INNER.get(table, ()) else table


def holders_of(model: type[models.Model]) -> dict[int, frozenset[object]]:
    """Return the firms that have a part in each row."""
    table = model._meta.label_lower
    paths = HOLDERS[table]
    keys = list(model._default_manager.values_list("id", flat=True))
    if model is Figure:
        shown = Figure.objects.values_list("id", "is_suppressed")
        return {key: frozenset(TOWN if is_suppressed else PUBLIC) for key, is_suppressed in shown}
    if paths in (PUBLIC, TOWN):
        return dict.fromkeys(keys, frozenset(paths))
    if table in THROUGH:
        other, key, firm = THROUGH[table]
        pairs = list(other._default_manager.values_list(key, firm))
        return {row: frozenset(held for mine, held in pairs if mine == row) or frozenset(TOWN) for row in keys}
    nobody = frozenset(PUBLIC if table.startswith("market.") else TOWN)
    rows = model._default_manager.values_list("id", *paths)
    return {row: frozenset(firm for firm in firms if firm is not None) or nobody for row, *firms in rows}


def _texts(column: str, value: Any) -> Iterator[str]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int):
        yield from _figures(column, value)
    elif isinstance(value, Decimal):
        yield from _figures(column, int(value))
        yield f"{value.normalize():f}"
    elif isinstance(value, dict | list):
        yield from _nested(value)
    elif column == "payload":
        yield from _nested(json.loads(value))
    elif isinstance(value, str) and column in TELLING and len(value) >= SHORTEST_TEXT and not DATE.fullmatch(value):
        yield value


def _figures(column: str, value: int) -> Iterator[str]:
    if abs(value) < LEAST_FIGURE:
        return
    yield str(abs(value))
    if column.endswith("_minor"):
        yield f"{abs(value) / 100:.2f}"
    if column.endswith("_e4"):
        yield f"{value / 10_000:.4f}"


def _nested(value: Any) -> Iterator[str]:
    """Yield the figures, and the texts that are no mere words, in what is kept as JSON."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _figures(name, one) if isinstance(one, int) else _nested(one)
    elif isinstance(value, list):
        for one in value:
            yield from _nested(one)
    elif isinstance(value, int):
        yield from _figures("", value)
    elif isinstance(value, str) and len(value) >= SHORTEST_TEXT and "-" in value and not DATE.fullmatch(value):
        yield value


def is_allowed(mark: Mark, *, firm: int | None, labels: Collection[str], firms: Mapping[str, int]) -> bool:
    """Tell whether a viewer of a firm may read a mark where an answer may bear these labels."""
    if mark.is_public:
        return True
    for label in labels:
        who, _slash, table = label.rpartition("/")
        if (firms[who] if who else firm) in mark.holders and table in {mark.label, mark.label.removesuffix(":key")}:
            return True
    return False
