"""Word lists for transcripts: what people say, in Chinese and English. Data, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["WORD_LISTS"]

WORD_LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "greeting": (
            "您好", "你好", "早上好", "上午好", "中午好", "下午好", "晚上好", "欢迎致电", "欢迎光临",
            "很高兴为您服务",
            "good morning", "good afternoon", "good evening", "good day", "hello", "hi", "welcome",
            "how may i help", "how can i help", "thank you for calling", "thanks for calling",
        ),
        "farewell": (
            "再见", "拜拜", "祝您生活愉快", "祝您工作顺利", "祝您愉快", "感谢您的来电", "谢谢您的来电", "感谢来电",
            "请慢走", "goodbye", "good bye", "bye", "have a nice day", "have a good day", "have a great day",
            "thank you for calling", "thanks for calling",
        ),
        "polite": (
            "请", "您", "谢谢", "感谢", "对不起", "抱歉", "不好意思", "不客气", "劳驾", "麻烦您",
            "please", "thank you", "thanks", "sorry", "i apologise", "i apologize", "excuse me", "pardon",
            "you are welcome", "you're welcome", "my pleasure", "would you", "could you", "may i",
        ),
        "impatient": (
            "你急什么", "急什么急", "没完没了", "烦不烦", "烦死了", "别烦我", "说过多少遍", "跟你说了多少遍",
            "说了多少遍", "说了八百遍",
            "说了几遍", "说了好几遍", "讲了多少遍", "到底听懂没有", "听不懂吗", "你听不懂", "你有完没完", "快点说",
            "你快点", "没空",
            "没时间跟你", "别浪费我时间", "浪费我的时间", "不是告诉过你", "自己不会看",
            "hurry up", "how many times", "i already told you", "i've already told you", "are you done",
            "don't you understand", "can't you understand", "i have no time", "i don't have time", "calm down",
            "don't waste my time", "stop wasting my time",
        ),
        "brushing_off": (
            "我不知道", "不知道,你", "我怎么知道", "我哪知道", "我不清楚", "我也不清楚", "不清楚,你", "不归我管",
            "不归我们管",
            "不关我的事", "不是我的事", "我管不了", "我没办法", "我也没办法", "没法办", "你自己看", "你自己想办法",
            "你问别人",
            "找别人去", "爱投诉就投诉", "随便你", "我下班了", "我要下班了",
            "not my problem", "not my job", "not my department", "ask someone else", "ask somebody else",
            "i don't know", "i have no idea", "nothing i can do", "whatever you say", "look it up yourself",
            "go ahead and complain",
        ),
        "vague": (
            "可能吧", "大概吧", "也许吧", "差不多吧", "应该可以吧", "应该没问题吧", "我猜", "好像是",
            "i guess", "i suppose", "probably", "maybe", "sort of", "kind of", "more or less",
        ),
        "apology": ("对不起", "抱歉", "不好意思", "请您谅解", "sorry", "i apologise", "i apologize", "my apologies"),
    }
)  # fmt: skip
"""By name: `greeting`, `farewell`, `polite`, `impatient`, `brushing_off`, `vague` and `apology`."""
