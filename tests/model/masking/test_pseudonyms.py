from wwwhy.model.masking.pseudonyms import MOST_SPREAD, Pseudonyms


def test_ordinals_count_by_first_appearance_in_each_kind() -> None:
    names = Pseudonyms()
    assert names.label("aB3dE5gH", "token") == "<token:1>"
    assert names.label("zY9xW7vU", "token") == "<token:2>"
    assert names.label("hunter2x", "password") == "<password:1>"
    assert names.label("aB3dE5gH", "cookie") == "<token:1>"


def test_a_label_or_a_placeholder_is_no_secret() -> None:
    names = Pseudonyms()
    for text in ("<token:1>", "undefined", "$TOKEN", "{{token}}", "", "***"):
        assert names.label(text, "token") == text


def test_a_longer_secret_is_hidden_before_a_shorter_one_in_it() -> None:
    names = Pseudonyms()
    names.label("aB3dE5gH", "key")
    names.label("xx-aB3dE5gH-yy", "key")
    assert names.hidden("xx-aB3dE5gH-yy and aB3dE5gH") == "<key:2> and <key:1>"
    hide = names.hiding("x aB3dE5gH y")
    assert hide is not None
    assert hide("<aB3dE5gH>") == names.hidden("<aB3dE5gH>")
    assert names.hiding("nothing") is None


def test_words_are_hidden_as_words() -> None:
    names = Pseudonyms()
    names.label("summer", "password")
    assert names.hidden("summer, midsummer, SUMMER") == "<password:1>, midsummer, SUMMER"


def test_ordinary_words_and_uncertain_ones_are_left_alone() -> None:
    names = Pseudonyms()
    names.label("password", "password")
    names.label("user:pass", "password")
    names.label("darkmode", "cookie", is_certain=False)
    assert names.hidden("password user:password darkmode") == "password user:password darkmode"


def test_another_form_shares_the_name() -> None:
    names = Pseudonyms()
    label = names.label("bob:hunter2x", "password")
    names.also("hunter2x", label)
    names.also("", label)
    assert names.hidden("was hunter2x") == "was <password:1>"


def test_the_number_of_secrets_looked_for_is_bounded() -> None:
    names = Pseudonyms()
    for number in range(MOST_SPREAD + 50):
        names.label(f"aB3dE5gH{number:05d}", "token")
    assert names.hidden("aB3dE5gH00000") == "<token:1>"
    assert names.hidden(f"aB3dE5gH{MOST_SPREAD + 20:05d}") == f"aB3dE5gH{MOST_SPREAD + 20:05d}"
