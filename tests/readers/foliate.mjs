// Reads EPUBs with foliate-js in a headless Chromium of a phone's size:
//   node foliate.mjs CHROMIUM A.epub B.epub …
// Prints a line of JSON for each book: its path and what foliate-page.js found, or the error.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

import puppeteer from 'puppeteer-core'

const here = dirname(fileURLToPath(import.meta.url))
const [chromium, ...books] = process.argv.slice(2)
const PAGE = `<!doctype html><meta charset="utf-8"><title>foliate</title><link rel="icon" href="data:,">
<style>html, body { margin: 0; height: 100% } foliate-view { display: block; height: 100% }
.popup { position: fixed; inset: 30% 10% auto; height: 40% }</style>`
const TYPES = { '.js': 'text/javascript', '.epub': 'application/epub+zip', '': 'text/html' }

async function content(path) {
  if (path === '/') return PAGE
  if (path === '/page.js') return readFile(join(here, 'foliate-page.js'))
  const [, kind, ...rest] = normalize(path).split('/')
  if (kind === 'books') return readFile(books[parseInt(rest[0], 10)])
  return readFile(join(here, 'node_modules', 'foliate-js', ...rest))
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  try {
    const body = await content(pathname)
    response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' }).end(body)
  } catch (error) {
    response.writeHead(404).end(String(error))
  }
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`

const browser = await puppeteer.launch({
  executablePath: chromium,
  // A container's root has no sandbox; the books are our own.
  args: ['--no-sandbox', '--disable-setuid-sandbox'],
  timeout: 60_000,
  protocolTimeout: 600_000,
})
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
      .evaluate(async (url) => (await import('/page.js')).read(url), `${origin}/books/${number}.epub`)
      .catch((error) => ({ error: String(error) }))
    process.stdout.write(`${JSON.stringify({ book, errors, ...reading })}\n`)
    await page.close()
  }
} finally {
  await browser.close()
  server.close()
}
