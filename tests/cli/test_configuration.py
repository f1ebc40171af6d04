"""What need not be said with every command; the names that commands go by; how far a run is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from servicepolicy.cli.app import app
from servicepolicy.cli.naming import ALIASES, meant
from servicepolicy.cli.progress import progress
from tests.cli.conftest import case

Run = Callable[..., Result]
Log = Callable[..., str]

KEPT, LATE, OPEN = case("C-1", "10:30"), case("C-2", "12:30"), case("C-3")


@pytest.fixture
def here(policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, in which commands are run."""
    (tmp_path / "servicepolicy.toml").write_text(f'policy = "{Path(policy).name}"\nlanguage = "zh"\n', encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


def test_a_configuration_names_policy_and_language(run: Run, here: Path, log: Log) -> None:
    """From the folder above, too; paths in it are those beside it."""
    result = run("check", log(LATE))
    assert (result.exit_code, "及时答复" in result.stdout) == (1, True)


def test_what_is_said_wins(run: Run, here: Path, log: Log, policy: str) -> None:
    """An option over the configuration, and a policy over its policy."""
    assert "Answered in time" in run("check", log(LATE), "--lang", "en").stdout
    assert run("check", policy, log(LATE)).exit_code == 1
    assert "respond_within" in run("check", "complaint-handling", log(LATE)).stderr, (
        "its blanks are open: no other fill"
    )


def test_a_filling_goes_with_its_policy(run: Run, here: Path, policy: str) -> None:
    """The profile of one policy fills no other."""
    (here / "servicepolicy.toml").write_text('policy = "complaint-handling"\nfill = "example-bank"\n')
    assert "0 open blanks" in run("lint").stdout
    assert run("lint", policy).exit_code == 0


def test_a_pyproject_may_say_it(run: Run, here: Path, log: Log) -> None:
    """In its own table; a pyproject without it says nothing, however it is written."""
    (here / "servicepolicy.toml").rename(here / "other.toml")
    (here / "pyproject.toml").write_text('[tool.servicepolicy]\npolicy = "desk.yaml"\n')
    assert run("check", log(LATE)).exit_code == 1
    (here / "below" / "pyproject.toml").write_text("[project\n")
    assert run("check", log(LATE)).exit_code == 1
    assert run("--config", str(here / "other.toml"), "check", log(LATE)).stdout.startswith("制度")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('polcy = "desk.yaml"', ["servicepolicy.toml:1: `polcy` is no key", "did you mean `policy`?"]),
        ('\n\nlanguage = "fr"', ["servicepolicy.toml:3: ", "`language` is `en` or `zh`"]),
        ("fill = 3", ["servicepolicy.toml:1: `fill` must be text"]),
        ('by = "unit"', ["servicepolicy.toml:1: `by` must be a list of texts"]),
        ('policy = "desk.yaml', ["servicepolicy.toml:1:", "not TOML"]),
        ("x = " + "[" * 5000, ["not TOML"]),
    ],
)
def test_a_wrong_configuration_is_one_clear_error(run: Run, here: Path, log: Log, text: str, told: list[str]) -> None:
    """With its line, and what was meant; nothing is judged."""
    (here / "servicepolicy.toml").write_text(text)
    result = run("check", log(LATE))
    assert (result.exit_code, result.stdout) == (3, "")
    assert [part for part in told if part not in result.stderr] == []


def test_a_configuration_that_is_not_there_is_a_wrong_call(run: Run, here: Path, log: Log) -> None:
    """As any file that is named and is not there."""
    result = run("--config", "nowhere.toml", "check", log(LATE))
    assert (result.exit_code, "nowhere.toml" in result.stderr) == (2, True)


