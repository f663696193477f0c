"""Authentication fields and credentials: one grammar, one file a scheme, tokens without keys."""

from wwwhy.auth.challenge import Challenge, Defect, Parsed
from wwwhy.auth.parsing import parse_auth_info, parse_challenges, parse_credentials

__all__ = [
    "Challenge",
    "Defect",
    "Parsed",
    "parse_auth_info",
    "parse_challenges",
    "parse_credentials",
]
