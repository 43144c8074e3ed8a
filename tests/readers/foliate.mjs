// Reads EPUBs with foliate-js in a headless Chromium of a phone's size:
//   node foliate.mjs CHROMIUM A.epub B.epub …
// Prints a line of JSON for each book: its path and what foliate-page.js found, or the error.
import { openReader } from './reader.mjs'

const [chromium, ...books] = process.argv.slice(2)
const { browser, origin, close } = await openReader(chromium, books)
try {
  for (const [number, book] of books.entries()) {
    const page = await browser.newPage()
    const errors = []
    page.on('pageerror', ({ message, stack }) => {
      // foliate-js 1.0.1 may measure a page again before it is loaded, which does no harm.
      if (!stack?.includes('#observer')) errors.push(message)
    })
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.setViewport({ width: 390, height: 844 })
    await page.goto(origin)
    const reading = await page
      .evaluate(
        async (url) => (await import('/foliate-page.js')).read(url),
        `${origin}/books/${number}.epub`,
      )
      .catch((error) => ({ error: String(error) }))
    process.stdout.write(`${JSON.stringify({ book, errors, ...reading })}\n`)
    await page.close()
  }
} finally {
  await close()
}
