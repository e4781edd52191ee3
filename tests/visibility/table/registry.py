"""Say who sees what of firms, people, machines and published tables."""

from dukou.registry import door
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Row, own, public, row, sees, step
from tests.visibility.world import WHO

FACTORIES = ("owner", "rival", "maker")

ROWS: tuple[Row, ...] = (
    own(door.firms, lambda q: door.firms(viewer=q.viewer), "registry.firm", by=tuple(WHO)),
    row(
        door.firm_names,
        lambda q: door.firm_names([q.deal.seller], viewer=q.viewer),
        desks=sees("registry.firm"),
        owner=sees("registry.firm"),
    ),
    step(door.known_firms, lambda q: door.known_firms([q.deal.firm_code], viewer=q.viewer), "registry.firm"),
    # A seller is found by its code, which it hands out itself.
    public(door.sellers, lambda q: door.sellers([q.deal.firm_code]), "owner/registry.firm"),
    row(
        door.sites,
        lambda q: door.sites(viewer=q.viewer),
        desks=sees("registry.site"),
        **dict.fromkeys(set(WHO) - {"desk"}, sees("registry.site", "registry.firm")),
    ),
    step(door.add_firms, lambda q: door.add_firms([], on=q.world.on, viewer=q.viewer, now=q.world.now)),
    step(door.add_sites, lambda q: door.add_sites([], viewer=q.viewer, now=q.world.now)),
    row(
        door.machine_groups,
        lambda q: door.machine_groups(viewer=q.viewer),
        desks=sees("registry.machinegroup"),
        **dict.fromkeys(FACTORIES, sees("registry.machinegroup", "registry.firm:key")),
    ),
    row(
        door.machines,
        lambda q: door.machines([q.deal.group], viewer=q.viewer),
        desks=sees("registry.machine"),
        owner=sees("registry.machine", "registry.machinegroup:key", "registry.firm:key"),
    ),
    step(
        door.add_machine_groups, lambda q: door.add_machine_groups([], on=q.world.on, viewer=q.viewer, now=q.world.now)
    ),
    row(
        door.brands,
        lambda q: door.brands(viewer=q.viewer),
        desks=sees("registry.brand"),
        **dict.fromkeys(set(WHO) - {"desk"}, sees("registry.brand", "registry.trademark", "registry.firm:key")),
    ),
    step(door.add_brands, lambda q: door.add_brands([], viewer=q.viewer, now=q.world.now)),
    row(
        door.certificates,
        lambda q: door.certificates(viewer=q.viewer),
        desks=sees("registry.certificate"),
        **dict.fromkeys(set(WHO) - {"desk"}, sees("registry.certificate", "registry.firm:key")),
    ),
    step(door.add_certificates, lambda q: door.add_certificates([], viewer=q.viewer, now=q.world.now)),
    # Only a session that has logged in names a person.
    public(
        door.viewer_for,
        lambda q: door.viewer_for(person_id=q.deal.person, firm_id=q.deal.seller, request_id=""),
        "owner/registry.person:key",
        "owner/registry.firm:key",
    ),
    step(door.viewer_by_phone, lambda q: door.viewer_by_phone(q.deal.phone, viewer=q.viewer), "registry.firm:key"),
    own(
        door.firms_of_person,
        lambda q: door.firms_of_person(viewer=q.viewer),
        "registry.firm",
        by=tuple(WHO),
        town=NOTHING,
    ),
    # Whoever leaves names his own firm; the town's own firms stay.
    row(
        door.leave,
        lambda q: door.leave(WHO["owner"][3], viewer=q.viewer, now=q.world.now),
        desks=REFUSED,
        others=REFUSED,
        owner=MAY,
        anonymous=MISSING,
        town=MISSING,
    ),
    # Rooms write to a firm's people in the name of whoever acts; who they are, they are not told.
    row(
        door.write_to,
        lambda q: door.write_to(q.deal.buyer, "test.letter", {}, key="a-key", viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MAY,
    ),
    step(door.reach, lambda q: door.reach(q.deal.person, viewer=q.viewer)),
    step(door.add_people, lambda q: door.add_people([], password="x", viewer=q.viewer, now=q.world.now)),
    own(
        door.saved_views,
        lambda q: door.saved_views("orders", viewer=q.viewer),
        "registry.savedview",
        by=tuple(WHO),
        town=NOTHING,
    ),
    row(
        door.save_view,
        lambda q: door.save_view("orders", "mine", "q=mine", viewer=q.viewer, now=q.world.now),
        others=MAY,
        desks=MAY,
        town=MISSING,
        anonymous=MISSING,
    ),
    row(
        door.retire_view,
        lambda q: door.retire_view(q.deal.view, viewer=q.viewer, now=q.world.now),
        others=MISSING,
        desks=MISSING,
        owner=MAY,
    ),
    public(door.today, lambda _q: door.today()),
    public(door.trading_companies, lambda _q: door.trading_companies()),
    row(door.town_clock, lambda q: door.town_clock(viewer=q.viewer), desks=MAY, others=MISSING),
    step(
        door.advance_clock,
        lambda q: door.advance_clock(expected=(q.world.tomorrow, 0), to=(q.world.tomorrow, 1), viewer=q.viewer),
    ),
    row(
        door.set_clock,
        lambda q: door.set_clock(on=q.world.on, viewer=q.viewer),
        desks=MISSING,
        others=MISSING,
        town=REFUSED,
    ),
    step(door.publish, lambda q: door.publish("rate", [], viewer=q.viewer, now=q.world.now)),
    public(door.destinations, lambda _q: door.destinations()),
    public(door.tariffs, lambda q: door.tariffs(on=q.world.on)),
    public(door.exchange_rates, lambda q: door.exchange_rates(on=q.world.on)),
    public(door.duties, lambda q: door.duties(on=q.world.on)),
    public(door.emission_factors, lambda q: door.emission_factors(on=q.world.on)),
    public(door.lane_distances, lambda q: door.lane_distances(on=q.world.on)),
    public(door.claim_terms, lambda q: door.claim_terms(on=q.world.on)),
    public(door.limits, lambda q: door.limits(on=q.world.on)),
    public(door.limit_rows, lambda q: door.limit_rows(on=q.world.on)),
    public(door.press_figures, lambda _q: door.press_figures()),
    public(door.targets, lambda _q: door.targets()),
)
