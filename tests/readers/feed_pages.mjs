// Shows feeds and the HTML of their entries in Chromium.
//
//   node feed_pages.mjs CHROMIUM FILE...
//
// A file is the HTML of entries, whose links are all clicked, or a feed. Prints one line of JSON
// for each: what ran (dialogs, console, errors, requests that are no pictures, places gone to), and
// for a feed how its title looks and what can be seen of it.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'

import puppeteer from 'puppeteer-core'

const [chromium, ...files] = process.argv.slice(2)
const TYPES = { '.html': 'text/html; charset=utf-8', '.xml': 'application/xml' }

const server = createServer(async (request, response) => {
  const file = files[parseInt(request.url.slice(1), 10)]
  if (file === undefined) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': TYPES[extname(file)] }).end(await readFile(file))
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`
const browser = await puppeteer.launch({
  executablePath: chromium,
  // A container's root has no sandbox; the pages are our own.
  args: ['--no-sandbox', '--disable-setuid-sandbox'],
})

async function look(number) {
  const page = await browser.newPage()
  const ran = []
  page.on('dialog', (dialog) => {
    ran.push(`dialog ${dialog.message()}`)
    dialog.dismiss()
  })
  page.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource')) ran.push(`console ${message.text()}`)
  })
  page.on('pageerror', (error) => ran.push(`error ${error.message}`))
  const address = `${origin}/${number}`
  await page.setRequestInterception(true)
  page.on('request', (request) => {
    if (request.url() === address || request.url().startsWith('data:')) return request.continue()
    if (request.resourceType() !== 'image' && !request.url().endsWith('/favicon.ico')) {
      ran.push(`${request.resourceType()} ${request.url()}`)
    }
    return request.abort()
  })
  await page.goto(address, { waitUntil: 'load' })
  const report = { file: files[number], ran }
  if (extname(files[number]) === '.html') {
    report.base = await page.evaluate(() => document.baseURI)
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('*')) {
        for (const name of ['click', 'mouseover', 'focus', 'toggle']) {
          const event = new MouseEvent(name, { bubbles: true, cancelable: true })
          // A link of the web may be followed; what else it can do is of interest.
          if (/^https?:|^mailto:|^tel:/.test(element.getAttribute?.('href') ?? '')) {
            element.addEventListener(name, (raised) => raised.preventDefault())
          }
          element.dispatchEvent(event)
        }
      }
    })
    await new Promise((resolve) => setTimeout(resolve, 500))
    report.base = await page.evaluate(() => document.baseURI)
  } else {
    Object.assign(
      report,
      await page.evaluate(() => {
        const root = document.documentElement
        const shown = (element) => element.getClientRects().length > 0 && element.textContent.trim()
        const title = root.querySelector('title')
        return {
          title: title.textContent,
          titleSize: parseFloat(getComputedStyle(title).fontSize),
          width: root.getBoundingClientRect().width,
          shown: [...root.querySelectorAll('item > *, entry > *')].filter(shown).map((e) => e.localName),
          text: [...root.querySelectorAll('item > title, entry > title')].map((e) => e.textContent),
          banner: document.body !== null || root.localName === 'html',
        }
      }),
    )
  }
  await page.close()
  return report
}

try {
  for (const number of files.keys()) console.log(JSON.stringify(await look(number)))
} finally {
  await browser.close()
  server.close()
}
