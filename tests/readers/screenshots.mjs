// Takes pictures of EPUBs as foliate-js shows them: scripts/epub_screenshots.py asks for them.
//   node screenshots.mjs CHROMIUM < shots.json
// A shot has book, place (the end of an address in its table of contents), width, height,
// colours (of the page and of the text), font, and file (where the PNG goes).
import { readFileSync } from 'node:fs'

import { openReader } from './reader.mjs'

const shots = JSON.parse(readFileSync(0, 'utf8'))
const books = [...new Set(shots.map((shot) => shot.book))]

// Runs in the browser: opens the book at the place, in the reader's colours and font.
async function show({ url, place, colours: [ground, ink], font }) {
  await import('/foliate/view.js')
  const view = document.createElement('foliate-view')
  document.body.replaceChildren(view)
  document.body.style.background = ground
  await view.open(url)
  view.renderer.setAttribute('margin', '40px')
  view.renderer.setAttribute('gap', '8%')
  view.renderer.setAttribute('max-column-count', '1')
  view.renderer.setStyles?.(`html { background: ${ground}; color: ${ink}; font: 18px "${font}" }`)
  const flat = (items) => (items ?? []).flatMap((item) => [item, ...flat(item.subitems)])
  const { href } = flat(view.book.toc).find((item) => item.href.endsWith(place))
  await view.goTo(href)
  await document.fonts.ready
}

const { browser, origin, close } = await openReader(process.argv[2], books)
try {
  for (const { book, width, height, file, ...shot } of shots) {
    const page = await browser.newPage()
    await page.setViewport({ width, height, deviceScaleFactor: 2 })
    await page.goto(origin)
    const url = `${origin}/books/${books.indexOf(book)}.epub`
    await page.evaluate(show, { url, ...shot })
    // The view fades in.
    await new Promise((resolve) => setTimeout(resolve, 500))
    await page.screenshot({ path: file })
    await page.close()
  }
} finally {
  await close()
}
