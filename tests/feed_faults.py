"""Feeds without a fault, and for each rule of the feed check one change that breaks it."""

from __future__ import annotations

from typing import Final, NamedTuple

RSS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>频道</title>
<link>https://example.org/</link>
<description>一句话</description>
<language>zh-CN</language>
<atom:link rel="self" type="application/rss+xml" href="https://example.org/rss.xml"/>
<lastBuildDate>Thu, 19 Jun 2025 20:03:00 +0800</lastBuildDate>
<item>
<title>第一篇</title>
<link>https://example.org/a/</link>
<guid isPermaLink="false">tag:example.org,2025:a</guid>
<pubDate>Thu, 19 Jun 2025 20:03:00 +0800</pubDate>
<description>摘要</description>
<content:encoded><![CDATA[<p>正文<sup id="a-r1"><a href="https://example.org/a/#a-n1">[1]</a></sup></p>
<ol><li id="a-n1">注 <a href="https://example.org/a/#a-r1">↩</a></li></ol>]]></content:encoded>
</item>
<item>
<title>第二篇</title>
<link>https://example.org/b/</link>
<guid>https://example.org/b/</guid>
<description><![CDATA[<p id="b-1">正文</p>]]></description>
</item>
</channel>
</rss>
"""

ATOM: Final = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
<title>频道</title>
<id>https://example.org/</id>
<updated>2025-06-19T20:03:00+08:00</updated>
<link rel="self" type="application/atom+xml" href="https://example.org/atom.xml"/>
<link rel="alternate" type="text/html" href="https://example.org/"/>
<author><name>张三</name></author>
<entry>
<title>第一篇</title>
<id>tag:example.org,2025:a</id>
<published>2025-06-18T20:03:00+08:00</published>
<updated>2025-06-19T20:03:00+08:00</updated>
<link rel="alternate" type="text/html" href="https://example.org/a/"/>
<summary>摘要</summary>
<content type="html" xml:base="https://example.org/a/"
>&lt;p id="a-1"&gt;&lt;a href="#a-1"&gt;正文&lt;/a&gt;&lt;/p&gt;</content>
</entry>
<entry>
<title>第二篇</title>
<id>tag:example.org,2025:b</id>
<updated>2025-06-17T20:03:00+08:00</updated>
<link rel="alternate" type="text/html" href="https://example.org/b/"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p id="b-1">正文</p></div></content>
</entry>
</feed>
"""

JSON: Final = """{
"version": "https://jsonfeed.org/version/1.1",
"title": "频道",
"home_page_url": "https://example.org/",
"feed_url": "https://example.org/feed.json",
"language": "zh-CN",
"authors": [{"name": "张三"}],
"items": [
{"id": "tag:example.org,2025:a", "url": "https://example.org/a/", "title": "第一篇",
"content_html": "<p id='a-1'>正文</p>", "date_published": "2025-06-18T20:03:00+08:00",
"tags": ["甲"], "attachments": [{"url": "https://example.org/a.mp3", "mime_type": "audio/mpeg"}]},
{"id": "tag:example.org,2025:b", "title": "第二篇", "content_text": "正文"}
]}
"""


#: Ids whose codes are not those of unreserved characters, and so must stay (RFC 3986, 6.2.2.2).
SOUND_IDS: Final = (
    "tag:example.org,2025:c%2B%2B",
    "tag:example.org,2025:a%2Cb",
    "tag:example.org,2025:feeds/r%26d",
    "https://example.org/c%2B%2B",
    "https://example.org/a%2Cb%28x%29",
    "https://example.org/a%40b",
    "https://example.org/?a=%3D",
    "https://example.org/#a%21",
    "https://example.org/%E6%97%A5%E6%9C%AC%E8%AA%9E%20%28%E6%96%87%E5%8C%96%29",
)


class Fault(NamedTuple):
    """A change of a sound feed, and the rule that it breaks."""

    rule: str
    base: str
    old: str
    new: str

    @property
    def feed(self) -> str:
        assert self.old in self.base, self.old
        return self.base.replace(self.old, self.new, 1)


def rss(rule: str, old: str, new: str) -> Fault:
    return Fault(rule, RSS, old, new)


