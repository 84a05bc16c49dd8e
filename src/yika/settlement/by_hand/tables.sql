-- What was paid out to a person by hand (手工报销、津贴): which receipt, or which birth, and for which settlement. The receipt
-- is a keyed hash; what was claimed, and to which bank account it went, is sealed.
CREATE TABLE hand_claims (
    region         int NOT NULL,
    person_id      bigint NOT NULL,
    claim_id       uuid NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('bill', 'allowance')),
    receipt_blind  bytea NOT NULL,
    settlement_id  bigint CHECK ((settlement_id IS NOT NULL) = (kind = 'bill')),
    served_on      date NOT NULL,
    total_fen      bigint NOT NULL CHECK (total_fen >= 0),
    paid_fen       bigint NOT NULL CHECK (paid_fen >= 0),
    details_sealed bytea NOT NULL,
    paid_at        timestamptz NOT NULL,
    undone_at      timestamptz CHECK (undone_at >= paid_at),
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, claim_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN hand_claims.receipt_blind IS 'of the receipt''s number; of an allowance, of whose birth and when';
-- A receipt is reimbursed once, whoever brings it.
CREATE UNIQUE INDEX hand_claims_once ON hand_claims (region, kind, receipt_blind) WHERE undone_at IS NULL;

-- Numbers of settlements that no message made: above all numbers of messages, within the forty-seven bits of an id.
CREATE SEQUENCE hand_settlement_ids MINVALUE 35184372088832;
