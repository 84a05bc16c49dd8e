"""Why a bill is not settled (不予结算的原因)."""

from yika.ground.errors import Conflict, Refused


class NotDesignated(Refused):
    """The institution has no agreement on that day. Facts: starts_on, ends_on."""

    code = "not_designated"


class NotTakenHere(Refused):
    """The institution does not take that. Facts: what, accepts."""

    code = "not_taken_here"


class CareNotGivenHere(Refused):
    """A pharmacy gives no care of that kind. Facts: med_type, kind, gives."""

    code = "care_not_given_here"


class IdentityDiffers(Refused):
    """The document number is not one of the person's. Facts: fields."""

    code = "identity_differs"


class WrongInsurance(Refused):
    """The person is insured in another scheme. Facts: insutype, insured."""

    code = "wrong_insurance"


class InsuranceNotOffered(Refused):
    """That insurance (births, retired cadres …) is not settled here. Facts: insutype, offered."""

    code = "insurance_not_offered"


class CareNotPriced(Refused):
    """Care of that kind is not settled here. Facts: med_type, kind."""

    code = "care_not_priced"


class DiseaseNotFiled(Refused):
    """No approved filing for that chronic or special disease. Facts: disease, filed."""

    code = "disease_not_filed"


class UseStopped(Refused):
    """Everything the message asks for is stopped. Facts: credential, uses, causes."""

    code = "use_stopped"


class NothingToSettle(Refused):
    """The batch of a visit has no lines that are not settled yet. Facts: visit_id, batch."""

    code = "nothing_to_settle"


class NothingLeftOfStay(NothingToSettle):
    """A stay has no lines that are not settled yet. Facts: visit_id."""

    code = "nothing_left_of_stay"


class AlreadySettled(Conflict):
    """The lines belong to a settlement that stands. Facts: visit_id, settlement_id, settled_at."""

    code = "already_settled"


class CareDiffers(Refused):
    """The care category is not the one told of the visit. Facts: visit_id, med_type, told."""

    code = "care_differs"


class TotalDiffers(Refused):
    """The total sent is not that of the lines. Facts: sent_fen, lines_fen."""

    code = "total_differs"


class PartsDiffer(Refused):
    """The parts sent are not those of the bill. Facts: fields."""

    code = "parts_differ"


class ReturnsOutweigh(Refused):
    """Returns among the lines come to more than what was charged. Facts: visit_id."""

    code = "returns_outweigh"


class NotShown(Refused):
    """No credential came with the bill, nor when its visit was registered. Facts: none."""

    code = "not_shown"


class TrialOutdated(Conflict):
    """The trial was made on an earlier day; a new one is needed. Facts: tried_on, today."""

    code = "trial_outdated"


class InterimAfterDischarge(Refused):
    """The stay has ended; what is left is its last bill. Facts: visit_id, since."""

    code = "interim_after_discharge"


class NotDischargedYet(Refused):
    """The stay is settled after discharge; before, in the interim or tried. Facts: visit_id."""

    code = "not_discharged_yet"
