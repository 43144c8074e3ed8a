"""R011 to R015: text and HTML that readers show."""

from __future__ import annotations

from typing import Final

from publishkit.formats.feeds.validation.rules.rule import ERROR, NOTE, WARNING, Rule

__all__ = ["BODY_RULES"]

_RSS: Final = "RSS Best Practices Profile"
_ATOM: Final = "RFC 4287"
_HTML: Final = "HTML Standard"
_SAFE: Final = "security of readers"
_RIVER: Final = "readers that show many entries on one page"

BODY_RULES: Final = (
    # R011: text for HTML, HTML for text
    Rule("html-in-text", "R011", WARNING,
         "{what} holds HTML, where plain text is expected: {value}",
         "take the tags out: some readers show them, others drop them", _RSS, "ContainsHTML"),
    Rule("html-undeclared", "R011", WARNING, "{what} holds HTML but does not say so: {value}",
         "write type=\"html\": readers show the tags otherwise", f"{_ATOM}, 3.1.1",
         "ContainsUndeclaredHTML"),
    Rule("escaped-in-xhtml", "R011", WARNING, "{what} is XHTML but its markup is escaped: {value}",
         "write type=\"html\", or unescape it: readers show the tags", f"{_ATOM}, 3.1.1.3",
         "NotInline"),
    Rule("character-data", "R011", WARNING, "readers may take {value} in {what} for markup",
         "write the character as &#x26; or &#x3C;", _RSS, "CharacterData"),
    Rule("bad-characters", "R011", WARNING, "{what} holds a character of another encoding: {value}",
         "most often text of Windows or UTF-8 was decoded wrongly: decode it anew",
         "XML 1.0, 2.2", "BadCharacters"),
    Rule("html-fragment", "R011", WARNING,
         "{what} has the type of a whole page but is a part of one",
         "write type=\"html\" or type=\"xhtml\"", f"{_ATOM}, 4.1.3", "HtmlFragment"),
    # R012: active content
    Rule("active-element", "R012", WARNING, "<{value}> in {what}",
         "take it out: readers remove it, with what is in it", _SAFE, "SecurityRisk"),
    Rule("event-handler", "R012", WARNING, "the attribute '{value}' in {what} runs a program",
         "take it out: readers remove it", _SAFE, "SecurityRiskAttr"),
    Rule("form-control", "R012", NOTE, "<{value}> in {what}",
         "link to the form instead: readers remove it, or let it do nothing", _SAFE),
    Rule("foreign-attribute", "R012", WARNING, "the attribute '{value}' of SVG or MathML in {what}",
         "take it out: readers remove it", _SAFE, "SecurityRiskAttr"),
    Rule("dangerous-style", "R012", WARNING,
         "a style that can cover or change the reader in {what}: {value}",
         "take it out: readers remove it, or the whole style", _SAFE, "DangerousStyleAttr"),
    Rule("active-link", "R012", WARNING, "a link runs a program in {what}: {value}",
         "take it out: readers remove it", _SAFE),
    # R013: broken HTML
    Rule("unknown-tag", "R013", WARNING, "<{value}> in {what} is no element of HTML",
         "readers remove it; if it is text, write &lt; for '<'", _HTML, "NotHtml"),
    Rule("foreign-element", "R013", WARNING, "<{value}> in {what} is not HTML but SVG or MathML",
         "many readers remove it: put a picture or plain text in its place", _HTML, "NotHtml"),
    Rule("unclosed-tag", "R013", WARNING, "<{value}> in {what} is never closed",
         "close it: in readers that show many entries it goes on into the next", _HTML, "NotHtml"),
    Rule("stray-end-tag", "R013", WARNING, "</{value}> in {what} closes nothing",
         "delete it: it may close an element of the reader's page", _HTML, "NotHtml"),
    Rule("tag-cut-off", "R013", WARNING, "a tag in {what} is cut off: {value}",
         "the text was cut inside of a tag: readers lose what follows", _HTML, "NotHtml"),
    Rule("attribute-repeated", "R013", WARNING,
         "an attribute stands twice in a tag of {what}: {value}",
         "delete one", _HTML, "NotHtml"),
    Rule("attribute-quotes", "R013", WARNING,
         "a quotation mark in a tag of {what} has no fellow: {value}",
         "close it: readers take what follows for a part of the tag", _HTML, "NotHtml"),
    Rule("outside-table", "R013", WARNING, "<{value}> in {what} stands outside of a <table>",
         "put a <table> around it: readers drop the tag, and run cells into one", _HTML, "NotHtml"),
    Rule("html-namespace", "R013", WARNING, "{value} in {what} is not in the namespace of XHTML",
         "write xmlns=\"http://www.w3.org/1999/xhtml\" at the <div>: readers show no formatting "
         "otherwise", f"{_ATOM}, 3.1.1.3", "NotHtml MissingNamespace"),
    Rule("html-character", "R013", WARNING, "{what} holds a character that HTML forbids: {value}",
         "delete it", _HTML, "NotHtml"),
    Rule("html-entity", "R013", WARNING, "HTML does not know {value} in {what}",
         "write &amp; for a plain '&', or the character itself", _HTML, "NotHtml"),
    Rule("comment", "R013", WARNING, "a comment or instruction in {what}: {value}",
         "take it out: some readers show it", _RSS),
    Rule("not-empty-html", "R013", NOTE, "{what} has no text and no picture",
         "fill it or leave it out", _RSS),
    # R014: addresses in bodies
    Rule("relative-reference", "R014", WARNING, "a relative address in {what}: {value}",
         "write it whole: readers and mail do not know what it is relative to", _RSS,
         "ContainsRelRef"),
    Rule("relative-in-atom", "R014", WARNING, "a relative address in {what}: {value}",
         "write it whole, or say xml:base: what it is relative to is nowhere said",
         f"{_ATOM}, 3.1.1.3"),
    Rule("relative-with-base", "R014", NOTE, "a relative address in {what}: {value}",
         "write it whole: services that send mail pass over xml:base", f"{_ATOM}, 2"),
    Rule("relative-fragment", "R014", WARNING, "a link in {what} is a mere fragment: {value}",
         "write the entry's address before it: readers otherwise jump nowhere", _RSS,
         "ContainsRelRef"),
    Rule("body-address-character", "R014", ERROR,
         "an address in {what} has a character that none may have: {value}",
         "percent-encode it, a space as %20", "RFC 3986, 2", "InvalidUriChar"),
    Rule("body-address-encoding", "R014", WARNING,
         "an address in {what} is not percent-encoded: {value}",
         "percent-encode it: not every reader does", "RFC 3986, 2"),
    Rule("body-scheme", "R014", NOTE, "an address in {what} that readers may not open: {value}",
         "http, https, mailto and tel are safe", _SAFE),
    Rule("body-scheme-unknown", "R014", WARNING,
         "an address in {what} has a scheme that is not registered: {value}",
         "check its spelling: readers open http, https, mailto and tel", "RFC 7595"),
    # R015: ids and links to notes
    Rule("dangling-link", "R015", WARNING,
         "a link in {what} leads to no place in its entry: {value}",
         "correct the target, or give the place that id: readers jump nowhere", _HTML),
    Rule("id-doubled", "R015", WARNING, "the HTML id {value} stands twice in {what}",
         "give each its own: links lead to the first", _HTML),
    Rule("id-in-two-entries", "R015", WARNING, "the HTML id {value} stands in two entries",
         "put something of the entry into it: where many entries are on one page, links lead into "
         "the wrong one", _RIVER),
    Rule("id-characters", "R015", WARNING,
         "the HTML id {value} in {what} is not of ASCII letters, digits, - and _",
         "begin with a letter: links to other ids break in many readers", _RIVER),
)  # fmt: skip
