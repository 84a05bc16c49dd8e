"""The addresses under which gateways are called."""

import pytest

from yika.interface import paths
from yika.interface.paths import PATH_MAX, SINGLE, known, services, transaction
from yika.interface.spec import numbers


@pytest.mark.parametrize(
    ("path", "infno"),
    [
        ("/fsi/api/rsfComIfsService/callService", ""),
        ("/fsi/api/rsfComIfsService/callService/", ""),
        ("/fsi/api/rsfComIfsService/callService/1101", "1101"),
        ("/power-csb/powercsb/9001", "9001"),
        ("/ebus/gdyb_inf/hsa/hgs/2207A", "2207A"),
        ("/ebus/gdyb-inf/poc/hsa/hgs/1101", "1101"),
        ("/ebus/gdyb_inf/poc-hsa-hgs-2207a", "2207A"),
        ("/fsi/api/fsiPsnInfoService/queryPsnInfo", "1101"),
        ("/ebus/hebei/fsi/api/outpatientDocInfoService/outpatientRregistration", "2201"),
        ("/fsi/api/outpatientSettleService/saveSettletment", "2207A"),
        ("/fsi/api/outpatientSettleService/saveSettletmentA", "2207A"),
        ("/fsi/api/outpatientSettleService/saveSettletmentV2", "2207"),
        ("/CSB", ""),
        ("/gw/v1/fsi/api/rsfComIfsService/callService/1101", "1101"),
        ("//fsi/api//fsiPsnInfoService/queryPsnInfo", "1101"),
        ("/isp/powercsb/9001", "9001"),
        ("/hsa/hgs/1101", "1101"),
        ("/ebus/app/CSB", ""),
        ("/fsi/api/hsecfc/localQrCodeQuery", ""),
        ("/uif-hsaf-med-api/api/medical/service", ""),
    ],
)
def test_addresses_in_use(path: str, infno: str) -> None:
    assert transaction(path) == infno


@pytest.mark.parametrize("path", ["/", "/api/v1/people", "/fsi/api/no/where", "/ebus/x", "/CSBx"])
def test_other_addresses_are_none_of_ours(path: str) -> None:
    assert not known(path)


def test_of_a_path_of_any_length_nothing_is_kept() -> None:
    before = "/a" * ((PATH_MAX - len(SINGLE)) // 2)
    assert known(before + SINGLE)
    kept = paths._transaction.cache_info().currsize  # pyright: ignore[reportPrivateUsage]
    assert not known(before + before + SINGLE)
    assert paths._transaction.cache_info().currsize == kept  # pyright: ignore[reportPrivateUsage]


def test_services_are_of_transactions_that_are_spoken() -> None:
    assert set(services().values()) <= set(numbers())
