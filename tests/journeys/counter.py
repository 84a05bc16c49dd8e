"""The counter of a hospital or pharmacy, with our own client and one of the cast before it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

import httpx

from yika.client import asks
from yika.client.asking import Ask, Station
from yika.client.calls import AsyncClient, Sending
from yika.client.signing import Csb
from yika.demo.cast import BY_KEY
from yika.demo.model import START
from yika.interface.records import (
    t1101,
    t2102,
    t2201,
    t2203a,
    t2204,
    t2207,
    t2301,
    t2304,
    t2401,
    t2402,
)

HOSPITAL, PHARMACY = "H99990000001", "P99990000001"
DRUG = "XA02BAD004A004010110112"  # class A, without a ceiling
PRICE = Decimal("24.60")
DOCTOR: dict[str, Any] = {"bilg_dr_codg": "D999900001001", "bilg_dr_name": "王医生"}
NOW = START.replace(tzinfo=None)
NUMBERS = count()  # of all messages, since the clock stands


@dataclass
class Counter:
    """An institution at work, with the customer before it."""

    till: AsyncClient
    base: t1101.OutBaseinfo
    insutype: str

    @property
    def psn_no(self) -> str:
        return self.base.psn_no

    @property
    def shown(self) -> dict[str, Any]:
        """What the customer shows: the identity card."""
        return {"mdtrt_cert_type": "02", "mdtrt_cert_no": self.base.certno}

    def purchase(self, boxes: int = 2, **changes: Any) -> Ask[t2102.Output]:
        """2102, with one line."""
        head: dict[str, Any] = {
            **self.shown,
            "psn_no": self.psn_no,
            "psn_cert_type": "01",
            "certno": self.base.certno,
            "psn_type": "11",
            "psn_name": self.base.psn_name,
            "begntime": NOW,
            "medfee_sumamt": PRICE * boxes,
            "insutype": self.insutype,
            "acct_used_flag": "1",
            "med_type": "41",
        }
        line = t2102.InDrugdetail(
            feedetl_sn="1",
            rx_circ_flag="0",
            fee_ocur_time=NOW,
            med_list_codg=DRUG,
            medins_list_codg="own",
            det_item_fee_sumamt=PRICE * boxes,
            cnt=Decimal(boxes),
            pric=PRICE,
        )
        return asks.buy(t2102.InDruginfo(**(head | changes)), [line])

    async def visit(self) -> str:
        """2201 and 2203A; the number of the visit."""
        registered = await self.till.register(
            t2201.InFields(
                **self.shown,
                psn_no=self.psn_no,
                insutype=self.insutype,
                begntime=NOW,
                ipt_otp_no="OP1",
                dept_code="0301",
                dept_name="呼吸与危重症医学科",
                caty="A03",
            )
        )
        visit = registered.output.data.mdtrt_id
        told = t2203a.InMdtrtinfo(mdtrt_id=visit, psn_no=self.psn_no, med_type="11", begntime=NOW)
        await self.till.ask(asks.diagnose(told, [t2203a.InDiseinfo(**diagnosis(), vali_flag="1")]))
        return visit

    def fee(self, visit: str, number: int, boxes: int, batch: str) -> dict[str, Any]:
        """A line of 2204 or 2301."""
        return {
            "feedetl_sn": str(number),
            "mdtrt_id": visit,
            "psn_no": self.psn_no,
            "fee_ocur_time": NOW,
            "med_list_codg": DRUG,
            "medins_list_codg": "own",
            "det_item_fee_sumamt": PRICE * boxes,
            "cnt": Decimal(boxes),
            "pric": PRICE,
            "bilg_dept_codg": "0301",
            "bilg_dept_name": "呼吸与危重症医学科",
            "hosp_appr_flag": "0",
            **DOCTOR,
            **({"chrg_bchno": batch} if batch else {}),
        }

    async def upload(self, visit: str, boxes: int) -> None:
        """2204 with one line."""
        line = self.fee(visit, 1, boxes, "B1")
        await self.till.upload([t2204.InFeedetail(rx_circ_flag="0", **line)])

    def visit_bill(self, visit: str, boxes: int) -> dict[str, Any]:
        """The input of 2206 and 2207."""
        return {
            **self.shown,
            "psn_no": self.psn_no,
            "med_type": "11",
            "medfee_sumamt": PRICE * boxes,
            "psn_setlway": "01",
            "mdtrt_id": visit,
            "chrg_bchno": "B1",
            "acct_used_flag": "1",
            "insutype": self.insutype,
        }

    async def settle(self, visit: str, boxes: int) -> t2207.OutSetlinfo:
        """2207."""
        bill = t2207.InFields(**self.visit_bill(visit, boxes))
        return (await self.till.settle(bill)).output.setlinfo

    async def admit(self, number: str = "Z1") -> str:
        """2401; the number of the stay."""
        given = t2401.Input(
            mdtrtinfo=t2401.InMdtrtinfo(
                **self.shown,
                psn_no=self.psn_no,
                insutype=self.insutype,
                begntime=NOW,
                med_type="2101",
                ipt_no=number,
                **_of_stay(),
            ),
            diseinfo=[t2401.InDiseinfo(psn_no=self.psn_no, **diagnosis(), maindiag_flag="1")],
        )
        told = await self.till.ask(Ask("2401", given, t2401.Output))
        return told.output.result.mdtrt_id

    async def charge(self, stay: str, number: int, boxes: int) -> None:
        """2301 with one line."""
        line: dict[str, Any] = {**self.fee(stay, number, boxes, ""), "med_type": "2101"}
        given = t2301.Input(feedetail=[t2301.InFeedetail(**line)])
        await self.till.ask(Ask("2301", given, t2301.Output))

    async def discharge(self, stay: str) -> None:
        """2402."""
        given = t2402.Input(
            dscginfo=t2402.InDscginfo(
                mdtrt_id=stay,
                psn_no=self.psn_no,
                insutype=self.insutype,
                endtime=NOW,
                dscg_dept_codg="0301",
                dscg_dept_name="呼吸与危重症医学科",
                dscg_way="1",
            ),
            diseinfo=[
                t2402.InDiseinfo(
                    mdtrt_id=stay, psn_no=self.psn_no, **diagnosis(), maindiag_flag="1"
                )
            ],
        )
        await self.till.ask(Ask[None]("2402", given))

    async def settle_stay(self, stay: str, boxes: int, *, interim: bool) -> t2304.OutSetlinfo:
        """2304."""
        given = t2304.Input(
            data=t2304.InFields(
                **self.shown,
                psn_no=self.psn_no,
                medfee_sumamt=PRICE * boxes,
                psn_setlway="01",
                mdtrt_id=stay,
                acct_used_flag="0",
                insutype=self.insutype,
                mid_setl_flag="1" if interim else "0",
            )
        )
        return (await self.till.ask(Ask("2304", given, t2304.Output))).output.setlinfo

    async def balance(self) -> Decimal:
        """What 1101 says is in the account."""
        return (await self.till.person(self.base.certno)).output.insuinfo[0].balc


async def at(web: httpx.AsyncClient, code: str, key: str) -> Counter:
    """The counter of an institution, signed in, with one of the cast before it."""
    station = Station(code=code, region=999900, name="演示", now=_now, numbers=NUMBERS)
    till = AsyncClient(
        web, Sending(station=station, signing=Csb(access_key="AK_TEST", secret="SK_TEST"))
    )
    await till.sign_in()
    told = (await till.person(BY_KEY[key].id_number)).output
    main = next(row for row in told.insuinfo if row.insutype in ("310", "390"))
    return Counter(till, told.baseinfo, main.insutype)


def diagnosis() -> dict[str, Any]:
    return {
        "diag_type": "1",
        "diag_srt_no": 1,
        "diag_code": "J18.900",
        "diag_name": "肺炎",
        "diag_dept": "0301",
        "dise_dor_no": DOCTOR["bilg_dr_codg"],
        "dise_dor_name": DOCTOR["bilg_dr_name"],
        "diag_time": NOW,
    }


def _of_stay() -> dict[str, Any]:
    return {
        "atddr_no": DOCTOR["bilg_dr_codg"],
        "chfpdr_name": "王医生",
        "adm_diag_dscr": "发热",
        "adm_dept_codg": "0301",
        "adm_dept_name": "呼吸与危重症医学科",
        "adm_bed": "12",
        "dscg_maindiag_code": "J18.900",
        "dscg_maindiag_name": "肺炎",
    }


def _now() -> datetime:
    return START
