"""WeChat (微信公众号): an article as markup that survives its editor and its draft interface."""

from publishkit.formats.wechat.exporter import WechatExporter, WechatOptions

__all__ = ["WechatExporter", "WechatOptions"]
