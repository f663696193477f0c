"""A token arrived, was read, and was refused for what it says: time, audience, issuer, form.

Confused with `credentials` (the token never arrived) and with clocks that disagree. The server's
own Date is the clock that judged; ours may be wrong.
"""
