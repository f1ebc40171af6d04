"""Who works where: the people of the four units, their posts, teams and delegations."""

from __future__ import annotations

from dataclasses import dataclass

from make_complaint_log import ROLES

from month.diary import Person

UNITS = (
    {"id": "head-office", "title": "总行", "head_role": "supervising-leader"},
    {"id": "department", "title": "客户服务部", "parent": "head-office", "head_role": "department-head"},
    {"id": "centre", "title": "客户服务中心", "parent": "head-office", "head_role": "manager"},
    {"id": "desk", "title": "金融客户服务部", "parent": "head-office"},
    {"id": "branch-1", "title": "第一支行", "parent": "head-office", "head_role": "branch-head"},
    {"id": "sales", "title": "市场部", "parent": "head-office"},
    {"id": "engineering", "title": "技术部", "parent": "head-office"},
)
_ELSEWHERE = {
    "supervising-leader": "head-office",
    "finance-officer": "head-office",
    "hr-officer": "head-office",
    "engineer": "engineering",
    "sales-representative": "sales",
}


@dataclass(frozen=True)
class Staff:
    """Everybody, by unit."""

    department: tuple[Person, ...]
    centre: tuple[Person, ...]
    desk: tuple[Person, ...]
    branch: tuple[Person, ...]

    @property
    def everybody(self) -> tuple[Person, ...]:
        """All people of the bank."""
        return (*self.department, *self.centre, *self.desk, *self.branch)

    def of(self, *roles: str) -> tuple[Person, ...]:
        """Those in one of some roles."""
        return tuple(person for person in self.everybody if person.role in roles)


def hired(agents: int, tellers: int) -> Staff:
    """The people of a bank of a certain size; of seven agents of the contact centre one is new."""
    centre = [Person(f"a{n:03}", "agent", "centre", new=n % 7 == 0) for n in range(1, agents + 1)]
    supervisors = [Person(f"s{n:02}", "supervisor", "centre") for n in range(1, 2 + agents // 10)]
    counter = [Person(f"t{n:03}", "teller", "branch-1") for n in range(1, tellers + 1)]
    return Staff(
        department=tuple(Person(key, role, _ELSEWHERE.get(role, "department")) for key, role in ROLES.items()),
        centre=(*centre, *supervisors, Person("m1", "manager", "centre")),
        desk=(
            *(Person(f"d1{n}", "consultant", "desk") for n in (1, 2)),
            *(Person(f"d2{n}", "complaint-handler", "desk") for n in (1, 2)),
            Person("d31", "relationship-manager", "desk"),
        ),
        branch=(
            *counter,
            Person("g1", "general-teller", "branch-1"),
            Person("l1", "lobby-manager", "branch-1"),
            Person("c1", "complaint-manager", "branch-1"),
            Person("h1", "branch-head", "branch-1"),
            Person("o1", "head-office-service", "head-office"),
            Person("n1", "administration", "branch-1"),
        ),
    )


def chart(staff: Staff) -> dict[str, object]:
    """The organisation's chart: units, posts, the team that may read complaint files, and one delegation."""
    core = [p.id for p in staff.of("analyst", "department-head", "intake-specialist")]
    return {
        "id": "example-bank",
        "subject": "organisation",
        "timezone": "Asia/Shanghai",
        "units": list(UNITS),
        "posts": [{"person": p.id, "role": p.role, "unit": p.unit, "from": "2025-01-01"} for p in staff.everybody],
        "teams": [{"id": "core-complaint-team", "members": core, "from": "2025-01-01"}],
        "delegations": [
            {
                "from_person": "e90",
                "to_person": "e21",
                "actions": ["approved", "signed"],
                "limit": "20000 CNY",
                "from": "2026-03-16",
                "until": "2026-03-21",
            }
        ],
    }
