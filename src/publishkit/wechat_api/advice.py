"""What each error number of WeChat's interface means, and what to do, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["ADVICE", "Advice", "advice_on"]


class Advice(NamedTuple):
    """The cause of an error in English, and what to do about it in both languages."""

    cause: str
    english: str
    chinese: str


_TOKEN: Final = Advice(
    "the access token is wrong or expired",
    "push again; if it stays so, another program may be using cgi-bin/token: let it use "
    "stable_token as well",
    "请重新推送；若仍失败，可能有其他程序在用 cgi-bin/token 刷新令牌，请一并改用 stable_token",
)
_FREQUENT: Final = Advice(
    "too many requests in a short time",
    "wait a minute and push again",
    "请求过于频繁，请一分钟后重试",
)
_MATERIAL_SIZE: Final = Advice(
    "an image is too large",
    "make it smaller: images in the text below 1 MB, the cover up to 10 MB",
    "图片太大：正文图片须小于 1 MB，封面不超过 10 MB",
)
_BUSY: Final = Advice(
    "WeChat's system is busy", "wait a little and push again", "微信系统繁忙，请稍后重试"
)
_CROP: Final = Advice(
    "the crop of the cover is invalid",
    "choose another cover, or one that is not extremely wide or high (--cover)",
    "封面裁剪参数无效，请换一张宽高比不过于极端的封面（--cover）",
)
_ACCOUNT_IP: Final = Advice(
    "the administrator has not allowed this address",
    "let the account's administrator confirm the request, then push again an hour later",
    "此 IP 的调用需管理员确认，请确认后约一小时再试",
)

#: By error number. Those of the draft interface are in its documentation or were seen by others.
ADVICE: Final[Mapping[int, Advice]] = MappingProxyType(
    {
        -1: _BUSY,
        40001: _TOKEN,
        40014: _TOKEN,
        42001: _TOKEN,
        40002: Advice(
            "the kind of grant is invalid",
            "update publishkit",
            "请升级 publishkit",
        ),
        40013: Advice(
            "the app id is wrong",
            "check PUBLISHKIT_WECHAT_APPID: it begins with wx and stands in the account's "
            "developer settings",
            "AppID 不正确，请检查 PUBLISHKIT_WECHAT_APPID（以 wx 开头，见公众号后台的开发设置）",
        ),
        40125: Advice(
            "the app secret is wrong",
            "check PUBLISHKIT_WECHAT_SECRET or the keyring's entry; a reset makes the old one void",
            "AppSecret 不正确，请检查 PUBLISHKIT_WECHAT_SECRET 或钥匙串；重置后旧密钥即失效",
        ),
        40164: Advice(
            "the address of this machine is not in the account's list of allowed addresses",
            "add it in the account's developer settings (IP 白名单); home addresses change, so use "
            "a machine or proxy with a fixed one",
            "请在公众号后台的开发设置里把该 IP 加入白名单；"
            "家用宽带 IP 会变，宜用固定 IP 的机器或代理",
        ),
        40004: Advice(
            "the type of a media file is invalid",
            "save the image as PNG or JPEG",
            "媒体文件类型无效，请存为 PNG 或 JPEG",
        ),
        40005: Advice(
            "the type of an image is not accepted",
            "save it as PNG or JPEG",
            "图片类型不被接受，请存为 PNG 或 JPEG",
        ),
        40006: _MATERIAL_SIZE,
        40009: _MATERIAL_SIZE,
        40137: Advice(
            "the format of an image is not accepted",
            "save it as PNG or JPEG",
            "图片格式不被接受，请存为 PNG 或 JPEG",
        ),
        41005: Advice(
            "no image arrived",
            "see whether the image's file is empty, or whether a proxy changes uploads",
            "没有收到媒体数据：请检查图片文件是否为空，或代理是否改动了上传内容",
        ),
        45001: _MATERIAL_SIZE,
        40007: Advice(
            "a media id is invalid",
            "the cover or the draft was deleted in the account, or belongs to another account; "
            "--new makes a new draft",
            "media_id 无效：封面或草稿已在后台删除，或属于另一个公众号；可用 --new 新建草稿",
        ),
        41039: Advice(
            "the address of the original (阅读原文) is invalid",
            "give a whole address, https://…, of at most 1 KB as canonical in front matter",
            "“阅读原文”链接无效：请在 front matter 的 canonical 写完整网址，且不超过 1 KB",
        ),
        44003: Advice(
            "the draft is empty",
            "see whether the article has a text",
            "图文内容为空，请检查文章是否有正文",
        ),
        45002: Advice(
            "the content is too long",
            "split the article, choose a plainer theme, or paste it into the editor, which takes "
            "more",
            "正文超过长度限制：请拆分文章、换更简洁的主题，或直接粘贴到编辑器",
        ),
        45003: Advice(
            "the title is too long",
            "shorten it, or give --title",
            "请缩短标题，或用 --title 指定",
        ),
        45004: Advice(
            "the digest is too long",
            "shorten the summary, or give --digest",
            "摘要过长，请缩短或用 --digest 指定",
        ),
        45110: Advice(
            "the author is too long",
            "shorten it, or give --author",
            "作者名过长，请缩短或用 --author 指定",
        ),
        45008: Advice(
            "the draft holds too many articles",
            "push the articles one by one",
            "图文条数超过限制，请逐篇推送",
        ),
        45009: Advice(
            "the account's quota of calls for today is used up",
            "wait until tomorrow; what was uploaded is remembered and not uploaded again",
            "今日接口调用次数已用完，请明天再试；已上传的图片不会重复上传",
        ),
        45011: _FREQUENT,
        45028: Advice(
            "the account has no quota left for this",
            "wait until tomorrow",
            "额度用完，请明天再试",
        ),
        45166: Advice(
            "the content is invalid",
            "take out links inside the page (#…) and unusual HTML; publishkit check finds them",
            "正文内容不合规：请去掉页内锚点链接（#…）和特殊 HTML，可用 publishkit check 查找",
        ),
        48001: Advice(
            "the account has no right to this call",
            "personal and unverified accounts cannot publish by the interface: publish the draft "
            "by hand; for drafts see the account's list of interface rights",
            "该公众号没有此接口权限：个人或未认证账号请在后台手动发布；草稿权限见“接口权限”页",
        ),
        48004: Advice(
            "the interface is closed for this account",
            "see the notices in the account's backend",
            "接口被封禁，请查看公众号后台通知",
        ),
        50002: Advice(
            "the account is restricted",
            "see the notices in the account's backend",
            "账号受限，请查看公众号后台通知",
        ),
        50004: Advice(
            "the account may not get tokens",
            "see the notices in the account's backend",
            "账号被禁止获取令牌，请查看公众号后台通知",
        ),
        50007: Advice(
            "the account is frozen",
            "unfreeze it in the account's backend",
            "账号已冻结，请在公众号后台解冻",
        ),
        53401: Advice(
            "the size of the cover is invalid",
            "choose another cover (--cover)",
            "封面尺寸不合要求，请更换封面（--cover）",
        ),
        53402: _CROP,
        53404: Advice(
            "the account is barred from this",
            "see the notices in the account's backend",
            "账号已被限制使用该能力，请查看公众号后台通知",
        ),
        64562: Advice(
            "the content links to an outside page",
            "only links to mp.weixin.qq.com may stay links",
            "正文含外部链接，只能保留 mp.weixin.qq.com 的链接",
        ),
        88000: Advice(
            "the account has no comments",
            "push without --comments",
            "该公众号未开通留言，请不要使用 --comments",
        ),
        89503: _ACCOUNT_IP,
        89506: _ACCOUNT_IP,
        89507: _ACCOUNT_IP,
    }
)
_UNKNOWN: Final = Advice(
    "",
    "look the number up in WeChat's list of return codes",
    "请在微信公众平台的“全局返回码”中查询该错误码",
)


def advice_on(errcode: int) -> Advice:
    """Returns the advice on an error number; for an unknown one, where to look it up."""
    return ADVICE.get(errcode, _UNKNOWN)
