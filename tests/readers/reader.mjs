// foliate-js in a headless Chromium, with EPUBs to read in it.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

import puppeteer from 'puppeteer-core'

const here = dirname(fileURLToPath(import.meta.url))
const PAGE = `<!doctype html><meta charset="utf-8"><title>foliate</title><link rel="icon" href="data:,">
<style>html, body { margin: 0; height: 100% } foliate-view { display: block; height: 100% }
.popup { position: fixed; inset: 30% 10% auto; height: 40% }</style>`
const TYPES = { '.js': 'text/javascript', '.epub': 'application/epub+zip', '': 'text/html' }

async function content(path, books) {
  if (path === '/') return PAGE
  const [, kind, ...rest] = normalize(path).split('/')
  if (kind === 'books') return readFile(books[parseInt(rest[0], 10)])
  if (kind === 'foliate') return readFile(join(here, 'node_modules', 'foliate-js', ...rest))
  return readFile(join(here, kind))
}

// Starts the browser, and a server on loopback with the page at /, the scripts of this folder, and
// the books as /books/0.epub and so on. `close` ends both.
export async function openReader(chromium, books) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    try {
      const body = await content(pathname, books)
      const type = TYPES[extname(pathname)] ?? 'text/plain'
      response.writeHead(200, { 'content-type': type }).end(body)
    } catch (error) {
      response.writeHead(404).end(String(error))
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await puppeteer.launch({
    executablePath: chromium,
    // A container's root has no sandbox; the books are our own.
    args: ['--no-sandbox', '--disable-setuid-sandbox'],
    timeout: 60_000,
    protocolTimeout: 600_000,
  })
  return {
    browser,
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      await browser.close()
      server.close()
    },
  }
}
