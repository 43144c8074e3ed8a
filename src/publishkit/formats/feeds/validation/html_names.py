"""The elements and styles of HTML, SVG and MathML: which there are, and which do no harm."""

from __future__ import annotations

from typing import Final

from publishkit.render.tag_soup import words

__all__ = [
    "HTML_TAGS",
    "MATHML_TAGS",
    "OPTIONAL_END_TAGS",
    "SAFE_STYLES",
    "SAFE_TAGS",
    "SVG_TAGS",
    "VOID_TAGS",
]


VOID_TAGS: Final = words(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source"
    " track wbr"
)
#: Elements whose end tag may be left out (HTML Standard, 13.1.2.4).
OPTIONAL_END_TAGS: Final = words(
    "p li dt dd rt rp rb rtc optgroup option thead tbody tfoot tr td th colgroup caption html head"
    " body"
)
#: What readers keep, or remove without harm to what is around it.
SAFE_TAGS: Final = words(
    "a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas"
    " caption center cite code col colgroup command data datagrid datalist dd del details dfn"
    " dialog dir div dl dt em eventsource fieldset figcaption figure font footer form h1 h2 h3 h4"
    " h5 h6 header hgroup hr i img input ins kbd keygen label legend li m main map mark menu meter"
    " multicol nav nextid nobr noscript ol optgroup option output p picture pre progress q rb rp rt"
    " rtc ruby s samp search section select small sound source spacer span strike strong sub"
    " summary sup table tbody td template textarea tfoot th thead time tr track tt u ul var video"
    " wbr"
)
HTML_TAGS: Final = (
    SAFE_TAGS
    | words(
        "applet base basefont blink body comment embed frame frameset head html iframe isindex link"
        " listing marquee meta noframes object param plaintext script slot style title xmp"
    )
) - words("keygen multicol nextid nobr rb rtc search sound spacer")
SVG_TAGS: Final = words(
    "a animate animateColor animateMotion animateTransform circle clipPath defs desc ellipse filter"
    " font-face font-face-name font-face-src g glyph hkern image line linearGradient marker mask"
    " metadata missing-glyph mpath path pattern polygon polyline radialGradient rect set stop svg"
    " switch symbol text textPath title tspan use"
)
MATHML_TAGS: Final = words(
    "annotation annotation-xml maction math menclose merror mfenced mfrac mi mmultiscripts mn mo"
    " mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable"
    " mtd mtext mtr munder munderover none semantics"
)
#: Properties that change an element's own look and nothing around it.
SAFE_STYLES: Final = words(
    "azimuth background background-color border border-bottom border-bottom-color"
    " border-bottom-style border-bottom-width border-collapse border-color border-left"
    " border-left-color border-left-style border-left-width border-right border-right-color"
    " border-right-style border-right-width border-spacing border-style border-top"
    " border-top-color border-top-style border-top-width border-width clear color cursor direction"
    " display elevation float font font-family font-size font-style font-variant font-weight height"
    " letter-spacing line-height list-style-type margin margin-bottom margin-left margin-right"
    " margin-top overflow padding padding-bottom padding-left padding-right padding-top pause"
    " pause-after pause-before pitch pitch-range richness speak speak-header speak-numeral"
    " speak-punctuation speech-rate stress text-align text-decoration text-indent unicode-bidi"
    " vertical-align voice-family volume white-space width"
)
