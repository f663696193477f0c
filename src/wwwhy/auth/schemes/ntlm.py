"""NTLM: the same blobs as Negotiate, without its wrapping ([MS-NTHT])."""

from wwwhy.auth.schemes.negotiate import check, check_credentials

__all__ = ["check", "check_credentials"]
