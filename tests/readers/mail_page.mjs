// Looks at the HTML of mails in Chromium.
//   node mail_page.mjs CHROMIUM PAGE.html...
// Prints one JSON line for each page:
//   blocks   the width of the mail's block, by that of the screen
//   overflow the screens on which something is wider, such as "320 dark"
//   faint    text whose contrast with what is behind it is below 4.5 (WCAG 2.2, 1.4.3)
import { pathToFileURL } from 'node:url'

import puppeteer from 'puppeteer-core'

const [, , chromium, ...pages] = process.argv

// Runs in the page.
function look() {
  const numbers = (text) => (text.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor)
      if (colour.length === 3 || colour[3] > 0) return colour
    }
    return [255, 255, 255]
  }
  const faint = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (!text || element.closest('.preheader')) continue
    const values = [numbers(getComputedStyle(element).color), ground(element)].map(luminance)
    const contrast = (Math.max(...values) + 0.05) / (Math.min(...values) + 0.05)
    if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${text.slice(0, 30)}`)
  }
  return {
    faint,
    width: document.documentElement.scrollWidth,
    block: document.querySelector('.mail').getBoundingClientRect().width,
  }
}

const browser = await puppeteer.launch({
  executablePath: chromium,
  // A container's root has no sandbox; the pages are our own.
  args: ['--no-sandbox', '--disable-setuid-sandbox', '--hide-scrollbars'],
})
try {
  const page = await browser.newPage()
  // Pictures on the network are not asked for.
  await page.setOfflineMode(true)
  for (const file of pages) {
    const report = { page: file, blocks: {}, overflow: [], faint: [] }
    for (const width of [1200, 600, 375, 320]) {
      for (const mode of ['light', 'dark']) {
        await page.setViewport({ width, height: 800 })
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: mode }])
        await page.goto(pathToFileURL(file).href)
        const found = await page.evaluate(look)
        if (found.width > width) report.overflow.push(`${width} ${mode}`)
        if (width !== 320) report.blocks[width] = found.block
        if (width === 600) report.faint.push(...found.faint.map((text) => `${mode} ${text}`))
      }
    }
    console.log(JSON.stringify(report))
  }
} finally {
  await browser.close()
}
