"""What activities of a foreign log mean here: surely, if they say no more than one of our events, or perhaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import attrs

from servicepolicy.models.vocabulary import event_kinds, event_words

__all__ = ["Meaning", "looks_like_activity", "meaning", "meanings"]

_SURE: Final[Mapping[str, str]] = {
    "received": "received|opened|created|new|open|logged|raised|eingegangen|eingang|eröffnet|angelegt|neu|erstellt"
    "|offen|reçu|reçue|créé|créée|ouvert|ouverte|nouveau|nouvelle|recibido|recibida|受理|已受理|新建|创建|建单",
    "acknowledged": "acknowledged|acknowledgement sent|acknowledgment sent|ack|ack sent|receipt confirmed"
    "|acknowledgement letter sent|eingangsbestätigung versandt|eingangsbestätigung gesendet|eingangsbestätigung"
    "|accusé de réception envoyé|确认收悉|已确认收悉",
    "assigned": "assigned|allocated|zugewiesen|zugeteilt|affecté|affectée|assigné|assignée|分派"
    "|已分派|指派|派单|已派单",
    "replied": "replied|answered|answer sent|reply sent|response sent|responded|agent replied|first response"
    "|first reply|initial response|first replied"
    "|replied to customer|reply sent to customer|response sent to customer|beantwortet|antwort versandt"
    "|antwort gesendet|répondu|réponse envoyée|答复|已答复|回复|已回复|答复客户|回复客户",
    "final_response": "final response|final response sent|final response issued|final response letter sent",
    "holding_response": "holding response|holding response sent|holding letter sent",
    "resolved": "resolved|solved|fixed|gelöst|résolu|résolue|resuelto|解决|已解决",
    "closed": "closed|geschlossen|abgeschlossen|clos|close|clôturé|clôturée|fermé|fermée|cerrado|关闭"
    "|已关闭|结案|已结案|办结|已办结",
    "reopened": "reopened|re opened|wiedereröffnet|wieder geöffnet|réouvert|rouvert|重新打开|重开|重新受理",
    "escalated": "escalated|eskaliert|escaladé|上报|升级|已升级",
    "transferred": "transferred|handed over|übergeben|transféré|transférée|移交|转办|已转办",
    "paid": "paid|paid out|payment made|refund paid|refunded|ausgezahlt|ausbezahlt|erstattet|remboursé|remboursée"
    "|已退款|已赔付",
    "paused": "paused|on hold|suspended|挂起|已挂起|暂停|已暂停",
    "resumed": "resumed|恢复|已恢复",
    "withdrawn": "withdrawn|zurückgezogen|retiré|retirée|撤回|已撤回|撤诉|已撤诉",
    "merged_into": "merged into another",
}
_ONLY_ONE: Final = "received"  # a case begins once: of several texts, only the plainest is sure
_MANY_SENSES: Final = frozenset(
    {
        *("approval_requested", "completed", "decided", "registered", "recorded", "requested", "reported", "signed"),
        *("submitted", "notified", "verified", "reclassified"),
    }
)
"""Names of events that elsewhere are said of other things, too."""

_HINTS: Final = (
    (r"re-?open|重开|重新打开|wieder", "reopened"),
    (r"ack\b|acknowl|eingangsbest|accusé|收悉", "acknowledged"),
    (r"approv|sign(ed)?[ -]?off|genehm|freigegeb|approuv|审批|批准|同意", "approved"),
    (r"refund|paid|payment|payout|compensat|redress|auszahl|erstatt|rembours|退款|赔付|付款|补偿", "paid"),
    (r"open|creat|receiv|submi|new\b|insert|regist|taken|log(ged)?\b|rais|受理|登记|新建", "received"),
    (r"提交|创建|来电|eingang|eröffn|erfasst|reçu|ouver", "received"),
    (r"re-?assign|transfer|handed|hand-?over|forward|转办|移交|转派|weitergeleit|transf", "transferred"),
    (r"escalat|eskal|升级|上报", "escalated"),
    (r"assign|allocat|分派|指派|派单|zugewies|zugeteil|affect", "assigned"),
    (r"answer|repl(y|ied)|respon|letter|e-?mail|call(ed)? back|contacted|comment|sent", "replied"),
    (r"答复|回复|回电|antwort|répon", "replied"),
    (r"resol|solve|fixed|解决|gelöst|erledigt|résol|已处理", "resolved"),
    (r"clos|complet|finish|done|关闭|办结|结案|完成|geschlossen|abgeschl|clôtur|ferm", "closed"),
    (r"wait|pend|pause|hold|suspend|挂起|暂停|等待|待|wartet|attente", "paused"),
    (r"resum|恢复|fortgesetzt", "resumed"),
    (r"withdr|cancel|撤|zurückgez|storn|retir", "withdrawn"),
    (r"investigat|调查|核实|prüf|bearbeit|in progress|work", "investigated"),
    (r"note|remark|status|update|chang|handed|notiz|备注", ""),
)  # fmt: skip
_BESIDE: Final = frozenset(
    {
        *("case", "ticket", "complaint", "incident", "issue", "enquiry", "inquiry", "query", "claim", "the", "a", "an"),
        *(
            "was",
            "is",
            "has",
            "been",
            "now",
            "vorgang",
            "fall",
            "beschwerde",
            "anfrage",
            "reklamation",
            "la",
            "le",
            "les",
        ),
        *(
            "une",
            "un",
            "of",
            "de",
            "der",
            "des",
            "du",
            "réclamation",
            "dossier",
            "demande",
            "time",
            "date",
            "at",
            "on",
            "when",
            "timestamp",
            "status",
        ),
    }
)
_BESIDE_CHINESE: Final = re.compile(r"工单|案件|投诉|时间|日期|状态")


@attrs.frozen
class Meaning:
    """What an activity may mean.

    Attributes:
        kind: The event, or nothing.
        sure: Whether it says that and no more.
    """

    kind: str
    sure: bool


def meaning(text: str, subject: str) -> Meaning:
    """What an activity means, or the name of a milestone.

    >>> meaning("Complaint received", "case"), meaning("Refund signed off", "case")
    (Meaning(kind='received', sure=True), Meaning(kind='approved', sure=False))
    """
    plain = _plain(text)
    for said in dict.fromkeys((_tidy(text), plain)):
        kind = _known(subject).get(said)
        if kind is not None:
            return Meaning(kind, sure=kind not in _MANY_SENSES)
    kinds = event_kinds(subject)
    hinted = next((kind for pattern, kind in _HINTS if re.search(pattern, text, re.IGNORECASE)), "")
    return Meaning(hinted if hinted in kinds else "", sure=False)


def meanings(texts: Iterable[str], subject: str) -> dict[str, Meaning]:
    """What each activity of a log means; where several would begin a case, the plainest does.

    A halt is sure only where the log says what ends it: one that never ends would hide what is late.
    """
    found = {text: meaning(text, subject) for text in texts}
    if not any(one.sure and one.kind == "resumed" for one in found.values()):
        found |= {text: Meaning("paused", sure=False) for text, one in found.items() if one.kind == "paused"}
    rank = _SURE[_ONLY_ONE].split("|")
    begins = [text for text, one in found.items() if one.sure and one.kind == _ONLY_ONE]
    plainest = min(begins, default="", key=lambda text: rank.index(_plain(text)) if _plain(text) in rank else 0)
    for text in begins:
        if text != plainest:
            found[text] = Meaning(_ONLY_ONE, sure=False)
    return found


def looks_like_activity(text: str) -> bool:
    """Whether a text sounds like something that is done with a case."""
    return any(re.search(pattern, text, re.IGNORECASE) for pattern, _ in _HINTS)


@cache
def _known(subject: str) -> Mapping[str, str]:
    """What is sure, by text: our own names of events in English and Chinese, and what other systems say for them."""
    kinds = event_kinds(subject)
    known: dict[str, str] = {}
    for kind in sorted(kinds):
        words = event_words(kind, subject)
        for name in (kind, words.en if words else None, words.zh if words else None):
            if name:
                known.setdefault(_tidy(name), kind)
    for kind, texts in _SURE.items():
        if kind in kinds:
            known |= dict.fromkeys(texts.split("|"), kind)
    return known


def _tidy(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold().split())


def _plain(text: str) -> str:
    """A text without the words that say what a case is called."""
    words = [word for word in _tidy(_BESIDE_CHINESE.sub(" ", text)).split() if word not in _BESIDE]
    return " ".join(words) or _tidy(text)
