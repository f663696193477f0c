"""Secrets: which parts of a message are some, and what is shown instead of them."""

from wwwhy.model.masking.masker import Masker
from wwwhy.model.masking.names import (
    credential_fields,
    is_address_field,
    is_credential_field,
    is_public_field,
)

__all__ = [
    "Masker",
    "credential_fields",
    "is_address_field",
    "is_credential_field",
    "is_public_field",
]
