"""What the canaries do with insurance, accounts and payrolls, by the API and by commands."""

from collections.abc import Sequence
from uuid import uuid4

import httpx

from tests.builders import CITY, Somebody

OFFICE = "91999900MA7777001F"  # the code of an employer; codes are public


async def through_insurance_and_account(
    client: httpx.AsyncClient, canary: Somebody, numbers: Sequence[str], names: Sequence[str]
) -> None:
    """Insurance, account and payrolls, with numbers where they do not belong."""
    for who in ({"id_number": canary.id_number}, {"role": "officer"}):
        reply = await client.post("/api/v1/sessions", json=who)
        headers = {"Authorization": f"Bearer {reply.json()['token']}", "Idempotency-Key": "k"}
        about = "me" if "id_number" in who else f"{CITY}-{canary.person.person_id}"
        paths = ["cover", "cover/2026-02", "account", "account/statement", "account/statement.pdf"]
        for path in (*paths, "account/clear-out.pdf"):
            await client.get(f"/api/v1/people/{about}/{path}", headers=headers)
        where = f"/api/v1/people/{about}/acts"
        for number in numbers:
            share = {"act": "share_account", "relation": "child", "relative_id_number": number}
            share["relative_name"] = names[0]
            premium = {"act": "pay_for_relative", "relative_id_number": number}
            wrong = (premium | {number: number}, share | {"until": number})
            for asked in (share, share | {"relative_name": names[1]}, premium, *wrong):
                key = {"Idempotency-Key": str(uuid4())}
                await client.post(where, json=asked, headers=headers | key)
        office = {"region": f"{CITY}", "code": OFFICE, "name": "演示商行"}
        await client.post("/api/v1/employers", json=office, headers=headers)
        rows = [f"{name},{number},{number}" for name in names for number in numbers]
        payroll = "\n".join(["姓名,身份证号,申报基数", *rows]).encode()
        asked = {"region": f"{CITY}", "period": "2026-03", "skip_errors": "true"}
        for path in ("payrolls/preview", "payrolls"):
            where = f"/api/v1/employers/{OFFICE}/{path}"
            await client.post(where, params=asked, content=payroll, headers=headers)
            await client.post(where, params=asked, content=payroll + b"\xff", headers=headers)
        asked = {"region": f"{CITY}", "period": "2026-03"}
        await client.get(f"/api/v1/employers/{OFFICE}/bills", params=asked, headers=headers)
        paid = {"region": f"{CITY}", "amount": "1", "paid_at": canary.id_number}
        await client.post(f"/api/v1/employers/{OFFICE}/payments", json=paid, headers=headers)


def cover_commands(
    id_number: str, relative_number: str, relative_name: str
) -> list[tuple[str, ...]]:
    """Commands about somebody and a relative; a payroll lies in the folder."""
    me = ("--id-number", id_number)
    relative = ("--relative-id-number", relative_number)
    named = ("--relative-name", relative_name)
    office = ("--employer", OFFICE, "--region", f"{CITY}")
    return [
        ("cover", "show", *me),
        ("cover", "show", *me, "--json"),
        ("cover", "why-unpaid", *me, "--month", "2026-02"),
        ("cover", "share-account", *me, *relative, *named, "--relation", "child"),
        ("cover", "pay-for-relative", *me, *relative),
        ("account", "show", *me),
        ("account", "statement", *me, "--json"),
        ("account", "pdf", *me, "--out", "statement.pdf"),
        ("payroll", "preview", "payroll.csv", *office, "--period", "2026-03"),
        ("payroll", "declare", "payroll.csv", *office, "--period", "2026-03", "--json"),
        ("employer", "bills", *office, "--period", "2026-03"),
        ("run", "bills", "--region", f"{CITY}", "--period", "2026-03"),
    ]
