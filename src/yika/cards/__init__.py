"""Cards: physical cards and e-credentials, what happened to them, and their passwords.

Words: *card* (社会保障卡, 医保卡), *e-credential* (医保电子凭证), *issuer* (发卡方: agent bank or
social security), *social-security password* (社保密码), *initial password* (初始密码), *loss
report* (挂失: temporary 预挂失, formal 正式挂失). A card's stage is a function of its events. Two
working cards, or a working lost one, cannot be written. The bank's own password is the bank's
business: it is only ever explained.
"""
