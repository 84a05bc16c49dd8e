"""Which figures of an article do not add up. Nothing of the article is kept. Pure."""

from yika.faces.portal.calculators import asking
from yika.faces.portal.calculators.shown import Asked, Part, Result
from yika.faces.portal.fields import Field
from yika.faces.portal.laws import laws_used
from yika.faces.portal.phrases import phrase, written
from yika.guide.telling import Both
from yika.insurance.articles.article import MOST, check
from yika.insurance.articles.model import Claim, Verdict

TONES = {
    Verdict.RIGHT: "yes",
    Verdict.WRONG: "no",
    Verdict.DOUBTFUL: "half",
    Verdict.OUTSIDE: "plain",
}


def fields(asked: Asked) -> list[Field]:
    """Region, day and the article."""
    text = Field(
        name="text",
        kind="article",
        label=phrase("c_text"),
        hint=phrase("c_text_hint", most=MOST),
    )
    return [asking.region(asked), asking.day(), text]


def work(asked: Asked) -> Result:
    """Every claim that could be worked out. Fails with ArticleTooLong."""
    claims = check(asked.text("text") or "", asked.book, asked.division, asked.on)
    wrong = sum(claim.verdict == Verdict.WRONG for claim in claims)
    doubtful = sum(claim.verdict == Verdict.DOUBTFUL for claim in claims)
    key = "c_claims_none" if not claims else "c_claims_wrong" if wrong else "c_claims_right"
    return Result(
        headline=phrase(key, count=len(claims), wrong=wrong),
        tone="no" if wrong else "half" if doubtful or not claims else "yes",
        parts=tuple(_claim(claim) for claim in claims),
        notes=(phrase("c_claims_note"),),
        laws=laws_used(asked.book, (one for c in claims for one in c.policy), asked.now),
    )


def _claim(claim: Claim) -> Part:
    facts: list[tuple[Both, Both]] = []
    if claim.should_be is not None:
        facts.append((phrase("c_should_be"), Both(claim.should_be, claim.should_be)))
    return Part(
        title=Both(f"“{claim.quoted}”", f"“{claim.quoted}”"),
        tone=TONES[claim.verdict],
        tag=phrase(f"c_verdict_{claim.verdict}"),
        note=written(claim.why.zh, claim.why.en),
        facts=tuple(facts),
    )
