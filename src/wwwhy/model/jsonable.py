"""The model as plain JSON values and back: for case files, reports and stored exchanges.

The form: a dataclass is an object of its fields, an enum its value, a tuple an array, `Fields` an
array of [name, value] pairs, a `Url` its text. Bytes are {"text": "..."} where they are UTF-8 and
{"base64": "..."} where they are not. A number that is not finite becomes null. Nothing is masked
here: mask a request before its JSON leaves the process.
"""

import binascii
import dataclasses
import math
import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from wwwhy.errors import InputError, Sentence
from wwwhy.model.fields import Fields
from wwwhy.model.url import Url

MAX_DEPTH = 64
T = TypeVar("T")

Json = Any
"""None, bool, int, float, str, list or dict with text keys: what `json.dumps` takes."""


def to_json(value: object, *, sparse: bool = False) -> Json:
    """Return a plain JSON value for anything of the model.

    Arguments:
        value: a dataclass of the model, or what one holds.
        sparse: leave out attributes that have their default value.

    Raises:
        TypeError: the value is not of the model.

    """
    if value is None or type(value) in {bool, str}:
        return value
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    if isinstance(value, Mapping):
        return {str(key): to_json(each, sparse=sparse) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(each, sparse=sparse) for each in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _object(value, sparse=sparse)
    raise TypeError(f"{type(value).__name__} is no part of the model.")


def from_json(cls: type[T], data: Json) -> T:
    """Return the dataclass that `to_json` made this value of; what is missing has its default.

    Raises:
        InputError: a value has the wrong kind, or one without a default is missing.

    """
    made: T = _read(cls, data, cls.__name__, 0)
    return made


def _object(value: Any, *, sparse: bool) -> dict[str, Json]:
    return {
        each.name: to_json(getattr(value, each.name), sparse=sparse)
        for each in dataclasses.fields(value)
        if not (sparse and _has_default(each, getattr(value, each.name)))
    }


def _has_default(field: "dataclasses.Field[Any]", value: object) -> bool:
    if field.default is not dataclasses.MISSING:
        return bool(field.default == value)
    return field.default_factory is not dataclasses.MISSING and field.default_factory() == value


def _bytes_to_json(value: bytes) -> dict[str, str]:
    try:
        return {"text": value.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": b64encode(value).decode("ascii")}


_WRITERS: tuple[tuple[type, Callable[[Any], Json]], ...] = (
    (Enum, lambda value: value.value),
    (Sentence, str),
    (int, int),
    (float, lambda value: value if math.isfinite(value) else None),
    (bytes, _bytes_to_json),
    (Url, str),
    (Fields, lambda value: [list(line) for line in value]),
)


def _read(kind: Any, data: Json, where: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise InputError(
            "{where} is nested deeper than {limit} levels.", where=where, limit=MAX_DEPTH
        )
    if get_origin(kind) in {Union, types.UnionType}:
        return _read_union(get_args(kind), data, where, depth)
    if get_origin(kind) is Literal:
        return _checked(
            data, lambda: data in get_args(kind), where, Sentence("one of the known words")
        )
    if get_origin(kind) is tuple:
        return _read_tuple(get_args(kind), data, where, depth)
    if get_origin(kind) is Mapping:
        _checked(data, lambda: isinstance(data, dict), where, Sentence("an object"))
        inner = get_args(kind)[1]
        return {key: _read(inner, each, f"{where}.{key}", depth + 1) for key, each in data.items()}
    if dataclasses.is_dataclass(kind) and kind not in _SPECIAL:
        return _read_object(kind, data, where, depth)
    return _read_plain(kind, data, where)


def _read_object(cls: Any, data: Json, where: str, depth: int) -> Any:
    _checked(data, lambda: isinstance(data, dict), where, Sentence("an object"))
    found = {
        name: _read(kind, data[name], f"{where}.{name}", depth + 1)
        for name, kind in _kinds(cls).items()
        if name in data
    }
    try:
        return cls(**found)
    except TypeError:
        raise InputError("{where} lacks an attribute that has no default.", where=where) from None


def _read_tuple(kinds: tuple[Any, ...], data: Json, where: str, depth: int) -> tuple[Any, ...]:
    _checked(data, lambda: isinstance(data, list), where, Sentence("an array"))
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(data)
    _checked(
        data,
        lambda: len(kinds) == len(data),
        where,
        Sentence("an array of {length}", length=len(kinds)),
    )
    pairs = enumerate(zip(kinds, data, strict=True))
    return tuple(_read(kind, each, f"{where}[{i}]", depth + 1) for i, (kind, each) in pairs)


def _read_union(kinds: tuple[Any, ...], data: Json, where: str, depth: int) -> Any:
    if data is None and type(None) in kinds:
        return None
    refusals = []
    for kind in kinds:
        if kind is not type(None):
            try:
                return _read(kind, data, where, depth)
            except InputError as error:
                refusals.append(error)
    raise refusals[0]


def _read_plain(kind: Any, data: Json, where: str) -> Any:
    if kind is Any:
        return data
    if kind in _SPECIAL:
        return _SPECIAL[kind](data, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        words = [each.value for each in kind]
        return kind(
            _checked(data, lambda: data in words, where, Sentence("one of the known words"))
        )
    if kind is float and type(data) is int:
        return float(data)
    # JSON's true is no number, although bool is an int here.
    return _checked(
        data,
        lambda: type(data) is kind,
        where,
        Sentence("a value of type {kind}", kind=kind.__name__),
    )


def _bytes_from_json(data: Json, where: str) -> bytes:
    _checked(
        data, lambda: isinstance(data, dict), where, Sentence('an object with "text" or "base64"')
    )
    text, packed = data.get("text"), data.get("base64")
    try:
        return text.encode() if isinstance(text, str) else b64decode(packed, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise InputError("{where} holds neither text nor readable base64.", where=where) from None


def _fields_from_json(data: Json, where: str) -> Fields:
    def is_pair(each: Json) -> bool:
        return isinstance(each, list) and [type(part) for part in each] == [str, str]

    good = isinstance(data, list) and all(is_pair(each) for each in data)
    return Fields.of(
        tuple(each) for each in _checked(data, lambda: good, where, Sentence("pairs of text"))
    )


def _url_from_json(data: Json, where: str) -> Url:
    return Url.parse(
        _checked(data, lambda: isinstance(data, str), where, Sentence("the text of a URL"))
    )


_SPECIAL: dict[Any, Callable[[Json, str], Any]] = {
    bytes: _bytes_from_json,
    Fields: _fields_from_json,
    Url: _url_from_json,
}


def _checked(data: Json, fits: Callable[[], bool], where: str, expected: str) -> Any:
    try:
        good = fits()
    except TypeError:  # an unhashable value was looked for among words
        good = False
    if not good:
        raise InputError(
            "{where} must be {expected}, not {found}.",
            where=where,
            expected=expected,
            found=type(data).__name__,
        )
    return data


@cache
def _kinds(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {each.name: hints[each.name] for each in dataclasses.fields(cls)}
