"""What the preview page says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["words_for"]

_ENGLISH: Final = MappingProxyType(
    {
        "lang": "en",
        "preview": "WeChat preview",
        "width": "Width of the screen",
        "phone": "Phone",
        "window": "Window",
        "dark": "Dark mode",
        "copy_article": "Copy article",
        "copied": "Copied. Paste it into the editor of your account.",
        "copied_field": "Copied",
        "not_copied": "The browser does not let the page copy. The article is selected below: "
        "press Ctrl+C, or ⌘C on a Mac.",
        "copy_field": "Copy",
        "article": "The article as WeChat shows it",
        "account": "Official account",
        "limits": "Lengths and limits",
        "title": "Title",
        "author": "Author",
        "digest": "Digest",
        "content": "Content",
        "content_size": "Size of content",
        "of": "of",
        "under": "under",
        "too_long": "too long",
        "none": "none",
        "no_digest": "The front matter has no summary: this is the beginning of the text.",
        "word_count": "Words",
        "reading_time": "Reading time",
        "minutes": "{} min",
        "counted": "Tags and attributes count too. Images count as the addresses that they have "
        "after they are uploaded.",
        "cards": "Cover and digest",
        "in_list": "In the list of messages",
        "as_card": "Shared in a chat",
        "no_cover": "No cover",
        "cover_missing": "The cover's file was not found",
        "findings": "Findings",
        "no_findings": "Nothing to mend.",
        "error": "Error",
        "warning": "Warning",
        "note": "Note",
        "line": "line {}",
        "images": "Images",
        "no_images": "The article has no images.",
        "embedded": "Embedded",
        "converted": "Converted",
        "missing": "Missing",
        "remote": "Remote",
        "large": "1 MB or more",
        "type": "Type not taken",
        "missing_help": "The file was not found; readers see the words that stand for it.",
        "remote_help": "It stays on another site and is not shown here; --fetch-remote embeds it.",
        "large_help": "Drafts take images under 1 MB; publishkit wechat push makes it smaller.",
        "converted_help": "WeChat does not take the file's type; the article holds a PNG or JPEG.",
        "type_help": "WeChat takes PNG, JPEG and GIF: convert it to one of them.",
        "no_script": "This page needs JavaScript to show and copy the article.",
    }
)

_CHINESE: Final = MappingProxyType(
    {
        "lang": "zh-Hans",
        "preview": "公众号预览",
        "width": "屏幕宽度",
        "phone": "手机",
        "window": "窗口",
        "dark": "深色模式",
        "copy_article": "复制全文",
        "copied": "已复制，可以粘贴到公众号编辑器",
        "copied_field": "已复制",
        "not_copied": "浏览器不允许网页复制。正文已在下方选中，请按 Ctrl+C（Mac 按 ⌘C）。",
        "copy_field": "复制",
        "article": "文章在微信中的样子",
        "account": "公众号",
        "limits": "字数与限制",
        "title": "标题",
        "author": "作者",
        "digest": "摘要",
        "content": "正文字符",
        "content_size": "正文大小",
        "of": "/",
        "under": "<",
        "too_long": "超出限制",
        "none": "无",
        "no_digest": "文章没有写摘要，这里是正文的开头。",
        "word_count": "字数",
        "reading_time": "阅读时间",
        "minutes": "约 {} 分钟",
        "counted": "标签和属性也计入字符数；图片按上传后的地址计算。",
        "cards": "封面与摘要",
        "in_list": "订阅号消息",
        "as_card": "转发到聊天",
        "no_cover": "没有封面",
        "cover_missing": "找不到封面图片",
        "findings": "检查结果",
        "no_findings": "没有发现问题。",
        "error": "错误",
        "warning": "警告",
        "note": "提示",
        "line": "第 {} 行",
        "images": "图片",
        "no_images": "文章里没有图片。",
        "embedded": "已嵌入",
        "converted": "已转换",
        "missing": "缺失",
        "remote": "外部图片",
        "large": "不小于 1 MB",
        "type": "格式不支持",
        "missing_help": "找不到文件，读者只会看到替代文字。",
        "remote_help": "图片在别的网站，这里不显示；用 --fetch-remote 嵌入。",
        "large_help": "草稿接口要求图片小于 1 MB；publishkit wechat push 会自动缩小。",
        "converted_help": "微信不接受原文件的格式，文中嵌入的是 PNG 或 JPEG。",
        "type_help": "微信只接受 PNG、JPEG 和 GIF，请转换格式。",
        "no_script": "本页需要 JavaScript 才能显示和复制文章。",
    }
)


def words_for(lang: str) -> Mapping[str, str]:
    """Returns the page's words for the language of an article: Chinese, or else English."""
    primary = lang.lower().partition("-")[0]
    return _CHINESE if primary in {"zh", "cmn", "yue"} else _ENGLISH
