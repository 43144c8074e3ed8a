// A WeChat preview in a headless Chromium: looked at, switched, copied from, pasted elsewhere.
//   node wechat_preview.mjs CHROMIUM PREVIEW.html
// Prints one JSON object.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'

import puppeteer from 'puppeteer-core'

const [, , chromium, file] = process.argv
const EDITOR = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<div id="editor" contenteditable style="min-height: 99px"></div><script>
  document.addEventListener('paste', ({ clipboardData }) => {
    window.pasted = [clipboardData.getData('text/html'), clipboardData.getData('text/plain')]
  })
</script>`

const server = createServer(async ({ url }, response) => {
  const body = url === '/editor' ? EDITOR : await readFile(file)
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`
const browser = await puppeteer.launch({
  executablePath: chromium,
  // A container's root has no sandbox; the page is our own.
  args: ['--no-sandbox', '--disable-setuid-sandbox'],
})
const report = { requests: [], problems: [] }

async function open(address, { width = 1200, height = 860, before } = {}) {
  const page = await browser.newPage()
  page.on('request', (request) => report.requests.push(request.url().replace(/^data:.*/s, 'data:')))
  page.on('pageerror', ({ message }) => report.problems.push(message))
  page.on('console', (message) => report.problems.push(message.text()))
  await page.setViewport({ width, height })
  if (before) await page.evaluateOnNewDocument(before)
  await page.goto(address)
  await page.waitForFunction(() => {
    const inner = document.querySelector('#screen').contentDocument
    return inner?.getElementById('article')?.firstChild
  })
  return page
}

// What the screen shows; runs in the page.
const seen = () => {
  const frame = document.querySelector('#screen')
  const { contentDocument: inner, contentWindow: view } = frame
  const text = inner.querySelector('#article p')
  return {
    width: view.innerWidth,
    ground: view.getComputedStyle(inner.documentElement).backgroundColor,
    color: view.getComputedStyle(text.querySelector('span') ?? text).color,
    text: inner.getElementById('article').innerText,
    title: inner.querySelector('h1').innerText,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    scroll: view.scrollY,
  }
}

// Texts of the page whose contrast (WCAG 2.2, 1.4.3) is less than 4.5; runs in the page.
const faint = () => {
  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number)
    return [r, g, b, a]
  }
  const luminance = (color) => {
    const [r, g, b] = color.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const own = rgba(getComputedStyle(at).backgroundColor)
      if (own[3] === 1) return own
    }
    return [255, 255, 255, 1]
  }
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (!node.data.trim() || !element.getClientRects().length) continue
    const pair = [groundOf(element), rgba(getComputedStyle(element).color)].map(luminance)
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05)
    if (ratio < 4.5) found.push(`${node.data.trim().slice(0, 20)} ${ratio.toFixed(2)}`)
  }
  return found
}

async function copied(page) {
  await page.click('#copy')
  await page.waitForFunction(() => document.querySelector('#status').textContent)
  return page.$eval('#status', (status) => status.textContent)
}

// What an editor gets that the reader pastes into.
async function pasted() {
  const page = await browser.newPage()
  await page.goto(`${origin}/editor`)
  await page.focus('#editor')
  await page.keyboard.down('Control')
  await page.keyboard.press('v', { commands: ['Paste'] })
  await page.keyboard.up('Control')
  await page.waitForFunction(() => window.pasted)
  const found = await page.evaluate(() => {
    const editor = document.getElementById('editor')
    return {
      html: window.pasted[0],
      plain: window.pasted[1],
      text: editor.innerText,
      marks: [...editor.querySelectorAll('sup')].map((mark) => mark.innerText),
      colors: [...editor.querySelectorAll('[style*="color"]')].length,
    }
  })
  await page.close()
  return found
}

try {
  await browser.defaultBrowserContext().overridePermissions(origin, [
    'clipboard-read', 'clipboard-write', 'clipboard-sanitized-write',
  ])
  const page = await open(origin)
  report.light = await page.evaluate(seen)
  report.faint = await page.evaluate(faint)
  report.names = await page.$$eval('button, input', (all) =>
    all.map((one) => one.ariaLabel ?? (one.labels?.[0] ?? one).innerText),
  )
  report.sandbox = await page.$eval('#screen', (frame) => frame.getAttribute('sandbox'))
  report.hasRun = await page.evaluate(() => {
    const inner = document.querySelector('#screen').contentDocument
    inner.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="parent.hasRun = 1">')
    const script = inner.createElement('script')
    script.textContent = 'parent.hasRun = 2'
    inner.body.append(script)
    return new Promise((resolve) => setTimeout(() => resolve(window.hasRun ?? 0), 200))
  })
  report.problems.length = 0 // the policy told of what was just tried
  await page.evaluate(() => document.querySelector('#screen').contentWindow.scrollTo(0, 300))
  await page.click('#dark')
  report.dark = await page.evaluate(seen)
  report.darkFaint = await page.evaluate(faint)
  report.pressed = await page.$eval('#dark', (button) => button.ariaPressed)
  await page.focus('[value="375"]')
  await page.keyboard.press('ArrowRight')
  report.wide = await page.evaluate(seen)
  report.status = await copied(page)
  report.types = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read()
    return [...item.types].sort()
  })
  report.paste = await pasted()
  await page.click('[data-measure="title"] [data-copy]')
  await page.waitForFunction(() => document.querySelector('#status').textContent)
  report.titlePaste = await pasted()
  await page.close()

  const withInterface = await open(origin, {
    before: () => { Document.prototype.execCommand = () => false },
  })
  report.interfaceStatus = await copied(withInterface)
  report.interfacePaste = await pasted()
  await withInterface.close()

  const withoutClipboard = () => {
    Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })
  }
  const local = await open(pathToFileURL(file).href, { before: withoutClipboard })
  report.localStatus = await copied(local)
  report.localPaste = await pasted()
  await local.close()

  const withoutCommand = () => {
    Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })
    Document.prototype.execCommand = () => false
  }
  const refused = await open(pathToFileURL(file).href, { before: withoutCommand })
  report.refusedStatus = await copied(refused)
  report.selection = await refused.evaluate(() => getSelection().toString())
  await refused.keyboard.down('Control')
  await refused.keyboard.press('c', { commands: ['Copy'] })
  await refused.keyboard.up('Control')
  report.ownPaste = await pasted()
  await refused.close()

  const phone = await open(pathToFileURL(file).href, { width: 390, height: 844 })
  report.narrow = await phone.evaluate(seen)
  await phone.evaluate(() => document.querySelector('[value="677"]').click())
  report.narrowWide = await phone.evaluate(seen)
  await phone.close()
} finally {
  await browser.close()
  server.close()
}
console.log(JSON.stringify(report))
