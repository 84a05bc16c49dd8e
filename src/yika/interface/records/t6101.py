"""6101 解析医保电子凭证二维码, decode the e-voucher; generated, see `generate.py`."""

from msgspec import Struct, field

from yika.interface.kinds import S6, S20, S30, S40, S200


class InFields(Struct, kw_only=True):
    """解析医保电子凭证二维码: InData."""

    org_id: S40 = field(name="orgId")
    business_type: S6 = field(name="businessType")
    business_info: S200 | None = field(default=None, name="businessInfo")
    operator_id: S20 = field(name="operatorId")
    operator_name: S30 = field(name="operatorName")
    office_id: S20 = field(name="officeId")
    office_name: S30 = field(name="officeName")
    device_type: S30 | None = field(default=None, name="deviceType")


class Input(Struct, kw_only=True):
    """解析医保电子凭证二维码: what is sent."""

    in_data: InFields = field(name="InData")


class OutFields(Struct, kw_only=True, omit_defaults=True):
    """解析医保电子凭证二维码: OutData."""

    user_name: str = field(name="userName")
    id_no: str = field(name="idNo")
    id_type: str = field(name="idType")
    ec_token: str = field(name="ecToken")
    insu_org: str = field(name="insuOrg")
    auth_no: str | None = field(default=None, name="authNo")
    ec_index_no: str | None = field(default=None, name="ecIndexNo")
    gender: str | None = None
    birthday: str | None = None
    nationality: str | None = None
    email: str | None = None


class Output(Struct, kw_only=True, omit_defaults=True):
    """解析医保电子凭证二维码: the reply."""

    out_data: OutFields = field(name="OutData")
