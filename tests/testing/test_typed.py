"""Records as YAML has them, typed as the models want them."""

from __future__ import annotations

from servicepolicy.testing.typed import typed_record


def test_flags_and_numbers_in_headers_and_events() -> None:
    """Texts become flags and whole numbers where a field is one, and stay text elsewhere."""
    raw = {
        "id": "1",
        "major": "true",
        "statement_day": "12",
        "priority": "1",
        "events": [{"event": "replied", "in_writing": "false", "seq": "3", "by": "7"}],
    }
    assert typed_record(raw) == {
        "id": "1",
        "major": True,
        "statement_day": 12,
        "priority": "1",
        "events": [{"event": "replied", "in_writing": False, "seq": 3, "by": "7"}],
    }


def test_dated_values() -> None:
    """In a dated field each value is typed, its dates stay."""
    raw = {"major": [{"value": "false", "until": "2026-02-01"}, {"value": "true", "from": "2026-02-01"}]}
    assert typed_record(raw)["major"] == [
        {"value": False, "until": "2026-02-01"},
        {"value": True, "from": "2026-02-01"},
    ]


def test_what_cannot_be_typed_is_left_for_the_model_to_refuse() -> None:
    """Wrong texts, unknown subjects and events that are none are not touched."""
    raw = {
        "major": "maybe",
        "statement_day": "noon",
        "events": ["received", {"event": "unheard", "in_writing": "true"}],
    }
    assert typed_record(raw) == raw
    assert typed_record({"subject": "ticket", "major": "true"}) == {"subject": "ticket", "major": "true"}
    assert typed_record({"events": "none"}) == {"events": "none"}
