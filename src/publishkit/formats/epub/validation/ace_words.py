"""What the rules of Ace mean for those who read, and what to do (Ace 1.4 with axe-core 4.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from publishkit.formats.epub.validation.epubcheck_words import Words

__all__ = ["RULE_WORDS"]

_ALT: Final = "write alternative text: ![what it shows](image.png)"
_TAG: Final = "write a tag of BCP 47, such as zh-Hans or en"
_NAMELESS: Final = "screen readers have nothing to say for"
_ROLE: Final = "take the role out, or give the element what the role asks for"
_MADE_BY: Final = "the program that made the book should add it to the package document"

RULE_WORDS: Final[Mapping[str, Words]] = {
    "accesskeys": Words("two elements have one access key"),
    "area-alt": Words("a part of an image map has no alternative text", _ALT),
    "aria-allowed-attr": Words("an ARIA attribute has no meaning on this element", _ROLE),
    "aria-allowed-role": Words("an element has a role that it may not have", _ROLE),
    "aria-command-name": Words(f"{_NAMELESS} a control", "give it text"),
    "aria-deprecated-role": Words("an element has a role that is out of date"),
    "aria-hidden-focus": Words(
        "something is hidden from screen readers, but can be reached by key"
    ),
    "aria-prohibited-attr": Words("an ARIA attribute may not stand on this element", "take it out"),
    "aria-required-attr": Words("a role lacks an attribute that it needs", _ROLE),
    "aria-required-children": Words("a role lacks the parts that it needs", _ROLE),
    "aria-required-parent": Words("a part stands outside of what it is a part of", _ROLE),
    "aria-roles": Words("an element has a role that does not exist", "check its spelling"),
    "aria-valid-attr": Words("an ARIA attribute does not exist", "check its spelling"),
    "aria-valid-attr-value": Words("an ARIA attribute has a value that means nothing"),
    "audio-caption": Words("a sound has no captions", "add a track or a transcript"),
    "avoid-inline-spacing": Words("a style fixes the spacing, which some readers have to widen"),
    "blink": Words("text blinks", "take <blink> out"),
    "button-name": Words(f"{_NAMELESS} a button", "give it text"),
    "bypass": Words("there is no way past what repeats on each page"),
    "color-contrast": Words("text and background are too alike to be read", "set no colours"),
    "definition-list": Words("a list of terms holds something else than terms and meanings"),
    "dlitem": Words("a term or meaning stands outside of a list"),
    "document-title": Words("a page has no title", "give the article a title"),
    "duplicate-id": Words("an id is there twice", "rename one of them"),
    "duplicate-id-active": Words("an id is there twice", "rename one of them"),
    "duplicate-id-aria": Words("an id that others refer to is there twice", "rename one of them"),
    "empty-heading": Words("a heading is empty", "give it text or take it out"),
    "empty-table-header": Words("a table has a header cell without text", "say what it heads"),
    "epub-lang": Words("the book does not say its language", _TAG),
    "epub-pagelist-broken": Words("the list of printed pages leads to places that are not there"),
    "epub-pagelist-missing-pagebreak": Words("the list of printed pages leaves some out"),
    "epub-pagesource": Words("the book marks printed pages and does not say of which edition"),
    "epub-title": Words("the book has no title", "give it one"),
    "epub-toc-order": Words("the table of contents is in another order than the text"),
    "epub-type-has-matching-role": Words(
        "screen readers are not told what epub:type says", "add the ARIA role that belongs to it"
    ),
    "form-field-multiple-labels": Words("a field has several labels", "leave one"),
    "frame-title": Words("an embedded page has no title", "link to it instead"),
    "frame-title-unique": Words("two embedded pages have one title"),
    "heading-order": Words(
        "a heading skips a level", "put it one level below the heading that it belongs to"
    ),
    "html-has-lang": Words("a page does not say its language", _TAG),
    "html-lang-valid": Words("the language of a page is none", _TAG),
    "html-xml-lang-mismatch": Words("a page says two languages", "make lang and xml:lang alike"),
    "identical-links-same-purpose": Words("links of one text lead to different places"),
    "image-alt": Words("an image has no alternative text", _ALT),
    "image-redundant-alt": Words(
        "an image's text is read twice", "leave the alternative text empty"
    ),
    "input-image-alt": Words("an image that is a button has no alternative text", _ALT),
    "label": Words("a field has no label", "take the form out: readers cannot use it"),
    "landmark-complementary-is-top-level": Words("an aside stands within another part"),
    "landmark-main-is-top-level": Words("the main part stands within another part"),
    "landmark-no-duplicate-main": Words("a page has two main parts", "leave one"),
    "landmark-one-main": Words("a page does not mark its main part"),
    "landmark-unique": Words("two parts of a page have the same role and name", "name them"),
    "link-in-text-block": Words("a link is told from text by colour only", "underline it"),
    "link-name": Words(f"{_NAMELESS} a link", "give it text, or its image alternative text"),
    "list": Words("a list holds something else than items", "put it into an item"),
    "listitem": Words("an item stands outside of a list", "put it into <ul> or <ol>"),
    "marquee": Words("text moves by itself", "take <marquee> out"),
    "meta-refresh": Words("a page reloads itself", "take the element out"),
    "meta-viewport": Words("a page forbids to make its text larger", "take the element out"),
    "meta-viewport-large": Words("a page limits how large its text can be made"),
    "metadata-accessibilityfeature": Words(
        "the book does not say how it helps those who read otherwise", _MADE_BY
    ),
    "metadata-accessibilityhazard": Words("the book does not say whether it flashes", _MADE_BY),
    "metadata-accessibilitysummary": Words(
        "the book does not sum up how accessible it is", _MADE_BY
    ),
    "metadata-accessmode": Words("the book does not say by which senses it is read", _MADE_BY),
    "metadata-accessmodesufficient": Words(
        "the book does not say which senses are enough to read it", _MADE_BY
    ),
    "nested-interactive": Words("a link or control stands in another one", "take one of them out"),
    "no-autoplay-audio": Words("a sound plays by itself", "take 'autoplay' out"),
    "object-alt": Words("an embedded object has no alternative text", "write text into it"),
    "p-as-heading": Words("a paragraph looks like a heading", "make it one: ## Heading"),
    "page-has-heading-one": Words("a page has no heading of the first level"),
    "pagebreak-label": Words("a mark of a printed page has no number", "give it a title"),
    "presentation-role-conflict": Words("an element is hidden by its role, but not by all else"),
    "region": Words("text stands outside of the parts of a page"),
    "role-img-alt": Words("a picture has no alternative text", "give it an aria-label"),
    "scope-attr-valid": Words("a header cell does not say rightly what it heads"),
    "scrollable-region-focusable": Words("a part that scrolls cannot be reached by key"),
    "select-name": Words("a list to choose from has no label", "take the form out"),
    "server-side-image-map": Words("an image is a map that only a mouse can use"),
    "summary-name": Words(f"{_NAMELESS} what opens a part", "give <summary> text"),
    "svg-img-alt": Words("a drawing has no alternative text", "give it a <title>"),
    "tabindex": Words("an order of keys is forced upon readers", "take tabindex out"),
    "table-duplicate-name": Words("a table's summary repeats its caption", "take one out"),
    "table-fake-caption": Words("a cell is used as the caption of a table", "use <caption>"),
    "target-size": Words("a link is too small to be hit by finger"),
    "td-has-header": Words("a table has cells without a header", "give the table a header row"),
    "td-headers-attr": Words("a cell names headers that are not in its table"),
    "th-has-data-cells": Words("a header cell heads nothing", "make it an ordinary cell"),
    "valid-lang": Words("the language of a part is none", _TAG),
    "video-caption": Words("a video has no captions", "add a track or a transcript"),
}
