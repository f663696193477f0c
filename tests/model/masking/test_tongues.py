"""Names of secrets in other languages: found in every spelling, and not found in other words."""

import pytest

from wwwhy.model.masking import tongues
from wwwhy.model.masking.secrecy import Suspicion, kind_of, suspicion


@pytest.mark.parametrize(
    "name",
    [
        "mot_de_passe", "motDePasse", "Mot de passe", "Contraseña", "contrasena", r"contrase\u00f1a",
        "nova_senha", "Kennwort2", "jelszó", "jelszo", "hasło", "haslo", "şifre", "Kata sandi", "mdp",
        "пароль", "новый_пароль", "пінкод-пароль", "密码", "密碼", "パスワード", "비밀번호", "รหัสผ่าน",
        "पासवर्ड", "סיסמה", "كلمة المرور", "κωδικός πρόσβασης",
    ],
)  # fmt: skip
def test_a_password_by_any_name(name):
    assert (suspicion(name), kind_of(name)) == (Suspicion.CERTAIN, "password")
    assert tongues.may_name(name.lower())


@pytest.mark.parametrize("name", ["токен", "jeton_acces", "令牌", "トークン", "код подтверждения"])
def test_a_token_by_any_name(name):
    assert (suspicion(name), kind_of(name)) == (Suspicion.CERTAIN, "token")


@pytest.mark.parametrize("name", ["clave", "chave_primaria", "ключ", "Schlüssel", "nyckel"])
def test_a_key_may_name_a_row(name):
    assert suspicion(name) is Suspicion.HINT


@pytest.mark.parametrize(
    "name",
    ["enclave", "passport", "parolee_id", "имя", "姓名", "nachname", "codigo_postal", "ville"],
)
def test_other_words(name):
    assert suspicion(name) in {Suspicion.NONE, Suspicion.INNOCENT}
