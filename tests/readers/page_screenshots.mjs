// Takes pictures of whole pages: scripts/wechat_screenshots.py asks for them.
//   node page_screenshots.mjs CHROMIUM SHOTS.json
// A shot has html (the page), width (of the screen, px), scale, and file (where the PNG goes).
import { readFileSync } from 'node:fs'

import puppeteer from 'puppeteer-core'

const shots = JSON.parse(readFileSync(process.argv[3], 'utf8'))
const browser = await puppeteer.launch({
  executablePath: process.argv[2],
  // A container's root has no sandbox; the pages are our own.
  args: ['--no-sandbox', '--disable-setuid-sandbox', '--hide-scrollbars'],
})
try {
  const page = await browser.newPage()
  for (const { html, width, scale, file } of shots) {
    await page.setViewport({ width, height: 800, deviceScaleFactor: scale })
    await page.setContent(html)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: file, fullPage: true })
  }
} finally {
  await browser.close()
}
