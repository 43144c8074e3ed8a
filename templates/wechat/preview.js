'use strict'

const find = (selector) => document.querySelector(selector)
const { screen: page, light, dark, text, images, words } = JSON.parse(find('#data').textContent)
// Both modes share their images: in the markup stand their numbers.
const withImages = (markup) =>
  markup.replace(/src="data:,(\d+)"/g, (_, number) => `src="${images[number]}"`)
const article = withImages(light)

// --- the screen ---

const frame = find('#screen')
const phone = find('.phone')
const stage = find('.stage')
let isDark = false

// Returns markup as nodes that load nothing from elsewhere.
function nodesOf(markup) {
  const template = document.createElement('template')
  template.innerHTML = markup
  for (const image of template.content.querySelectorAll('img:not([src^="data:"])')) {
    image.removeAttribute('src')
  }
  return template.content
}

function showArticle() {
  const inner = frame.contentDocument
  const main = inner?.getElementById('article')
  if (!main) return
  inner.documentElement.toggleAttribute('data-dark', isDark)
  main.replaceChildren(inner.importNode(nodesOf(isDark ? withImages(dark) : article), true))
}

// A screen that is wider than the window is shown smaller; its layout stays as it is.
function fit() {
  const width = Number(find('[name=width]:checked').value)
  const edges = phone.offsetWidth - phone.clientWidth
  const style = getComputedStyle(stage)
  const room = stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
  const scale = Math.min(1, (room - edges) / width)
  phone.style.width = `${width * scale + edges}px`
  frame.style.width = `${width}px`
  frame.style.height = `${phone.clientHeight / scale}px`
  frame.style.transform = scale < 1 ? `scale(${scale})` : ''
}

frame.addEventListener('load', showArticle)
frame.srcdoc = page
for (const choice of document.querySelectorAll('[name=width]')) {
  choice.addEventListener('change', fit)
}
find('#dark').addEventListener('click', ({ currentTarget }) => {
  isDark = !isDark
  currentTarget.setAttribute('aria-pressed', String(isDark))
  document.documentElement.toggleAttribute('data-dark', isDark)
  showArticle()
})
addEventListener('resize', fit)
fit()

for (const image of document.querySelectorAll('[data-image]')) {
  image.src = images[image.dataset.image]
}

// --- the clipboard ---

// The command to copy comes first: it is there in all browsers and in local files, and what its
// event is given reaches the clipboard as it is. The clipboard's own interface parses markup and
// writes it anew, in a page of its own.
let fill = null
function copyByCommand(html, plain) {
  find('#selected')?.remove()
  document.removeEventListener('copy', fill)
  const place = document.createElement('div')
  place.id = 'selected'
  place.append(html ? nodesOf(html) : plain)
  document.body.append(place)
  getSelection().selectAllChildren(place)
  fill = (event) => {
    if (html) event.clipboardData.setData('text/html', html)
    event.clipboardData.setData('text/plain', plain)
    event.preventDefault()
  }
  document.addEventListener('copy', fill, { once: true })
  return document.execCommand('copy')
}

async function copyByInterface(html, plain) {
  try {
    const parts = { 'text/plain': new Blob([plain], { type: 'text/plain' }) }
    if (html) parts['text/html'] = new Blob([html], { type: 'text/html' })
    await navigator.clipboard.write([new ClipboardItem(parts)])
    return true
  } catch {
    return false
  }
}

// When both are refused, the text stays selected for the reader's own command.
async function copy(html, plain) {
  const isDone = copyByCommand(html, plain) || (await copyByInterface(html, plain))
  if (isDone) find('#selected').remove()
  else find('#selected').scrollIntoView()
  return isDone
}

const status = find('#status')
let timer
async function copyAndTell(html, plain, message) {
  const isDone = await copy(html, plain)
  status.textContent = isDone ? message : words.not_copied
  status.classList.toggle('failed', !isDone)
  clearTimeout(timer)
  if (isDone) timer = setTimeout(() => { status.textContent = '' }, 6000)
}

find('#copy').addEventListener('click', () => copyAndTell(article, text, words.copied))
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', () => {
    copyAndTell('', button.dataset.copy, words.copied_field)
  })
}
