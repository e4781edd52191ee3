"""Measure pages in the town of DUKOU_HOME and print queries and milliseconds as JSON."""

import json
import os
import statistics
import time
from typing import Any

import django

REQUESTS = 50


def main() -> None:
    """Measure the order list, the longest order's journey and the town page, as a shared desk and as a firm."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dukou.site.settings")
    django.setup()
    from dukou.base.town import TOWN
    from dukou.journey.seed import demo_logins
    from dukou.market.door import orders
    from dukou.registry import door as registry

    longest = max(orders.orders(viewer=TOWN, size=1_000).orders, key=lambda one: one.lines)
    phones = {login.role: login.phone for login in demo_logins()}
    pages = {"order list": "/orders/", "order journey": f"/orders/{longest.code}/", "town": "/"}
    figures = {name: measured(path, phones["operator"]) for name, path in pages.items()}
    owner = registry.viewer_by_phone(phones["factory"], viewer=TOWN)
    mine = orders.orders(viewer=owner)
    if mine.orders:
        figures["own order list"] = measured("/orders/", phones["factory"])
        figures["own order journey"] = measured(f"/orders/{mine.orders[0].code}/", phones["factory"])
    print(json.dumps(figures))


def measured(path: str, phone: str) -> dict[str, float]:
    """Return the queries of one request and the median milliseconds of many."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(phone=phone), "django.contrib.auth.backends.ModelBackend")
    client.get(path)
    counted = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        counted.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        assert client.get(path).status_code == 200
    times = []
    for _request in range(REQUESTS):
        start = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - start) * 1_000)
    return {"queries": len(counted), "median_ms": statistics.median(times)}


if __name__ == "__main__":
    main()
