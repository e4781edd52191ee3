"""Say who sees what of firms, people, machines and published tables."""

from dukou.registry import door
from tests.visibility.rows import MISSING, NOTHING, REFUSED, Row, own, public, row, sees, step
from tests.visibility.world import WHO

FACTORIES = ("owner", "rival", "maker")

ROWS: tuple[Row, ...] = (
    own(door.firms, lambda w, v, asked: door.firms(viewer=v), "registry.firm", by=tuple(WHO)),
    row(
        door.firm_names,
        lambda w, v, asked: door.firm_names([asked.seller], viewer=v),
        desks=sees("registry.firm"),
        owner=sees("registry.firm"),
    ),
    step(door.known_firms, lambda w, v, asked: door.known_firms([asked.firm_code], viewer=v), "registry.firm"),
    # A seller is found by its code, which it hands out itself.
    public(door.sellers, lambda w, v, asked: door.sellers([asked.firm_code]), "owner/registry.firm"),
    row(
        door.sites,
        lambda w, v, asked: door.sites(viewer=v),
        desks=sees("registry.site"),
        **dict.fromkeys(set(WHO) - {"desk"}, sees("registry.site", "registry.firm")),
    ),
    step(door.add_firms, lambda w, v, asked: door.add_firms([], on=w.on, viewer=v, now=w.now)),
    step(door.add_sites, lambda w, v, asked: door.add_sites([], viewer=v, now=w.now)),
    row(
        door.machine_groups,
        lambda w, v, asked: door.machine_groups(viewer=v),
        desks=sees("registry.machinegroup"),
        **dict.fromkeys(FACTORIES, sees("registry.machinegroup", "registry.firm:key")),
    ),
    row(
        door.machines,
        lambda w, v, asked: door.machines([asked.group], viewer=v),
        desks=sees("registry.machine"),
        owner=sees("registry.machine", "registry.machinegroup:key", "registry.firm:key"),
    ),
    step(door.add_machine_groups, lambda w, v, asked: door.add_machine_groups([], on=w.on, viewer=v, now=w.now)),
    row(
        door.brands,
        lambda w, v, asked: door.brands(viewer=v),
        desks=sees("registry.brand"),
        **dict.fromkeys(set(WHO) - {"desk"}, sees("registry.brand", "registry.trademark", "registry.firm:key")),
    ),
    step(door.add_brands, lambda w, v, asked: door.add_brands([], viewer=v, now=w.now)),
    row(
        door.certificates,
        lambda w, v, asked: door.certificates(viewer=v),
        desks=sees("registry.certificate"),
        **dict.fromkeys(set(WHO) - {"desk"}, sees("registry.certificate", "registry.firm:key")),
    ),
    step(door.add_certificates, lambda w, v, asked: door.add_certificates([], viewer=v, now=w.now)),
    # Only a session that has logged in names a person.
    public(
        door.viewer_for,
        lambda w, v, asked: door.viewer_for(person_id=asked.person, firm_id=asked.seller, request_id=""),
        "owner/registry.person:key",
        "owner/registry.firm:key",
    ),
    step(door.viewer_by_phone, lambda w, v, asked: door.viewer_by_phone(asked.phone, viewer=v), "registry.firm:key"),
    own(
        door.firms_of_person,
        lambda w, v, asked: door.firms_of_person(viewer=v),
        "registry.firm",
        by=tuple(WHO),
        town=NOTHING,
    ),
    step(door.add_people, lambda w, v, asked: door.add_people([], password="x", viewer=v, now=w.now)),
    step(door.town_clock, lambda w, v, asked: door.town_clock(viewer=v)),
    step(
        door.advance_clock,
        lambda w, v, asked: door.advance_clock(expected=(w.tomorrow, 0), to=(w.tomorrow, 1), viewer=v),
    ),
    row(
        door.set_clock,
        lambda w, v, asked: door.set_clock(on=w.on, viewer=v),
        desks=MISSING,
        others=MISSING,
        town=REFUSED,
    ),
    step(door.publish, lambda w, v, asked: door.publish("rate", [], viewer=v, now=w.now)),
    public(door.destinations, lambda w, v, asked: door.destinations()),
    public(door.tariffs, lambda w, v, asked: door.tariffs(on=w.on)),
    public(door.exchange_rates, lambda w, v, asked: door.exchange_rates(on=w.on)),
    public(door.duties, lambda w, v, asked: door.duties(on=w.on)),
    public(door.limits, lambda w, v, asked: door.limits(on=w.on)),
    public(door.limit_rows, lambda w, v, asked: door.limit_rows(on=w.on)),
    public(door.press_figures, lambda w, v, asked: door.press_figures()),
    public(door.targets, lambda w, v, asked: door.targets()),
)
