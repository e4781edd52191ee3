"""Say who sees what of the town's pages: everybody the same, and of nobody but himself."""

from tests.visibility.rows import MAY, may, path

OWN = may("registry.person", "registry.firm")
PATHS = tuple(
    path(route, lambda q, url=url: q.client.get(url), others=OWN, desk=OWN, anonymous=MAY)
    for route, url in (
        ("", "/?show=naive"),
        ("town/", "/town/"),
        ("town.xlsx", "/town.xlsx"),
        ("screen/", "/screen/"),
        ("figures/<str:key>/", "/figures/freight.together_a_pair/"),
        ("figures/<str:key>/", "/figures/flow.together/?export=xlsx"),
    )
)
