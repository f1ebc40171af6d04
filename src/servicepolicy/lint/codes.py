"""The codes that hold whatever the kind of rule, and all codes that there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servicepolicy.kinds.registry import kinds
from servicepolicy.language.suspected.code import Code

__all__ = ["code_of", "codes"]

_CODES: Final[Mapping[str, Code]] = {
    # conditions
    "dead-rule": Code(
        "error",
        "`{rule}` never applies: no {subject} can meet its `applies`",
        "`{rule}`永远不适用：没有任何对象能满足其 `applies`",
        "take away what contradicts the rest of the condition",
        "删去条件中相互矛盾的部分",
    ),
    "dead-selector": Code(
        "error",
        "no event can ever be what is meant here: the conditions on {events} contradict each other",
        "任何事件都不可能符合此处的要求：对{events}的条件相互矛盾",
        "take away what contradicts the rest of the condition",
        "删去条件中相互矛盾的部分",
    ),
    "dead-condition": Code(
        "error",
        "`{key}` can never hold: it contradicts itself, or what the rule applies to",
        "`{key}`永远不成立：它自相矛盾，或与规则的适用范围矛盾",
        "take away what contradicts the rest of the condition",
        "删去条件中相互矛盾的部分",
    ),
    "dead-branch": Code(
        "error",
        "this branch never holds: it contradicts what stands beside it",
        "该分支永远不成立：它与同一条件的其余部分矛盾",
        "mend the branch, or take it away: what it names is not covered",
        "修改或删去该分支：它所指的情形目前未被覆盖",
    ),
    "always-true": Code(
        "warning",
        "this test always holds: {test}",
        "该条件恒成立：{test}",
        "mend it, or take it away",
        "修改或删去它",
    ),
    "idle-test": Code(
        "note",
        "this test says nothing beside the others: {test}",
        "与其他条件并列时，该条件不起作用：{test}",
        "take it away, or mend it",
        "删去或修改它",
    ),
    # choices
    "choice-hole": Code(
        "error",
        "no option holds for {values}: there the value is unknown",
        "当{values}时没有适用的选项：此时取值未知",
        "add an option, or end with `{{value: ..}}` without `when`, which holds otherwise",
        "增加一个选项，或以不带 `when` 的 `{{value: ..}}` 作为其他情形的取值",
    ),
    "shadowed-option": Code(
        "warning",
        "option {number} is never taken: the options before it hold wherever it does",
        "第{number}个选项永远不会被采用：它适用的情形已全部归入之前的选项",
        "put it before them, or take it away",
        "把它移到前面，或删去它",
    ),
    "dead-option": Code(
        "error",
        "option {number} is never taken: its `when` can never hold here",
        "第{number}个选项永远不会被采用：其 `when` 在此永远不成立",
        "mend its condition",
        "修改其条件",
    ),
    "idle-value": Code(
        "warning",
        "`{value}` is never the {pick} of these values: another one always is",
        "`{value}`永远不会被取用：其他取值总是更符合 `{pick}`",
        "take it away, or mend it",
        "删去或修改它",
    ),
    "overlapping-options": Code(
        "warning",
        "where options {first} and {second} both hold, {shown}, the first wins, and {won} is looser than {lost}",
        "第{first}个与第{second}个选项同时成立时（{shown}），前者优先，而 {won} 比 {lost} 更宽松",
        "put the stricter option first, or say in `when` where it does not hold",
        "把更严的选项放在前面，或在 `when` 中写明其不适用的情形",
    ),
    # time
    "never-in-force": Code(
        "warning",
        "`{name}` never holds: {holders} is not in force {when}",
        "`{name}`永远不会生效：{holders}在{when}并不有效",
        "mend one of the two periods",
        "修改两个期间之一",
    ),
    "gap-in-time": Code(
        "error",
        "from {since} until {until} neither of {rules} holds: what comes then has no rule",
        "从 {since} 到 {until}，{rules}均不生效：期间发生的事项没有规则可依",
        "let the later one begin where the earlier one ends",
        "让后一条规则在前一条结束时开始生效",
    ),
    "gap-in-values": Code(
        "warning",
        "`{name}` has no value from {since} until {until}: what needs it then is unknown",
        "`{name}`从 {since} 到 {until} 没有取值：期间需要它的判断为未知",
        "let the later value begin where the earlier one ends",
        "让后一个取值在前一个结束时开始",
    ),
    # two rules
    "duplicate-rule": Code(
        "warning",
        "{rules} say the same: every breach counts twice",
        "{rules}内容相同：每次违反都会重复计算",
        "take one of them away, and name both clauses in the other",
        "删去其中一条，并在另一条中写明两个条款",
    ),
    "shadowed-deadline": Code(
        "warning",
        "whoever keeps `{shorter}` keeps `{longer}`, too: the longer time says nothing, and what is late counts twice",
        "遵守`{shorter}`必然遵守`{longer}`：较长的期限不起作用，逾期会重复计算",
        "take `{longer}` away, let it apply to other cases, or let its breach weigh more",
        "删去`{longer}`，或让它适用于其他情形，或为其违反规定更重的后果",
    ),
    "later-due-earlier": Code(
        "error",
        "{then} comes after {first}, and is due after {shorter}, where {first} may take {longer}",
        "{then}在{first}之后，却须在 {shorter} 内完成，而{first}可用 {longer}",
        "give the later act more time than the earlier one",
        "让在后的行为有更长的期限",
    ),
    "required-and-forbidden": Code(
        "error",
        "`{demands}` asks for {act}, and `{forbids}` forbids it: one of them is always broken",
        "`{demands}`要求{act}，而`{forbids}`禁止它：必有一条被违反",
        "say in `applies` or `where` where each of them holds",
        "在 `applies` 或 `where` 中写明各自适用的情形",
    ),
    "contradictory-orders": Code(
        "error",
        "{rules} want {first} and {then} each before the other: whoever keeps one breaks the other",
        "{rules}要求{first}与{then}互为先后：遵守其一必违反其二",
        "turn one of the orders round",
        "调转其中一个顺序",
    ),
    "contradictory-people": Code(
        "error",
        "`{one}` wants {acts} by the same {by}, and `{other}` never by the same",
        "`{one}`要求{acts}由同一{by_zh}完成，而`{other}`要求不得由同一{by_zh}完成",
        "say in `applies` where each of them holds",
        "在 `applies` 中写明各自适用的情形",
    ),
    "contradictory-needs": Code(
        "error",
        "{rules} cannot both be kept: what the one wants the other excludes",
        "{rules}无法同时遵守：一条的要求正是另一条所排除的",
        "say in `applies` or `where` where each of them holds",
        "在 `applies` 或 `where` 中写明各自适用的情形",
    ),
    "nobody-may": Code(
        "error",
        "nobody with one post may do {act}: {rules} must all permit, and nobody is permitted by all of them",
        "没有任何单一岗位可以实施{act}：{rules}必须全部允许，而没有人同时获得允许",
        "let the rules name somebody whom all of them permit, or say in `applies` where each of them holds",
        "让各条规则有共同允许的人员或岗位，或在 `applies` 中写明各自适用的情形",
    ),
    "nobody-owes": Code(
        "warning",
        "`{duty}` owes `{rule}`, and nobody in the organisation holds that role while it is in force",
        "`{rule}`应由`{duty}`负责，而在其有效期间机构中没有任何人担任该岗位",
        "correct the role, or list the post in the organisation",
        "更正岗位，或在机构信息中列出该岗位",
    ),
    "nobody-meets": Code(
        "warning",
        "`{key}` asks for {names}, and nobody and nothing in the organisation is that while the rule is in force",
        "`{key}`要求{names}，而在规则有效期间机构中没有任何人员或机构符合",
        "correct the role or the unit, or list it in the organisation",
        "更正岗位或机构，或在机构信息中列出",
    ),
    "duty-without-authority": Code(
        "error",
        "`{duty}` owes {act} by `{demands}`, and `{permits}` does not let that role do it",
        "按`{demands}`，`{duty}`应当{act}，而`{permits}`不允许该岗位实施",
        "let `{permits}` name the role, or give the duty to another one",
        "在`{permits}`中加入该岗位，或由其他岗位承担",
    ),
    "approval-without-authority": Code(
        "error",
        "`{rule}` wants the approval of {approvers}, and `{permits}` lets none of them do {act}",
        "`{rule}`要求由{approvers}审批，而`{permits}`不允许其中任何岗位{act}",
        "let `{permits}` name whoever approves, or name other approvers",
        "在`{permits}`中加入审批岗位，或改由其他岗位审批",
    ),
    "shadowed-requirement": Code(
        "warning",
        "whoever keeps `{stricter}` keeps `{looser}`, too: it asks for nothing more, and what breaks it counts twice",
        "遵守`{stricter}`必然遵守`{looser}`：后者没有更多要求，违反会重复计算",
        "take `{looser}` away, let it apply to other cases, or let its breach weigh more",
        "删去`{looser}`，或让它适用于其他情形，或为其违反规定更重的后果",
    ),
    "mixed-currencies": Code(
        "error",
        "{rules} limit the same act in {currencies}: every amount is in a currency that one of them refuses",
        "{rules}以{currencies}限制同一行为：任何金额的币种都会被其中一条拒绝",
        "say in `applies` which rule is for which amounts",
        "在 `applies` 中写明哪条规则适用于哪种金额",
    ),
    "two-owners": Code(
        "error",
        "{rules} give one question to two people",
        "{rules}把同一问题交给两个人负责",
        "let one rule say who holds the question",
        "由一条规则规定谁负责",
    ),
    "kept-and-destroyed": Code(
        "error",
        "`{longer}` keeps for {keep} what `{shorter}` wants destroyed after {kept} and {dispose}",
        "`{longer}`要求保存 {keep}，而`{shorter}`要求在 {kept} 加 {dispose} 后销毁",
        "say in `applies` which rule is for what",
        "在 `applies` 中写明各自适用的范围",
    ),
    "shadowed-keeping": Code(
        "warning",
        "`{longer}` keeps the same for {keep}: the {kept} of `{shorter}` say nothing",
        "`{longer}`已要求同一内容保存 {keep}：`{shorter}`的 {kept} 不起作用",
        "take `{shorter}` away, or let it apply to other things",
        "删去`{shorter}`，或让它适用于其他内容",
    ),
    # the whole policy
    "unused-fact": Code(
        "warning",
        "nothing asks for the computed fact `{name}`",
        "没有任何规则使用计算事实`{name}`",
        "ask for it where it was meant, or take it away",
        "在应当使用之处使用它，或删去它",
    ),
    "unused-calendar": Code(
        "warning",
        "nothing counts by the calendar `{name}`",
        "没有任何规则按日历`{name}`计时",
        "name it in `clock` where it was meant, or take it away",
        "在应当使用之处写明 `clock`，或删去它",
    ),
    "calendar-without-holidays": Code(
        "note",
        "the calendar `{name}` knows no holidays: a public holiday counts as an ordinary day",
        "日历`{name}`未载明节假日：法定节假日按平日计算",
        "say whose holidays are kept: `holidays: GB-ENG`, or list the dates under `closed`",
        "写明采用何地节假日，如 `holidays: CN`，或在 `closed` 下逐日列出",
    ),
    "unused-blank": Code(
        "warning",
        "no rule reads the blank `{name}`: its value changes nothing",
        "没有任何规则读取待填项`{name}`：其取值不起作用",
        "read it where it was meant, or take it away",
        "在应当读取之处读取它，或删去它",
    ),
    "unused-role": Code(
        "note",
        "nothing names the role `{name}`",
        "没有任何规则提到岗位`{name}`",
        "name it where it was meant, or take it away",
        "在应当使用之处写明它，或删去它",
    ),
    "layer-loosens": Code(
        "warning",
        "`{layer}` says {value} for `{name}`, where `{below}` has said {before}: it is looser than the layer below",
        "`{layer}`为`{name}`填 {value}，而`{below}`已填 {before}：比下层更宽松",
        "say a stricter value, or forbid it below with `layers: tighten_only`",
        "填更严的值，或在下层以 `layers: tighten_only` 禁止放宽",
    ),
    # what is said to lint
    "unknown-allowance": Code(
        "warning",
        "`{code}` is not a code of `lint`, so that nothing is allowed",
        "`{code}`不是 `lint` 的代码，因此没有允许任何内容",
        "one of the codes in the documentation; {hint}",
        "请使用文档中的代码；{hint}",
    ),
    "allowance-without-reason": Code(
        "warning",
        "an allowance says why: this one says nothing, and allows nothing",
        "允许须写明理由：此处没有理由，因此没有允许任何内容",
        "`# lint: allow {code} because ...`",
        "`# lint: allow {code} because ...`",
    ),
    "idle-allowance": Code(
        "note",
        "`{code}` is allowed here, and is not found here",
        "此处允许`{code}`，但此处并未发现它",
        "take the comment away",
        "删去该注释",
    ),
    # what loading tells already
    "wall-hours": Code(
        "warning",
        "hours run on any clock, by night and on closed days, and the rule counts by a calendar",
        "此处的小时按任意时钟计算，夜间与休息日也计入，而规则按日历计时",
        "say working hours, or take `clock` away",
        "改为工作小时，或删去 `clock`",
    ),
    "shut-for-good": Code(
        "warning",
        "a calendar never opens again: what needs time after that can never be due",
        "日历此后不再营业：其后需要营业时间的事项永远不会到期",
        "give it `hours`, or take the closed dates away that have no end",
        "为其写明 `hours`，或删去没有终点的休业日期",
    ),
    "approved-other-text": Code(
        "warning",
        "what was approved is another text: the digest is not the one of this policy and its values",
        "批准的是另一文本：所载版本标识与本制度及其取值不符",
        "have this text approved, or load the one that was",
        "请批准本文本，或载入已获批准的文本",
    ),
    "other-currency": Code(
        "warning",
        "an amount is in another currency than the policy's",
        "金额的币种与本制度的币种不同",
        "say it in the policy's currency, or leave `currency` away",
        "改为本制度的币种，或删去 `currency`",
    ),
    "idle-approval": Code(
        "warning",
        "`approval` does nothing: no tier asks for one",
        "`approval` 不起作用：没有档位要求审批",
        "say `approvers: {{any_of: [..]}}` in a tier, or take `approval` away",
        "在某一档位写明 `approvers: {{any_of: [..]}}`，或删去 `approval`",
    ),
    "unread-version": Code(
        "warning",
        "`on_version` does nothing: a running count keeps its version",
        "`on_version` 不起作用：正在进行的计时保持原版本",
        "say `pin: latest`, or take `on_version` away",
        "写明 `pin: latest`，或删去 `on_version`",
    ),
}


def codes() -> Mapping[str, Code]:
    """All codes that a finding may have."""
    found: dict[str, Code] = dict(_CODES)
    for kind in kinds().values():
        found.update(kind.lint.CODES)
    return found


def code_of(code: str) -> Code:
    """What findings of a code say.

    Raises:
        KeyError: There is no such code.
    """
    return codes()[code]