def channel(rule: str, markup: str, *, namespaces: str = "") -> Fault:
    """One element more in the channel."""
    base = RSS.replace('<rss version="2.0"', f'<rss version="2.0" {namespaces}', 1)
    return Fault(rule, base, "<language>", f"{markup}\n<language>")


def item(rule: str, markup: str, *, namespaces: str = "") -> Fault:
    """One element more in the first item."""
    base = RSS.replace('<rss version="2.0"', f'<rss version="2.0" {namespaces}', 1)
    return Fault(rule, base, "<pubDate>", f"{markup}\n<pubDate>")


def body(rule: str, html: str) -> Fault:
    """Another text in the second item."""
    return Fault(rule, RSS, '<p id="b-1">正文</p>', html)


def atom(rule: str, old: str, new: str) -> Fault:
    return Fault(rule, ATOM, old, new)


def head(rule: str, markup: str, *, namespaces: str = "") -> Fault:
    base = ATOM.replace("<feed ", f"<feed {namespaces} ", 1)
    return Fault(rule, base, "<author>", f"{markup}\n<author>")


def entry(rule: str, markup: str, *, namespaces: str = "") -> Fault:
    base = ATOM.replace("<feed ", f"<feed {namespaces} ", 1)
    return Fault(rule, base, "<published>", f"{markup}\n<published>")


def content(rule: str, markup: str) -> Fault:
    """Another content in the second entry."""
    old = ATOM[ATOM.index('<content type="xhtml">') : ATOM.rindex("</entry>")]
    return Fault(rule, ATOM, old, f"{markup}\n")


def json(rule: str, old: str, new: str) -> Fault:
    return Fault(rule, JSON, old, new)


ITUNES: Final = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
MEDIA: Final = 'xmlns:media="http://search.yahoo.com/mrss/"'
GEO: Final = 'xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"'
GEORSS: Final = 'xmlns:georss="http://www.georss.org/georss"'
SLASH: Final = 'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
SY: Final = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
FH: Final = 'xmlns:fh="http://purl.org/syndication/history/1.0"'
THR: Final = 'xmlns:thr="http://purl.org/syndication/thread/1.0"'
IMAGE: Final = (
    "<image><url>https://example.org/a.png</url><title>频道</title>"
    "<link>https://example.org/</link>{}</image>"
)
INPUT: Final = (
    "<textInput><title>查</title><description>查</description><name>{}</name>"
    "<link>https://example.org/s</link></textInput>"
)
ENCLOSURE: Final = '<enclosure url="https://example.org/a.mp3" length="{}" type="{}"/>'
ARCHIVE: Final = '<fh:archive/><link rel="{}" href="https://example.org/{}.xml"/>'
CHANNEL_HEAD: Final = RSS[: RSS.index("<channel>")]

