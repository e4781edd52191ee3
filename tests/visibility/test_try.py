import time, pytest
from django.apps import apps
pytestmark=[pytest.mark.doors, pytest.mark.django_db]
def test_it():
    from tests.visibility import world
    t=time.time(); w=world.built(); print("built", time.time()-t); print(w)
    for m in world.house_models():
        print(m._meta.label, m.objects.count())
    from dukou.market import models as market
    for r in market.Line.objects.values(): print(r)
    from dukou.freight import models as f
    for r in f.Load.objects.values(): print(r)
    from dukou.journey.audit import audit
    for x in audit().faults: print(x)
