"""WeChat (微信公众号): an article as markup that survives its editor and its draft interface."""

from publishkit.formats.wechat.exporter import WechatExporter, WechatOptions
from publishkit.formats.wechat.theme import theme_names

__all__ = ["WechatExporter", "WechatOptions", "theme_names"]
