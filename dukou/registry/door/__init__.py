"""Open the registry: who is in town, what is published, and what time it is there.

Readers show a viewer its own firm; the shared desks and the town see all, and published tables are public. Writers are
for the town (seed, import, desks) and are all or nothing: they raise the first `Refusal`. One module a noun; the names
of all are found here.
"""

from dukou.registry.door.brands import add_brands, brands
from dukou.registry.door.certificates import add_certificates, certificates
from dukou.registry.door.clock import advance_clock, set_clock, today, town_clock
from dukou.registry.door.firms import add_firms, add_sites, firm_names, firms, known_firms, sellers, sites
from dukou.registry.door.lanes import claim_terms, emission_factors, lane_distances
from dukou.registry.door.leaving import leave
from dukou.registry.door.letters import reach, write_to
from dukou.registry.door.machines import add_machine_groups, machine_groups, machines
from dukou.registry.door.people import add_people, firms_by_phone, firms_of_person, viewer_by_phone, viewer_for
from dukou.registry.door.tables import (
    destinations,
    duties,
    exchange_rates,
    limit_rows,
    limits,
    press_figures,
    publish,
    targets,
)
from dukou.registry.door.tariffs import judge, succeed, tariff_rows, tariffs, zones
from dukou.registry.door.trading import trading_companies
from dukou.registry.door.views import retire_view, save_view, saved_views

__all__ = [
    "add_brands",
    "add_certificates",
    "add_firms",
    "add_machine_groups",
    "add_people",
    "add_sites",
    "advance_clock",
    "brands",
    "certificates",
    "claim_terms",
    "destinations",
    "duties",
    "emission_factors",
    "exchange_rates",
    "firm_names",
    "firms",
    "firms_by_phone",
    "firms_of_person",
    "judge",
    "known_firms",
    "lane_distances",
    "leave",
    "limit_rows",
    "limits",
    "machine_groups",
    "machines",
    "press_figures",
    "publish",
    "reach",
    "retire_view",
    "save_view",
    "saved_views",
    "sellers",
    "set_clock",
    "sites",
    "succeed",
    "targets",
    "tariff_rows",
    "tariffs",
    "today",
    "town_clock",
    "trading_companies",
    "viewer_by_phone",
    "viewer_for",
    "write_to",
    "zones",
]
