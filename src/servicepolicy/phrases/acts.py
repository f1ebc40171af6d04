"""What the kinds of events and some of their fields are called in Chinese; English says the name itself.

Names that a host adds, and any that has no word here, are said as they are written.
"""

from __future__ import annotations

from typing import Final

from servicepolicy.phrases.acts_of_office import ACTS_OF_OFFICE
from servicepolicy.phrases.fields_of_office import FIELDS_OF_OFFICE

__all__ = ["ACTS", "FIELDS", "act", "acts", "field"]

ACTS: Final[dict[str, str]] = {
    # cases
    "acknowledged": "确认收悉",
    "amount_changed": "变更金额",
    "apologised": "道歉",
    "approval_requested": "提请审批",
    "approval_withdrawn": "撤回批准",
    "approved": "批准",
    "arbitrated": "仲裁",
    "archived": "归档",
    "assigned": "分派",
    "called_back": "回访",
    "calmed": "安抚客户",
    "cause_analysed": "分析原因",
    "classified": "分类",
    "closed": "结案",
    "completed": "办结",
    "conduct_noted": "记录服务行为",
    "confirmed_beyond": "确认超出权限",
    "copied": "复印留存",
    "corrected": "纠正",
    "customer_contacted": "联系客户",
    "customer_replied": "客户回复",
    "decided": "作出决定",
    "decision_requested": "请示",
    "detail_left": "留下联系方式",
    "disputed": "提出争议",
    "emergency_declared": "登记紧急情况",
    "error_corrected": "更正差错",
    "escalated": "升级上报",
    "evidence_collected": "取证",
    "expense_approved": "批准费用",
    "expense_refused": "否决费用",
    "expense_requested": "申请费用",
    "expert_opinion_began": "开始鉴定",
    "expert_opinion_ended": "结束鉴定",
    "explained": "解释说明",
    "extended": "延期",
    "final_response": "最终答复",
    "followed_up": "跟进",
    "guidance_given": "作出指导",
    "holding_response": "阶段性答复",
    "hotline_contact": "客服热线来电",
    "hotline_verified": "核实客服热线身份",
    "information_requested": "要求补充资料",
    "interaction_ended": "结束接待",
    "investigated": "调查",
    "material_received": "收到材料",
    "measures_taken": "采取整改措施",
    "mediated": "调解",
    "mediation_applied": "申请调解",
    "mediation_ended": "结束调解",
    "merged": "并案",
    "merged_into": "并入他案",
    "notified": "通知",
    "opinion_recorded": "登记意见",
    "paid": "付款",
    "passed_on": "转交",
    "paused": "暂停",
    "procedure_told": "告知流程",
    "progress_told": "告知进展",
    "rated": "评价",
    "received": "受理",
    "reclassified": "重新分类",
    "recorded": "记录",
    "referred": "转介",
    "refused": "否决",
    "refused_intake": "拒绝受理",
    "registered": "登记",
    "remedied": "补救",
    "remedy_set": "制定补救措施",
    "reopened": "重新受理",
    "replied": "答复",
    "reply_time_agreed": "约定答复时间",
    "reported": "汇报",
    "reported_up": "上报总行",
    "requested": "提出申请",
    "resolved": "解决",
    "responsibility_determined": "责任认定",
    "result_reported": "反馈结果",
    "resumed": "恢复",
    "settled": "处理",
    "signed": "签字",
    "solution_proposed": "提出解决方案",
    "submitted": "提交",
    "support_given": "技术支持",
    "taken_over": "接手",
    "told_responsible": "通知责任人",
    "transferred": "移交",
    "verified": "核实",
    "withdrawn": "撤诉",
    # interactions
    "answered": "接听",
    "bade_farewell": "道别",
    "data_recorded": "登记资料",
    "ended": "结束",
    "further_needs_asked": "询问其他需求",
    "greeted": "问候",
    "held": "请客户等候",
    "identified": "核实身份",
    "interrupted": "打断客户",
    "need_asked": "询问需求",
    "opinion_passed_on": "转达意见",
    "rang": "响铃",
    "read_back": "复述",
    "record_compiled": "整理记录",
    "said": "发言",
    "sampled": "抽检",
    "satisfaction_asked": "询问满意度",
    # agents
    "absent": "缺勤",
    "clocked_in": "上班打卡",
    "clocked_out": "下班打卡",
    "customer_information_changed": "变更客户信息",
    "disclosed": "泄露信息",
    "gift_received": "收受礼品",
    "joined": "入职",
    "leave_approved": "批准请假",
    "leave_refused": "不批准请假",
    "leave_requested": "请假",
    "left": "离职",
    "post_changed": "调岗",
    "product_launched": "推出新产品",
    "promoted": "晋升",
    "rewarded": "奖励",
    "rotated": "轮岗",
    "sanctioned": "处分",
    "trained": "培训",
    "user_id_given": "发放用户号",
    "user_id_removed": "注销用户号",
    "violation_established": "认定违规",
    # the organisation
    "assessed": "评估",
    "audited": "审计",
    "awarded": "表彰",
    "cleaned": "清洁",
    "cross_trained": "交叉培训",
    "data_consolidated": "汇总数据",
    "displayed": "公示",
    "forced_pass": "强行通过",
    "liaison_named": "指定联络人",
    "liaison_synced": "联络沟通",
    "made_known": "公布",
    "management_briefed": "向管理层汇报",
    "meeting_held": "召开会议",
    "minutes_compiled": "整理会议纪要",
    "opinion_book_read": "查阅意见簿",
    "problem_found": "发现问题",
    "problem_rectified": "整改问题",
    "progress_reported": "汇报进展",
    "regime_adopted": "通过制度",
    "repaired": "维修",
    "report_submitted": "提交报告",
    "reviewed": "复核",
    "seal_verified": "核验印章",
    "surveyed": "调查满意度",
    **ACTS_OF_OFFICE,
}
"""Kinds of events."""

