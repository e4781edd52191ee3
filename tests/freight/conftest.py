"""Serve carriers on a loopback socket to the tests of bookings."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dukou.base.town import TOWN
from dukou.freight.door import carriers
from dukou.registry import door as registry
from dukou.site import wire
from tests import builders as town
from tests.freight.carriers import ACCOUNT, KEY, STUBS, Carrier, Stub
from tests.site.peers import serving


@pytest.fixture
def stub(request: pytest.FixtureRequest, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Stub]:
    """Serve the carrier whose protocol the test names, and enter it."""
    town.limits()
    town.destination()
    firm = town.firm("carrier")
    carriers.speak(firm, protocol=request.param, account=ACCOUNT, viewer=town.DESK, now=town.NOW)
    found = Stub(STUBS[request.param])
    settings.DUKOU_HOME = tmp_path
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.3)
    with serving(Carrier(found)) as port:
        code = next(one.code for one in registry.firms(viewer=TOWN) if one.id == firm)
        peer = {"url": f"http://127.0.0.1:{port}", "account": ACCOUNT, "key": KEY}
        (tmp_path / wire.PARTIES_FILE).write_text(json.dumps({code: peer}))
        yield found
