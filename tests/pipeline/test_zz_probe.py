from tests.pipeline.conftest import *
def test_probe(house):
    a = house.send(order())
    print(a.as_dict())
    print(house.run())
    for n in ("lanmei","erp","archive"):
        print(n, [x.body for x in house.box(n).taken])
    b = house.send(order(control=2))
    print(b)