FIELDS: Final[dict[str, str]] = {
    "agreed": "是否达成一致",
    "agreed_by": "约定方",
    "amount": "金额",
    "answerable_on_spot": "能否当场答复",
    "answered_truthfully": "是否如实解答",
    "apart": "是否请到不影响他人的场所",
    "back_office": "是否需后台部门办理",
    "bank_at_fault": "我行是否有责",
    "by": "经办人",
    "caller_number": "来电号码",
    "category": "类别",
    "channel": "渠道",
    "complexity": "复杂程度",
    "conduct": "服务行为",
    "confidential": "是否保密",
    "confirmed": "是否确认",
    "consent": "是否征得同意",
    "contact_left": "是否留下联系方式",
    "content_recorded": "是否记录内容",
    "customer_contact": "客户联系方式",
    "customer_name": "客户姓名",
    "customer_recorded": "是否记录客户",
    "customer_told": "是否告知客户",
    "seq": "同一时刻的先后顺序",
    "description": "业务描述",
    "due_at": "答复期限",
    "entered_in": "登记簿",
    "important_items": "重要事项",
    "in_opinion_book": "是否在意见簿上答复",
    "interruptions": "打断次数",
    "jargon": "是否使用专业术语",
    "kind": "主体或种类",
    "language": "语言",
    "major": "是否重大",
    "outcome": "处理结果",
    "outcome_noted": "是否登记处理结果",
    "owner": "责任人",
    "patient": "是否耐心",
    "points_repeated": "是否复述要点",
    "polite_words": "是否使用礼貌用语",
    "product": "产品",
    "purpose": "用途",
    "reason": "原因",
    "reason_code": "原因代码",
    "receiver_introduced": "是否介绍接收人",
    "reply_by": "约定答复时间",
    "result_in_writing": "是否书面通知结果",
    "rings": "响铃次数",
    "role": "经办岗位",
    "satisfied": "客户是否满意",
    "score": "评分",
    "severity": "严重程度",
    "signed": "是否签字",
    "speaker": "发言人",
    "speech_rate": "语速",
    "substance": "答复内容",
    "text": "发言内容",
    "to": "对象",
    "to_role": "接收人岗位",
    "transcript": "对话记录",
    "type": "类型",
    "unit": "部门",
    "vague_words": "是否使用含糊用语",
    "visibility": "可见范围",
    **FIELDS_OF_OFFICE,
}
"""Fields that rules ask about most."""


def act(kind: str, language: str) -> str:
    """What a kind of event is called: `evidence collected`, `取证`."""
    if kind.startswith("x."):
        return kind
    return ACTS.get(kind, kind) if language == "zh" else kind.replace("_", " ")


_JOINED: Final = {"en": {"all_of": " and ", "": " or "}, "zh": {"all_of": "和", "": "或"}}


def acts(kinds: tuple[str, ...], form: str, language: str) -> str:
    """Several acts: `investigated and resolved` where all are meant (`all_of`), else `recorded or registered`.

    Among those that are all meant, one written `a|b` is either.
    """
    if form == "all_of":
        either = [acts(tuple(kind.split("|")), "", language) for kind in kinds]
        brackets = "（{}）" if language == "zh" else "({})"
        told = [brackets.format(one) if "|" in kind else one for kind, one in zip(kinds, either, strict=True)]
    else:
        told = [act(kind, language) for kind in kinds]
    *first, last = told or [""]
    before = ("、" if language == "zh" else ", ").join(first)
    joined = _JOINED[language]
    return f"{before}{joined.get(form, joined[''])}{last}" if before else last


def field(path: str, language: str) -> str:
    """What a field is called; the name under which it is recorded stands beside it."""
    called = FIELDS.get(path.rpartition(".")[2]) if language == "zh" else None
    return path if called is None else f"{called}（{path}）"
