"""Macros by which tables read members of JSON by their type: the engine takes a while to make them."""

_LIST_OF = "json_type(v) = 'ARRAY' and len(list_filter(json_extract(v, '$[*]'), lambda e: json_type(e) <> '{}')) = 0"
_TAGS = (
    "'{' || array_to_string(list_transform(json_extract(v, '$[*]'), lambda t: "
    "to_json(json_extract_string(t, k)) || ':' || to_json(coalesce(json_extract_string(t, w), ''))), ',') || '}'"
)
_PAIRS = (
    "list_sort(list_transform(json_keys(v), "
    "lambda k: lower(k || '=' || coalesce(json_extract_string(v, '$.\"' || k || '\"'), ''))))"
)


def _read(name: str, types: str, value: str, none: str = "none") -> str:
    """Return a macro that reads a member: ``none`` where it is not there, null where it is of another type."""
    return f"create or replace macro {name} as case when is_none(v) then {none} when {types} then {value} end"


_TEXT = "json_type(v) = 'VARCHAR'"
_OBJECT = "json_type(v) = 'OBJECT'"
MACROS = (
    "create or replace macro is_none(v) as v is null or json_type(v) = 'NULL'",
    _read("as_text(v, none)", _TEXT, "v ->> '$'"),
    _read("as_decimal(v, none)", "json_type(v) in ('BIGINT', 'UBIGINT', 'DOUBLE')", "try_cast(v as double)"),
    _read("as_number(v, none)", "json_type(v) in ('BIGINT', 'UBIGINT')", "try_cast(v as bigint)"),
    _read("as_digits(v, none)", _TEXT, "try_cast(v ->> '$' as bigint)"),
    _read("as_flag(v, none)", "json_type(v) = 'BOOLEAN'", "v::boolean"),
    _read("as_word(v, none)", _TEXT, "try_cast(v ->> '$' as boolean)"),
    _read("as_texts(v)", _LIST_OF.format("VARCHAR"), "from_json(v, '[\"VARCHAR\"]')", "[]::varchar[]"),
    _read("as_items(v)", "json_type(v) = 'ARRAY'", "json_extract(v, '$[*]')", "[]::json[]"),
    _read("as_object(v)", _OBJECT, "v::varchar", "'{}'"),
    _read("as_tag_pairs(v)", _OBJECT, _PAIRS, "[]"),
    _read("as_length(v)", "json_type(v) = 'ARRAY'", "json_array_length(v)", "0"),
    _read("as_tags(v, k := 'Key', w := 'Value')", _LIST_OF.format("OBJECT"), _TAGS, "'{}'"),
)
"""``as_digits`` and ``as_word`` read numbers and booleans that a service writes as text."""
