"""Designated hospitals and pharmacies (定点医药机构), and the catalogue of what may be charged.

*Institution* (定点医药机构): known to messages by its code; designated while an *agreement*
(服务协议) is in force. *Catalogue* (医保目录): what may be charged, each row from one day until
another. *Directory* (就医导航): who is designated in one region, by department and complaint; it
gives no scores, sells no places, and never names another city's hospital. What signs messages is
sealed.
"""
