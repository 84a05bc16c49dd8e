"""Who is insured and who has paid: enrolment, employers, bills, payments, and what follows.

*Contribution* (缴费): what is owed for a month or a year, by whom, on which base. *Entitlement*
(待遇): from paid spans and the region's convention, when the pooled fund pays. Formulas read rates
and conventions from policy; none stands in the code.

`amounts` computes what is charged, credited or estimated; `books` keeps enrolments, bills and
payments; `entitled` goes from months paid to the days on which the fund pays; `articles` reads what
others wrote. All four share `model` and `laws`; others ask `service`.
"""
