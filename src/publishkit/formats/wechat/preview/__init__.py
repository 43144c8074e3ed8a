"""A page that shows an article as WeChat will, and copies it for WeChat's editor."""

from publishkit.formats.wechat.preview.page import preview_article

__all__ = ["preview_article"]
