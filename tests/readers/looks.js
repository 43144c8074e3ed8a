// Runs in a page of an EPUB, in Chromium: measures what a reader sees, and writes it as JSON into
// an element with the id "looks".
'use strict'

// The page's and the text's colours of readers: white, sepia, grey, dark, black.
const GROUNDS = {
  white: ['#ffffff', '#111111'],
  sepia: ['#f4ecd8', '#4a3a2c'],
  grey: ['#3a3a3c', '#e0e0e0'],
  dark: ['#121212', '#cccccc'],
  black: ['#000000', '#aaaaaa'],
}
const PHONE = 390

const reader = document.getElementById('reader')
const setReader = ([ground, ink], width = PHONE) => {
  // As readers do it: colours on the page, text inherits them.
  reader.textContent = `html { background: ${ground}; color: ${ink}; font-size: 18px;
    inline-size: ${width}px } body { margin: 0 20px !important }`
}

const rgba = (text) => {
  const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number)
  return { r, g, b, a }
}
const over = (top, alpha, ground) => {
  const mix = (name) => top[name] * alpha + ground[name] * (1 - alpha)
  return { r: mix('r'), g: mix('g'), b: mix('b') }
}
// WCAG 2.2, relative luminance and contrast ratio.
const luminance = ({ r, g, b }) => {
  const [x, y, z] = [r, g, b].map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * x + 0.7152 * y + 0.0722 * z
}
const contrast = (one, other) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const texts = function* () {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.trim() && node.parentElement.getClientRects().length) yield node
  }
}

const contrastOf = (element) => {
  const chain = []
  for (let at = element; at; at = at.parentElement) chain.unshift(getComputedStyle(at))
  let ground = { r: 255, g: 255, b: 255 }
  let opacity = 1
  for (const style of chain) {
    opacity *= Number(style.opacity)
    const own = rgba(style.backgroundColor)
    ground = over(own, own.a * opacity, ground)
  }
  const ink = rgba(chain.at(-1).color)
  return contrast(over(ink, ink.a * opacity, ground), ground)
}

const faint = []
let count = 0
for (const [name, colours] of Object.entries(GROUNDS)) {
  setReader(colours)
  for (const text of texts()) {
    count += 1
    const ratio = contrastOf(text.parentElement)
    if (ratio < 4.5) faint.push([name, text.parentElement.tagName, text.data, ratio.toFixed(2)])
  }
}

// What is wider than the screen of a phone, formulas apart, which scroll.
setReader(GROUNDS.white)
const isVertical = getComputedStyle(document.body).writingMode.startsWith('vertical')
const wide = []
if (!isVertical) {
  for (const element of document.body.querySelectorAll('*:not(math, math *)')) {
    if (element.getBoundingClientRect().right > PHONE + 1) wide.push(element.outerHTML.slice(0, 99))
  }
}

// A character and the note mark after it, at all widths: they have to be on one line.
const line = (rect) => (isVertical ? rect.left + rect.width / 2 : rect.top + rect.height / 2)
const parted = []
for (let width = 200; width < 290; width += 6) {
  setReader(GROUNDS.white, width)
  for (const mark of document.querySelectorAll('p > sup')) {
    const before = mark.previousSibling
    if (before?.nodeType !== Node.TEXT_NODE || !before.length) continue
    const range = document.createRange()
    range.setStart(before, before.length - 1)
    range.setEnd(before, before.length)
    const distance = line(range.getBoundingClientRect()) - line(mark.getBoundingClientRect())
    if (Math.abs(distance) > 18) parted.push([width, before.data.slice(-3)])
  }
}

const lines = [...document.querySelectorAll('.measured')].map((paragraph) => {
  const style = getComputedStyle(paragraph)
  return parseFloat(style.blockSize) / parseFloat(style.lineHeight)
})

const looks = document.createElementNS('http://www.w3.org/1999/xhtml', 'div')
looks.id = 'looks'
looks.textContent = JSON.stringify({ count, faint, wide, parted, lines })
document.body.replaceChildren(looks)
