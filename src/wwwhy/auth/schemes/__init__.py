"""One file an authentication scheme; the file's name is the scheme's.

A module may have `check(draft)`, which yields the defects of a challenge of its scheme beyond the
grammar, and `check_credentials(credentials)`, which yields names of faults in what was sent.
`wwwhy.auth.checks` finds them by name; a new scheme is a new file and nothing else.
"""
