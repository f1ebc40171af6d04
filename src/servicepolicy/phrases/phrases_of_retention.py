"""What the codes of retention say."""

from __future__ import annotations

from typing import Final

__all__ = ["RETENTION"]

RETENTION: Final[dict[str, tuple[str, str]]] = {
    "reason.kept": ("it was kept long enough", "已按规定期限保存"),
    "reason.kept_so_far": ("it must still be kept, and is", "尚在保存期内，保存中"),
    "reason.destroyed_early": ("it was destroyed too early", "未满保存期即销毁"),
    "reason.begun_anew": ("its time began anew before it was over", "期满前重新起算"),
    "reason.never_begun": (
        'it was destroyed, and it is not recorded from when it had to be kept: no "{step}"',
        "已销毁，但未记录应自何时起保存：没有“{step}”的记录",
    ),
    "reason.in_place": ("it was where it must be for as long as it was kept", "保存期间始终在规定的地点"),
    "reason.in_place_so_far": ("it is where it must be, and was so far", "目前一直在规定的地点"),
    "reason.out_of_place": ("it was not where it must be while it was kept", "保存期间不在规定的地点"),
    "reason.disposed": ("it had been kept long enough and was destroyed in time", "保存期满后按时销毁"),
    "reason.disposed_late": (
        "it had been kept long enough and was destroyed too late",
        "保存期满后逾期才销毁",
    ),
    "reason.disposal_due": ("it has been kept long enough and is to be destroyed", "保存期满，应予销毁"),
    "reason.not_disposed": (
        "it had been kept long enough and was not destroyed in time",
        "保存期满，到期未销毁",
    ),
    "time.started.retention": ("kept from {at}", "保存起始：{at}"),
    "time.done.retention": ("destroyed {at}{by}", "销毁：{at}{by}"),
    "time.due.retention": ("to be kept until {at}", "应保存至：{at}"),
    "time.due.retention.disposed": ("to be destroyed by {at}", "应于{at}前销毁"),
    "time.due.retention.disposed_late": ("to be destroyed by {at}", "应于{at}前销毁"),
    "time.due.retention.disposal_due": ("to be destroyed by {at}", "应于{at}前销毁"),
    "time.due.retention.not_disposed": ("to be destroyed by {at}", "应于{at}前销毁"),
    "time.stopped.retention": ("destroyed {at}{by}", "销毁：{at}{by}"),
    "time.stopped.retention.out_of_place": ("until {at}", "至{at}为止"),
    "step.kept_until": ("kept long enough at {at}", "保存期满：{at}"),
    "step.out_of_place": ("elsewhere from {at}", "自{at}起不在规定的地点"),
    "margin.left.retention": ("destroyed {wall} after its time was over", "销毁时已期满 {wall}"),
    "margin.over.retention": ("{wall} before its time was over", "距期满尚有 {wall}"),
    "margin.exact.retention": ("exactly when its time was over", "恰在期满之时"),
    "margin.left.retention.disposed": ("{wall} to spare", "提前 {wall}"),
    "margin.exact.retention.disposed": ("at the last moment", "恰在最后时刻"),
    "margin.over.retention.disposed_late": ("{wall} over", "超出 {wall}"),
    "name.keep": ("to be kept for", "保存期限"),
    "name.dispose.within": ("time allowed for destroying it", "销毁时限"),
    "role.destroyed": ("destruction", "销毁"),
    "doubt.act": ('when "{act}" was done', "“{act}”的时间"),
    "state.open.retention": ("still so", "至今仍是如此"),
}
