"""The words of a lack in many languages, and words that lack something else."""

import pytest

from wwwhy.causes import lacks


@pytest.mark.parametrize(
    "text",
    [
        "missing or malformed jwt",
        "Please authenticate first",
        "no credentials",
        "Anmeldung erforderlich",
        "Bitte melden Sie sich an",
        "Authentification requise",
        "Falta el token de acceso",
        "Требуется авторизация",
        "Сначала войдите в систему",
        "Не передан токен",
        "认证失败：缺少访问令牌",
        "请先登录",
        "アクセストークンがありません",
        "ログインしてください",
        "로그인이 필요합니다",
    ],
)
def test_a_lack_is_understood(text):
    assert lacks.speaks_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "VPN connection required",
        "CSRF token missing",
        "Session limit: only one device may be signed in",
        "同時にログインできる端末は一台だけです",
        "Ваш IP заблокирован",
        "Недостаточно прав",
        "Zugriff verweigert",
        "Client update required",
        "",
    ],
)
def test_what_asks_for_something_else_is_none(text):
    assert not lacks.speaks_of(text)


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("token_missing", True), ("UNAUTHENTICATED", True), ("mfa_required", False), ("E1", False)],
)
def test_codes_are_english(code, is_one):
    assert lacks.is_code_of(code) is is_one


@pytest.mark.parametrize(
    ("text", "names"), [("Токен устарел", True), ("token_expired", True), ("tokenizer", False)]
)
def test_words_for_a_token(text, names):
    assert (lacks.TOKEN.search(text) is not None) is names