def test_a_log_without_a_policy_says_what_is_missing(
    run: Run, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not that an argument is."""
    monkeypatch.chdir(tmp_path)
    result = run("check", log(LATE))
    assert (result.exit_code, "is not a policy" in result.stderr) == (2, True)


def test_a_configured_mapping_can_be_taken_back(run: Run, here: Path, log: Log) -> None:
    """For a log in our own words."""
    (here / "servicepolicy.toml").write_text('policy = "desk.yaml"\nmapping = "m.yaml"\n')
    assert run("check", log(LATE), "--mapping", "none").exit_code == 1
    assert run("check", log(LATE)).exit_code == 2


@pytest.mark.parametrize("name", [*ALIASES])
def test_other_names_work(run: Run, policy: str, name: str) -> None:
    """`validate`, `show` and `list` are what people type."""
    assert run(name, "--help").exit_code == 0


def test_rules_are_shown_and_a_policy_is_validated(run: Run, policy: str) -> None:
    """By those names."""
    assert "answered  D-1  Answered in time" in run("show", policy).stdout
    assert "complaint-handling" in run("list").stdout
    assert run("validate", policy).exit_code == 0


@pytest.mark.parametrize(
    ("word", "told"), [("judge", "check"), ("todo", "agenda"), ("why", "explain"), ("chekc", "check"), ("vaildate", "")]
)
def test_a_word_that_is_no_command_names_the_one_that_does(run: Run, word: str, told: str) -> None:
    """Or the nearest name."""
    result = run(word)
    assert (result.exit_code, f"`{word}`" in result.stderr) == (2, True)
    assert told in result.stderr


def test_every_word_leads_to_a_command() -> None:
    """No hint names what is not there."""
    from servicepolicy.cli.naming import _MEANT

    assert [
        name for name in (*_MEANT, *ALIASES.values()) if name not in app.commands and not name.startswith("--")
    ] == []
    assert meant("nonsense-word", app.commands) == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete(run: Run, shell: str) -> None:
    """The script calls us by our name."""
    assert "_SERVICEPOLICY_COMPLETE" in run("completion", shell).stdout


def test_a_date_alone_is_the_end_of_that_day(run: Run, policy: str, log: Log) -> None:
    """In the policy's zone: what falls due at 11:00 on the fifth is breached by then."""
    assert run("check", policy, log(OPEN), "--as-of", "2026-01-05").exit_code == 1
    told = json.loads(run("check", policy, log(OPEN), "--as-of", "2026-01-05", "--format", "json").stdout)
    assert told["as_of"] == "2026-01-05T23:59:59.999999+08:00"
    assert run("agenda", policy, log(OPEN), "--as-of", "2026-01-05").exit_code == 0
    assert run("explain", policy, log(OPEN), "C-3", "--as-of", "2026-01-05").exit_code == 1


@pytest.mark.parametrize("command", ["check", "agenda", "explain"])
def test_a_folder_is_judged_as_of_its_last_instant(run: Run, policy: str, tmp_path: Path, command: str) -> None:
    """With the exceptions in its `context.json`, by every command alike."""
    folder = tmp_path / "subjects"
    folder.mkdir()
    waiver = {"id": "W-1", "rule": "answered", "subject": "C-2", "approver": "e9", "reason_code": "flood"}
    (folder / "context.json").write_text(json.dumps({"waivers": [{**waiver, "until": "2027-01-01T00:00:00+08:00"}]}))
    (folder / "a.jsonl").write_text(f"{json.dumps(KEPT)}\n{json.dumps(LATE)}\n")
    (folder / "b.json").write_text(json.dumps(OPEN))
    result = run(command, policy, str(folder), *(("C-2",) if command == "explain" else ()))
    assert result.exit_code == (1 if command == "check" else 0), result.output
    told = {"check": "of the breached, waived: 1", "agenda": "C-3", "explain": "W-1"}
    assert told[command] in result.stdout


def test_what_may_be_done_is_asked_without_a_file(run: Run, tmp_path: Path) -> None:
    """By the type of the case alone; what is no type is told, and a file says its own."""
    said = ("decide", "complaint-handling", "remedied", "--fill", "example-bank", "--by", "e17", "--role")
    more = ("intake-specialist", "--amount", "800 CNY", "--at", "2026-05-05T10:00:00+08:00", "--type")
    assert run(*said, *more, "complaint").exit_code in (0, 1)
    wrong = run(*said, *more, "complain")
    assert (wrong.exit_code, "did you mean `complaint`?" in wrong.stderr) == (2, True)
    assert run(*said, *more, "complaint", "--on", "x.json").exit_code == 2


def test_progress_tells_rate_and_time_left(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is asked for, in lines; where nobody asks and there is no terminal, nothing."""
    clock = iter(range(0, 10_000, 3))
    monkeypatch.setattr("servicepolicy.cli.progress.time.monotonic", lambda: float(next(clock)))
    with progress(64, True) as advance:
        for _ in range(32):
            advance()
    told = capsys.readouterr().err
    assert "judged 16 of 64 (25 %), 3 a second, 18 s left" in told
    with progress(64, None) as advance:
        advance()
    assert capsys.readouterr().err == ""


def test_several_files_are_written_in_one_pass(run: Run, policy: str, log: Log, tmp_path: Path) -> None:
    """Each as its ending says; a folder is made where it is missing; the exit code is that of the check."""
    names = [str(tmp_path / "out" / name) for name in ("r.html", "r.csv", "r.json")]
    result = run("check", policy, log(KEPT, LATE), *(part for name in names for part in ("-o", name)))
    assert result.exit_code == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "r.csv",
        "r.csv-metadata.json",
        "r.html",
        "r.json",
    ]
    assert result.stdout.count("breached 1") == 3


def test_only_what_is_asked_for_is_listed(run: Run, policy: str, log: Log) -> None:
    """`--status` narrows the verdicts that are listed, and no count."""
    said = json.loads(run("check", policy, log(KEPT, LATE), "--format", "json", "--status", "breached").stdout)
    assert [one["subject"] for one in said["verdicts"]] == ["C-2"]
    assert said["total"]["met"] == 1


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_was_read_is_told_beside_rows(run: Run, policy: str, log: Log, form: str) -> None:
    """On standard error, as rows have no place for it."""
    result = run("check", policy, log(KEPT, LATE), "--format", form)
    assert "events from 2026-01-05T09:00:00+08:00" in result.stderr
    assert "events from" not in result.stdout


def test_whom_to_mask_stands_in_a_configuration(
    run: Run, policy: str, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People are masked with the salt of a file beside it; a salt that is none, and a field that is none, are told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "salt.txt").write_text("only we know")
    (tmp_path / "servicepolicy.toml").write_text('mask = ["people"]\nmask_salt = "salt.txt"\ncsv_dialect = "excel"\n')
    told = run("explain", policy, log(case("C-1", "10:30", by="mia")), "C-1").stdout
    assert ("mia" in told, "done" in told) == (False, True)
    assert run("check", policy, log(KEPT), "--format", "csv").stdout.startswith("\ufeffpolicy;rule;")
    (tmp_path / "salt.txt").write_text(" ")
    assert "holds no salt" in run("check", policy, log(KEPT)).stderr
    assert "`customers`" in run("check", policy, log(KEPT), "--mask", "customers").stderr
    assert "`x.`" in run("check", policy, log(KEPT), "--mask", "x.").stderr
