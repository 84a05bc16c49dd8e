"""Messages that come in a form: of parts with a file, or of fields."""

from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZipFile, ZipInfo

import httpx
import msgspec

from tests.faces.gateway.notes import HOSPITAL, ONE, a_message, a_sign_in, written
from tests.faces.gateway.test_http import posted


def a_zip() -> bytes:
    """A ZIP with one table in it."""
    made = BytesIO()
    with ZipFile(made, "w") as packed:
        packed.writestr(ZipInfo("a.txt"), "1\t2\n")  # without the time
    return made.getvalue()


async def test_a_form_brings_message_and_file(web: httpx.AsyncClient):
    given = {"fsUploadIn": {"filename": "a.zip", "fixmedins_code": HOSPITAL}}
    message = written(a_message("9101", given))
    parts = {"jsonStr": (None, message), "file": ("a.zip", a_zip())}
    for path in (ONE, "/fsi/api/fileupload/upload"):
        reply = (await web.post(path, files=parts)).json()
        assert reply["infcode"] == 0, reply
    number = reply["output"]["file_qury_no"]
    wanted = {"file_qury_no": number, "filename": "a.zip", "fixmedins_code": "plc"}
    fetched = await web.post(ONE, content=written(a_message("9102", {"fsDownloadIn": wanted})))
    assert fetched.headers["content-type"] == "application/octet-stream"
    assert fetched.content == a_zip()
    wanted["file_qury_no"] = "0"
    assert (await posted(web, a_message("9102", {"fsDownloadIn": wanted})))["infcode"] == -1
    as_text = a_message("9101", given)
    as_text["input"] = msgspec.json.encode(given).decode()
    parts = {"jsonStr": (None, written(as_text)), "file": ("a.zip", a_zip())}
    assert (await web.post(ONE, files=parts)).json()["infcode"] == 0
    broken = await web.post(ONE, files={"file": ("a.zip", b"x")})
    assert (broken.status_code, broken.json()["code"]) == (400, 400)


async def test_a_form_of_fields_brings_the_message(web: httpx.AsyncClient):
    reply = await web.post(ONE, data={"jsonStr": written(a_sign_in()).decode()})
    assert reply.json()["infcode"] == 0
    for broken in ({"json": "{}"}, {"jsonStr": ""}):
        assert (await web.post(ONE, data=broken)).status_code == 400


async def test_a_form_of_fields_is_read_byte_for_byte(web: httpx.AsyncClient):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    chinese = urlencode({"jsonStr": written(a_sign_in()).decode().encode("gbk")})
    reply = (await web.post(ONE, content=chinese, headers=kind)).json()
    assert reply["yika"]["code"] == "bad_message"
    assert "UTF-8" in reply["err_msg"]
    marked = b"\xef\xbb\xbf" + written(a_sign_in())  # JSON, whatever is said of it
    assert (await web.post(ONE, content=marked, headers=kind)).json()["infcode"] == 0
