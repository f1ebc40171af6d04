"""A first folder: a small policy, its scenarios, a sample log, the mapping by which it is read, and the settings."""

from __future__ import annotations

from importlib import resources
from typing import Final

from servicepolicy.starting.place import Place
from servicepolicy.starting.times import Days, put_in
from servicepolicy.worktime import WorkCalendar

__all__ = ["FILES", "first_files", "first_steps"]

FILES: Final = ("policy.yaml", "scenarios.yaml", "log.csv", "mapping.yaml", "servicepolicy.toml")


def first_files(place: Place) -> dict[str, str]:
    """The text of each file, by its name.

    Args:
        place: Language, zone, holidays and currency of what is written.

    Raises:
        CalendarNotPublished: The holidays of the sample's year are not published there.
    """
    holidays = place.holidays or ()
    office = WorkCalendar(timezone=place.zone, hours={"mon-fri": ["09:00-17:00"]}, holidays=holidays)
    closed = {"en": "holidays: {}", "zh": "holidays: {}"} if place.holidays else _NO_HOLIDAYS
    words = {
        "zone": place.zone,
        "currency": place.currency,
        "holidays": closed[place.language].format(place.holidays),
    }
    days = Days.of(place.zone, office.clock())
    folder = resources.files("servicepolicy") / "starting" / "texts" / place.language
    return {name: put_in((folder / name).read_text(encoding="utf-8"), words, days) for name in FILES}


_NO_HOLIDAYS: Final = {
    "en": "# holidays: GB-ENG    # none are known for this zone; `closed: [2026-12-25]` names days of your own",
    "zh": "# holidays: CN    # 未知该时区的节假日；可用 `closed: [2026-12-25]` 自行列出",
}


def first_steps(folder: str, language: str) -> tuple[tuple[str, str], ...]:
    """What to do next in the folder: each command with what it shows."""

    def path(name: str) -> str:
        whole = name if folder in (".", "") else f"{folder.rstrip('/')}/{name}"
        return f"'{whole}'" if " " in whole else whole

    told = _TOLD[language]
    spoken = "" if language == "en" else f" --lang {language}"
    policy, scenarios, log, mapping, _settings = (path(name) for name in FILES)
    return (
        (f"servicepolicy lint {policy}{spoken}", told[0]),
        (f"servicepolicy test {scenarios}{spoken}", told[1]),
        (f"servicepolicy check {policy} {log} --mapping {mapping}{spoken}", told[2]),
    )


_TOLD: Final = {
    "en": (
        "is anything wrong with the policy?",
        "does it say what it should?",
        "what was met and breached in the sample log? (exit code 1: something was breached)",
    ),
    "zh": ("政策有无问题？", "政策是否如预期？", "样例日志中哪些符合、哪些违反？（退出码 1：有违反）"),
}