FILE_FAULTS: Final = (
    rss("not-well-formed", "<title>频道</title>", "<title x=1>频道</title>"),
    rss("tag-mismatch", "</description>", "</descriptio>"),
    Fault("file-cut-off", RSS, RSS[RSS.index("摘要") :], ""),
    Fault("no-element", "x", "x", ""),
    rss("bare-ampersand", "频道", "A & B"),
    rss("control-character", "频道", "频\x08道"),
    rss("bad-character-reference", "频道", "频&#8;道"),
    rss("attribute-twice", 'rel="self"', 'rel="self" rel="self"'),
    rss("text-after-feed", "</rss>", "</rss><rss/>"),
    rss("text-before-declaration", "<?xml", "\n<?xml"),
    rss("undefined-entity", "频道", "频&nbsp;道"),
    rss("entity-bomb", "<rss", '<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss'),
    rss("too-deep", "正文</p>", "]]>" + "<a>" * 300 + "</a>" * 300 + "<![CDATA[</p>"),
    rss("unknown-encoding", "UTF-8", "UTF-9"),
    rss("obscure-encoding", "UTF-8", "GB18030"),
    rss("encoding-name", "UTF-8", "UTF8"),
    rss("encoding-contradicted", '<?xml version="1.0" encoding="UTF-8"',
        '\ufeff<?xml version="1.0" encoding="ISO-8859-1"'),
    rss("xml-version", 'version="1.0"', 'version="1.1"'),
    rss("doctype-external", "<rss", '<!DOCTYPE rss SYSTEM "https://example.org/x.dtd"><rss'),
    rss("doctype-rss-091", "<rss",
        '<!DOCTYPE rss SYSTEM "http://www.rssboard.org/rss-0.91.dtd"><rss'),
    rss("doctype-gone", "<rss",
        '<!DOCTYPE rss SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss'),
    rss("doctype-version", "<rss",
        '<!DOCTYPE rss SYSTEM "http://www.rssboard.org/rss-0.91.dtd"><rss'),
    json("not-json", '"频道",', '"频道"'),
    json("key-twice", '"title": "频道",', '"title": "频道", "title": "频道",'),
    json("byte-order-mark", "{", "\ufeff{"),
    Fault("no-feed", "x", "x", "<!DOCTYPE html><html><body>502</body></html>"),
    Fault("rss-1", "x", "x", '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    atom("atom-03", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"),
    atom("root-namespace", "http://www.w3.org/2005/Atom", "http://example.org/atom"),
    atom("atom-namespace-missing", 'xmlns="http://www.w3.org/2005/Atom"', ""),
    rss("rss-version", 'version="2.0"', 'version="3.0"'),
    rss("undeclared-prefix", ' xmlns:dc="http://purl.org/dc/elements/1.1/"',
        ' dc:x="1"'),
    item("element-without-namespace", "<x:a><b/></x:a>", namespaces='xmlns:x="http://x.test/"'),
    rss("namespace-address", "http://purl.org/dc/elements/1.1/", "http://purl.org/dc a"),
    rss("namespace-address", 'dc="http', 'dc=" http'),
    rss("prefix-taken", "http://purl.org/dc/elements/1.1/", "http://example.org/dc"),
    rss("prefix-unusual", "xmlns:dc", "xmlns:dublin"),
    atom("prefix-avoid", "<feed ", '<feed xmlns:xhtml="http://www.w3.org/1999/xhtml" '),
    rss("media-namespace", "<rss ", '<rss xmlns:media="http://search.yahoo.com/mrss" '),
    rss("wiki-namespace", "<rss ",
        '<rss xmlns:wiki="http://www.usemod.com/cgi-bin/mb.pl?ModWiki" '),
    rss("namespace-unknown", "<rss ", '<rss xmlns:x="http://x.test/" '),
    rss("namespace-unchecked", "<rss ",
        '<rss xmlns:podcast="https://podcastindex.org/namespace/1.0" '),
    entry("namespace-undeterminable", '<x xmlns=""/>'),
)  # fmt: skip

STRUCTURE_FAULTS: Final = (
    rss("missing-title", "<title>频道</title>", ""),
    rss("missing-link", "<link>https://example.org/</link>", ""),
    rss("missing-description", "<description>一句话</description>", ""),
    Fault("missing-title-and-description", RSS.replace("<title>第二篇</title>", ""),
          '<description><![CDATA[<p id="b-1">正文</p>]]></description>', ""),
    Fault("missing-element", CHANNEL_HEAD + "</rss>", "</rss>", "</rss>"),
    atom("missing-element", "<id>tag:example.org,2025:a</id>", ""),
    item("missing-attribute", '<enclosure url="https://example.org/a.mp3" length="0"/>'),
    head("missing-href", '<link rel="related"/>'),
    atom("missing-alternate", '<link rel="alternate" type="text/html" href="https://example.org/b/"/>\n'
         + ATOM[ATOM.index('<content type="xhtml">') : ATOM.rindex("</entry>")], ""),
    content("missing-summary", '<content src="https://example.org/x" type="text/html"/>'),
    content("missing-text", ""),
    content("missing-xhtml-div", '<content type="xhtml">正文</content>'),
    content("missing-type", '<content src="https://example.org/x"/><summary>摘</summary>'),
    entry("missing-source-element", "<source><title>另一站</title></source>"),
    rss("missing-language", "<language>zh-CN</language>", ""),
    channel("missing-podcast-element", "<itunes:author>张三</itunes:author>", namespaces=ITUNES),
    entry("missing-recommended-attribute",
          '<thr:in-reply-to ref="tag:x.test,2025:1" source="https://x.test/"/>', namespaces=THR),
    item("undefined-element", "<pubdate>x</pubdate>"),
    channel("blink", "<blink>x</blink>"),
    channel("unexpected-attribute", '<generator url="x">y</generator>'),
    rss("extension-attribute", "<item>", '<item xmlns:x="http://x.test/" x:n="1">'),
    head("reply-when", '<link rel="replies" href="https://example.org/x" thr:when="x"/>',
         namespaces=THR),
    item("comment-rss", "<wfw:commentRSS>https://example.org/c.xml</wfw:commentRSS>",
         namespaces='xmlns:wfw="http://wellformedweb.org/CommentAPI/"'),
    item("active-element", '<body xmlns="http://www.w3.org/1999/xhtml"><script/></body>'),
    rss("unexpected-text", "<channel>", "<channel>文字"),
    atom("unexpected-white-space", "<id>tag:example.org,2025:a", "<id> tag:example.org,2025:a"),
    atom("link-not-empty", 'href="https://example.org/"/>', 'href="https://example.org/">x</link>'),
    channel("xhtml-misplaced", '<p xmlns="http://www.w3.org/1999/xhtml">x</p>'),
    item("questionable-use", "<atom:entry/>"),
    atom("misplaced-metadata", "</feed>", '<category term="x"/></feed>'),
    rss("misplaced-item", "</channel>", "<generator>x</generator></channel>"),
    channel("duplicate-element", "<title>频道</title>"),
    item("duplicate-enclosure", ENCLOSURE.format(0, "audio/mpeg") * 2),
    head("duplicate-alternate", '<link type="text/html" href="https://example.org/x"/>'),
    channel("duplicate-value", "<skipDays><day>Monday</day><day>Monday</day></skipDays>"),
    channel("too-many-hours", f"<skipHours>{'<hour>1</hour>' * 25}</skipHours>"),
    channel("too-many-days", f"<skipDays>{'<day>Monday</day>' * 8}</skipDays>"),
    channel("two-for-one", "<dc:language>zh</dc:language>"),
    item("two-for-one-item", "<dc:date>2025-06-19</dc:date>"),
    item("two-texts", '<body xmlns="http://www.w3.org/1999/xhtml"><p>x</p></body>'),
    rss("blank", "<title>第一篇</title>", "<title/>"),
    head("blank-attribute", '<link rel="related" title="" href="https://example.org/x"/>'),
    rss("description-after-content", "<description>摘要</description>", ""),
    channel("text-input", INPUT.format("q")),
    channel("image-title-differs", IMAGE.format("").replace("频道", "别的")),
    channel("image-link-differs", IMAGE.format("").replace("example.org/<", "example.org/x<")),
    channel("image-format", IMAGE.format("").replace("a.png", "a.webp")),
    Fault("comments-without-date",
          item("", "<slash:comments>1</slash:comments>", namespaces=SLASH).feed,
          "<lastBuildDate>Thu, 19 Jun 2025 20:03:00 +0800</lastBuildDate>", ""),
    atom("dates-out-of-order", "2025-06-18", "2025-06-20"),
    rss("no-entries", RSS[RSS.index("<item>") : RSS.rindex("</channel>")], ""),
    atom("missing-self", '<link rel="self"', '<link rel="related"'),
    rss("missing-atom-self", '<atom:link rel="self"', '<atom:link rel="related"'),
    atom("self-relative", "https://example.org/atom.xml", "/atom.xml"),
    atom("self-not-feed", "application/atom+xml", "text/html"),
    head("link-relation", '<link rel="x" href="https://example.org/x"/>'),
    Fault("hub-without-self", ATOM, '<link rel="self" type="application/atom+xml" href="',
          '<link rel="hub" href="'),
    head("hub-address", '<link rel="hub" href="ftp://example.org/"/>'),
    entry("archive-link-in-entry", '<link rel="prev-archive" href="https://example.org/1.xml"/>'),
    head("complete-with-pages",
         '<fh:complete/><link rel="next" href="https://example.org/2.xml"/>', namespaces=FH),
    head("complete-current",
         '<fh:complete/><link rel="current" href="https://example.org/2.xml"/>', namespaces=FH),
    head("past-the-end", '<link rel="last" href="https://example.org/atom.xml"/>'
         '<link rel="next" href="https://example.org/2.xml"/>'),
    head("archive-without-current", ARCHIVE.format("prev-archive", "1"), namespaces=FH),
    head("archive-without-neighbour", ARCHIVE.format("current", "new"), namespaces=FH),
    head("archive-links-to-itself", ARCHIVE.format("prev-archive", "atom"), namespaces=FH),
    json("next-is-self", '"language"', '"next_url": "https://example.org/feed.json", "language"'),
    rss("feed-large", "<description>摘要", "<description>" + "字" * 200_000),
    rss("feed-too-large", "<description>摘要", "<description>" + "字" * 2_000_000),
    rss("entry-large", "<description>摘要", "<description>" + "字" * 40_000),
)  # fmt: skip

VALUE_FAULTS: Final = (
    rss("rss-date", "Thu, 19 Jun 2025 20:03:00 +0800", "2025-06-19"),
    rss("rss-date", "Thu, 19 Jun 2025 20:03:00 +0800", "Thu, 31 Jun 2025 20:03:00 +0800"),
    rss("rss-date", "Thu, 19 Jun 2025 20:03:00 +0800", "Thu, 19 Jun 1900 20:03:00 +080543"),
    rss("rss-date-odd", "Thu, 19 Jun 2025", "Thu, 19 Jun 25"),
    rss("weekday", "Thu, 19 Jun", "Fri, 19 Jun"),
    atom("atom-date", "2025-06-19T20:03:00+08:00", "2025-06-19"),
    atom("atom-date", "2025-06-19T20:03:00+08:00", "2025-06-19T20:03:00"),
    item("w3c-date", "<dc:date>2025-13-01</dc:date>"),
    item("iso-date", "<ev:startdate>gestern</ev:startdate>",
         namespaces='xmlns:ev="http://purl.org/rss/1.0/modules/event/"'),
    atom("implausible-date", "2025-06-19T20:03:00+08:00", "2099-06-19T20:03:00+08:00"),
    rss("implausible-date", "Thu, 19 Jun 2025", "Sun, 09 Feb 1969"),
    json("json-date", "2025-06-18T20:03:00+08:00", "2025-06-18 20:03"),
    rss("missing-guid", '<guid isPermaLink="false">tag:example.org,2025:a</guid>', ""),
    rss("duplicate-guid", '<guid isPermaLink="false">tag:example.org,2025:a</guid>',
        "<guid>https://example.org/b/</guid>"),
    atom("duplicate-id", "<id>tag:example.org,2025:a</id>", "<id>tag:example.org,2025:b</id>"),
    Fault("all-ids-equal", ATOM.replace("2025:b", "2025:a"), "<entry>",
          "".join(ATOM[ATOM.index("<entry>") : ATOM.index("</entry>") + 8]
                  .replace("19T", f"{day}T") for day in range(10, 19)) + "<entry>"),
    json("duplicate-json-id", "tag:example.org,2025:b", "tag:example.org,2025:a"),
    atom("same-updated", "2025-06-17T", "2025-06-19T"),
    rss("guid-no-permalink", ' isPermaLink="false"', ""),
    rss("guid-no-address", "<guid>https://example.org/b/", "<guid>b"),
    rss("guid-blank", "<guid>https://example.org/b/", "<guid>"),
    rss("guid-short", "tag:example.org,2025:a", "17"),
    rss("boolean-attribute", 'isPermaLink="false"', 'isPermaLink="no"'),
    item("integer-attribute", ENCLOSURE.format("", "audio/mpeg")),
    item("length-unknown", ENCLOSURE.format("-1", "audio/mpeg")),
    item("not-negative", ENCLOSURE.format("-5", "audio/mpeg")),
    channel("positive-integer", "<ttl>0</ttl>"),
    item("integer", "<georss:floor>x</georss:floor>", namespaces=GEORSS),
    item("number", "<geo:alt>hoch</geo:alt>", namespaces=GEO),
    item("integers", "<slash:hit_parade>1;2</slash:hit_parade>", namespaces=SLASH),
    channel("image-width", IMAGE.format("<width>145</width>")),
    channel("image-height", IMAGE.format("<height>401</height>")),
    channel("hour", "<skipHours><hour>25</hour></skipHours>"),
    channel("midnight", "<skipHours><hour>24</hour></skipHours>"),
    channel("day", "<skipDays><day>周一</day></skipDays>"),
    channel("form-name", INPUT.format("1")),
    rss("language", "zh-CN", "zh_CN"),
    rss("language", "zh-CN", "cmn"),
    atom("language", "zh-CN", "中文"),
    item("contact", "<author>张三</author>"),
    item("contact-format", "<author>a@example.org 张三</author>"),
    item("contact-name", "<author>a@example.org</author>"),
    atom("email", "<name>张三</name>", "<name>张三</name><email>张三</email>"),
    atom("email-host", "<name>张三</name>", "<name>张三</name><email>a@localhost</email>"),
    atom("email-in-name", "张三", "张三 &lt;a@example.org&gt;"),
    item("media-type-attribute", ENCLOSURE.format("1", "mp3")),
    head("atom-media-type", '<link rel="related" type="html" href="https://example.org/x"/>'),
    atom("text-type", "<summary>", '<summary type="text/html">'),
    content("not-escaped", '<content type="xhtml" mode="escaped">'
            '<div xmlns="http://www.w3.org/1999/xhtml">x</div></content>'),
    content("not-base64", '<content type="image/png">图</content><summary>摘</summary>'),
    channel("update-period", "<sy:updatePeriod>often</sy:updatePeriod>", namespaces=SY),
    item("latitude", "<geo:lat>91</geo:lat>", namespaces=GEO),
    item("longitude", "<geo:long>181</geo:long>", namespaces=GEO),
    item("coordinates", "<georss:point>1 2 3</georss:point>", namespaces=GEORSS),
    item("coordinates-comma", "<georss:point>1, 2</georss:point>", namespaces=GEORSS),
    entry("yes-or-no", "<app:control><app:draft>ja</app:draft></app:control>",
          namespaces='xmlns:app="http://www.w3.org/2007/app"'),
    item("yes-no-clean", "<itunes:block>x</itunes:block>", namespaces=ITUNES),
    item("true-or-false", "<itunes:explicit>x</itunes:explicit>", namespaces=ITUNES),
    item("duration", "<itunes:duration>1h</itunes:duration>", namespaces=ITUNES),
    item("too-long", f"<itunes:author>{'长' * 256}</itunes:author>", namespaces=ITUNES),
    item("keywords", "<itunes:keywords>a b</itunes:keywords>", namespaces=ITUNES),
    channel("podcast-category", '<itunes:category text="Blog"/>', namespaces=ITUNES),
    channel("podcast-category-old", '<itunes:category text="Games &amp; Hobbies"/>',
            namespaces=ITUNES),
    channel("podcast-type", "<itunes:type>x</itunes:type>", namespaces=ITUNES),
    item("episode-type", "<itunes:episodeType>x</itunes:episodeType>", namespaces=ITUNES),
    item("podcast-file", ENCLOSURE.format(1, "audio/ogg").replace("mp3", "ogg")
         + "<itunes:title>x</itunes:title>", namespaces=ITUNES),
    Fault("not-utf8", channel("", "<itunes:author>x</itunes:author>", namespaces=ITUNES).feed,
          "UTF-8", "GB18030"),
    item("media-value", '<media:content url="https://example.org/a" medium="x"/>',
         namespaces=MEDIA),
    item("media-rating", "<media:rating>x</media:rating>", namespaces=MEDIA),
    item("media-hash", "<media:hash>x</media:hash>", namespaces=MEDIA),
    item("media-role", '<media:credit role="Author">x</media:credit>', namespaces=MEDIA),
    item("media-time", '<media:thumbnail url="https://example.org/a" time="x"/>',
         namespaces=MEDIA),
    item("media-adult", "<media:adult>true</media:adult>", namespaces=MEDIA),
    item("media-group", '<media:group><media:content url="https://example.org/a"/></media:group>',
         namespaces=MEDIA),
    item("country", '<media:restriction relationship="allow" type="country">xyz'
         "</media:restriction>", namespaces=MEDIA),
    Fault("restriction", RSS.replace("<rss ", '<rss xmlns:access="http://www.bloglines.com/about/'
          'specs/fac-1.0" ', 1), "</rss>", '<access:restriction relationship="x"/></rss>'),
    json("json-version", "https://jsonfeed.org/version/1.1", "1.1"),
    json("json-version-old", "version/1.1", "version/1"),
    json("json-type", '["甲"]', '"甲"'),
    json("json-null", '"tags": ["甲"]', '"image": null'),
    json("json-missing", '"title": "频道",', ""),
    json("json-recommended", '"feed_url": "https://example.org/feed.json",', ""),
    json("json-content", '"content_text": "正文"', '"summary": "正文"'),
    json("json-unknown-key", '"tags"', '"tag"'),
    json("json-author", '"authors": [{"name": "张三"}]', '"author": {"name": "张三"}'),
    json("json-author-empty", '{"name": "张三"}', "{}"),
    json("json-id-number", '"tag:example.org,2025:b"', "17"),
    json("json-tag-twice", '["甲"]', '["甲", "甲"]'),
    json("json-title-html", "第一篇", "<b>第一篇</b>"),
    json("control-character", "第一篇", "第一\\u0008篇"),
    json("atom-media-type", "audio/mpeg", "mp3"),
    json("address-not-absolute", "https://example.org/a/", "/a/"),
    json("no-feed", JSON, "[]"),
    json("no-entries", JSON[JSON.index('"items"') :], '"items": []}'),
    json("relative-fragment", "<p id='a-1'>正文</p>", "<p id='a-1'><a href='#a-1'>x</a></p>"),
    json("too-deep", '["甲"]', "[" * 200 + "]" * 200),
)  # fmt: skip

ADDRESS_FAULTS: Final = (
    channel("address", "<atom:icon>http:///x.png</atom:icon>"),
    atom("iri", "https://example.org/b/", "http:///b"),
    head("uri-attribute", '<generator uri="http:///x">x</generator>'),
    rss("address-not-absolute", "<link>https://example.org/a/", "<link>/a/"),
    rss("address-character", "<link>https://example.org/a/", "<link>https://example.org/a b/"),
    rss("address-not-ascii", "<link>https://example.org/a/", "<link>https://example.org/文/"),
    rss("address-percent", "<link>https://example.org/a/", "<link>https://example.org/100%/"),
    item("http-address", ENCLOSURE.format(1, "audio/mpeg").replace("https:", "ftp:")),
    rss("scheme", "<link>https://example.org/a/", "<link>foo://example.org/a/"),
    atom("tag-uri", "tag:example.org,2025:a", "tag:a"),
    atom("urn", "tag:example.org,2025:a", "urn:a"),
    atom("uuid", "tag:example.org,2025:a", "urn:uuid:17"),
    atom("not-canonical", "<id>https://example.org/</id>", "<id>HTTPS://Example.org</id>"),
    atom("not-canonical", "<id>https://example.org/</id>", "<id>https://example.org/%7Ea</id>"),
    atom("not-canonical", "tag:example.org,2025:a", "tag:example.org,2025:%7ea"),
    atom("not-canonical", "tag:example.org,2025:a", "tag:example.org,2025:c%2b"),
    Fault("same-document", ATOM, '<feed xmlns="http://www.w3.org/2005/Atom"',
          '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/b/"'),
    rss("active-address", "<link>https://example.org/a/", "<link>javascript:alert(1)"),
    rss("active-address", "<link>https://example.org/a/", "<link>java\tscript:alert(1)"),
)  # fmt: skip

BODY_FAULTS: Final = (
    rss("html-in-text", "第一篇", "&lt;b&gt;第一&lt;/b&gt;篇"),
    rss("html-in-text", "第一篇", "&amp;copy; 第一篇"),
    atom("html-undeclared", "<title>第一篇", "<title>&lt;b&gt;第一篇&lt;/b&gt;"),
    content("escaped-in-xhtml", '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            "&lt;p&gt;x&lt;/p&gt;</div></content>"),
    rss("character-data", "第一篇", "a &lt;b"),
    rss("bad-characters", "第一篇", "第一\x85篇"),
    rss("bad-characters", "第一篇", "cafÃ©"),
    content("html-fragment", '<content type="text/html">&lt;p&gt;x&lt;/p&gt;</content>'),
    body("active-element", "<script>x</script>"),
    body("active-element", '<iframe src="https://x.test/"></iframe>'),
    content("active-element", '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            "<script>x</script></div></content>"),
    *(
        body("active-element", html)
        for html in ("<style>p{}</style>", '<object data="https://x.test/"></object>',
                     '<embed src="https://x.test/">', '<base href="https://x.test/">',
                     '<meta http-equiv="refresh" content="0">', "<applet></applet>",
                     '<link rel="x" href="https://x.test/">')
    ),
    body("form-control", "<form><input></form>x"),
    body("event-handler", "<svg onload='x'></svg>"),
    body("event-handler", '<img src="https://x.test/a" alt="" onerror="x()">'),
    body("foreign-attribute", '<svg scriptlevel="1"></svg>'),
    body("dangerous-style", '<p style="position:fixed">x</p>'),
    body("dangerous-style", '<p style="width:expression(x)">x</p>'),
    body("active-link", '<a href="javascript:x()">x</a>'),
    body("active-link", '<a href="java&#10;script:x()">x</a>'),
    body("active-link", '<a href="vbscript:x">x</a>'),
    body("active-link", '<img src="data:image/svg+xml,x" alt="">'),
    body("active-link", '<a href="data:text/html,x">x</a>'),
    body("unknown-tag", "<foo>x</foo>"),
    body("foreign-element", "<math><mi>x</mi></math>"),
    body("unclosed-tag", "<p><b>x</p>"),
    body("stray-end-tag", "<p>x</p></div>"),
    body("stray-end-tag", '<video><source src="https://x.test/a"></source></video>'),
    body("tag-cut-off", '<p>x</p><a href="'),
    body("attribute-repeated", '<p class="a" class="b">x</p>'),
    content("html-namespace", '<content type="xhtml"><div>x</div></content>'),
    body("html-character", "<p>x\x7f</p>"),
    body("html-character", "<p>x\ufdd0</p>"),
    body("html-entity", "<p>&foo; x</p>"),
    body("html-entity", "<p>&#146; x</p>"),
    body("attribute-quotes", '<a href=https://x.test/">x</a>'),
    body("outside-table", "<tr><td>x</td></tr>"),
    body("stray-end-tag", "x<br></br>"),
    body("comment", "<p>x</p><!-- y -->"),
    body("not-empty-html", "<p></p>"),
    body("relative-reference", '<img src="a.png" alt="">'),
    body("relative-reference", '<a href="//x.test/">x</a>'),
    body("relative-reference", '<img src="https://x.test/a" srcset="a.png 2x" alt="">'),
    Fault("relative-in-atom", ATOM.replace(' xml:base="https://example.org/a/"', ""),
          ">&lt;p", '>&lt;img src="x" alt=""&gt;&lt;p'),
    atom("relative-with-base", ">&lt;p", '>&lt;img src="x" alt=""&gt;&lt;p'),
    body("relative-fragment", '<p id="b-1"><a href="#b-1">x</a></p>'),
    body("body-address-character", '<img src="default (20).png" alt="">'),
    body("body-address-encoding", '<a href="https://x.test/文">x</a>'),
    body("body-scheme-unknown", '<a href="htps://x.test/">x</a>'),
    body("body-scheme", '<a href="ftp://x.test/">x</a>'),
    body("dangling-link", '<a href="#b-9">x</a>'),
    body("dangling-link", '<a class="footnote" href="https://example.org/b/#n1">x</a>'),
    atom("dangling-link", 'href="#a-1"', 'href="#a-2"'),
    body("id-doubled", '<p id="b-1">x</p><p id="b-1">y</p>'),
    body("id-in-two-entries", '<p id="a-n1">x</p>'),
    body("id-characters", '<p id="fn:1">x</p>'),
    body("id-characters", '<p id="注">x</p>'),
)  # fmt: skip

FAULTS: Final = FILE_FAULTS + STRUCTURE_FAULTS + VALUE_FAULTS + ADDRESS_FAULTS + BODY_FAULTS
