"""Standing: why a card does not work, what still does, how to mend it, when it works again.

A card works unless a hold in force says otherwise. Recorded holds, and holds derived from facts at
the moment of asking, together answer for each credential and use. One pure function
(`rules.standing`) of facts, law and an instant; the forecast is the same function's spans read
ahead. Words: *hold* (限制); *use*: PAY (个人账户支付), CLAIM (统筹基金报销), AMEND (信息变更);
*remedy* (解决办法).
"""
