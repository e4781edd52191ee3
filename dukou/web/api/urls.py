"""Put the JSON interface together."""

from django.contrib.auth.decorators import login_required
from ninja import NinjaAPI
from ninja.security import django_auth

from dukou.web.api.facts import router as facts
from dukou.web.api.orders import router as orders

api = NinjaAPI(
    title="Dukou",
    version="1",
    auth=django_auth,
    docs_url=None,
    docs_decorator=login_required,
    urls_namespace="api",
)
api.add_router("/orders", orders)
api.add_router("/facts", facts)
