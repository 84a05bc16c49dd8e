"""Every act about records, filings and contracts in every region: done, or a "no" with its reason.

What a region has not published is never guessed, and the made-up city has published all of it.
"""

from datetime import date

import pytest

from tests.builders import BOOK, CITY, somebody
from tests.rooms.matters.deciding import an_officer, finished, opened
from tests.rooms.matters.test_filing_acts import HYPERTENSION, an_institution
from yika.ground.errors import YikaError, reasons_of
from yika.guide.telling import words
from yika.matters import filing_acts as filing
from yika.matters import model as acts
from yika.matters import record_acts as records
from yika.matters.model import Act
from yika.store.db import Database

REGIONS = [division for division in BOOK.divisions() if division != "000000"]
# The answer to each act where a region is silent on what it needs.
SILENT = {"setting_needed", "confirmation_unknown", "not_confirmed_here"}


@pytest.mark.parametrize("region", REGIONS)
async def test_an_act_is_done_or_says_what_is_not_known(database: Database, region: str) -> None:
    who = await somebody(database, region=int(region))
    agent = await somebody(database, region=int(region), name="李代办")
    centre = await an_institution(database, 1, region=int(region))
    wanted: list[Act] = [
        acts.OrderCard(issuer="bank", bank="演示银行"),
        records.QueryState(),
        records.ChangePhone(phone="13800005678", identity="id_card"),
        records.IssueTemporary(),
        records.ProveCover(),
        records.GrantMandate(
            agent_id_number=agent.id_number,
            agent_name="李代办",
            matters=("state_query",),
            until=date(2026, 6, 30),
            identity="id_card",
        ),
        records.ConfirmEntitlement(benefit="pension", identity="id_card"),
        filing.FileOffSite(off_site_kind="temporary", place="460100"),
        filing.FileOffSite(off_site_kind="long_term", place="460100"),
        filing.ChooseInstitution(institution=centre.code),
        filing.SignFamilyDoctor(institution=centre.code),
        filing.EndFamilyDoctor(),
    ]
    refused: dict[str, set[str]] = {}
    for act in wanted:
        try:
            assert (await who.act(act)).result == "done"
        except YikaError as error:
            refused[str(act.__struct_config__.tag)] = {one.code for one in reasons_of(error)}
    if "order_card" in refused:  # without it there is nothing to wait for
        assert refused.pop("issue_temporary") == {"no_card_under_way"}
    if "sign_family_doctor" in refused:
        assert refused.pop("end_family_doctor") == {"no_contract"}
    assert all(codes <= SILENT for codes in refused.values()), refused
    assert not (refused and int(region) == CITY)


@pytest.mark.parametrize("region", REGIONS)
async def test_a_case_is_taken_or_says_what_is_not_known(database: Database, region: str) -> None:
    who = await somebody(database, region=int(region))
    officer = an_officer("C1", "handle", region=region)
    for act in (
        filing.RecogniseChronic(disease=HYPERTENSION),
        records.TransferOut(place="460100"),
    ):
        try:
            case = await finished(who, await opened(who, act, officer), act, actor=officer)
            assert case.state == "done"
        except YikaError as error:
            codes = {one.code for one in reasons_of(error)}
            assert codes <= {*SILENT, "disease_not_listed"}
            assert codes <= words().keys()
            assert int(region) != CITY
