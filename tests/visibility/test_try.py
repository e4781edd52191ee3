import time, pytest
pytestmark=[pytest.mark.doors, pytest.mark.django_db, pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")]
def test_it():
    from tests.visibility import world, marks
    t=time.time(); w=world.built(); print("built", time.time()-t); print(w.owner)
    t=time.time(); m=marks.collected(world.house_models()); print(time.time()-t, len(m.words), len(m.phrases))
    for k,v in list(m.words.items())[:400:4]: print(k,[ (x.label, set(x.holders)) for x in v])
    for k,v in list(m.phrases.items()): print(k,[ (x.label, set(x.holders)) for x in v])
