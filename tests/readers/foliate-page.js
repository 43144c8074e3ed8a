// Runs in the browser: reads a book with foliate-js as a person at a phone would.
import '/foliate/view.js'
import { FootnoteHandler } from '/foliate/footnotes.js'

const EPUB = 'http://www.idpf.org/2007/ops'
const HEADING = 'h1, h2, h3, h4, h5, h6'

const words = (node) => node.textContent.replace(/\s+/g, ' ').trim()

const isBackLink = (a) =>
  a.getAttribute('role') === 'doc-backlink' || a.getAttributeNS(EPUB, 'type') === 'backlink'

// foliate-js 1.0.1 still works on a view for a moment after it tells where it is.
const settled = async (page) => {
  await page.fonts.ready
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
}

// What a pop-up shows without its back-links, which readers hide or which lead out of it.
const shownNote = (body) => {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const parts = []
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode
    const link = parentElement.closest('a')
    if (parentElement.checkVisibility() && !(link && isBackLink(link))) parts.push(data)
  }
  const text = parts.join('').replace(/\s+/g, ' ').trim()
  return { text, height: body.getBoundingClientRect().height }
}

// Text without spaces; what is hidden is there for programs alone, as the landmarks are.
const visible = (content) => {
  for (const hidden of content.querySelectorAll('[hidden]')) hidden.remove()
  return content.textContent.replace(/\s+/g, '')
}

const shown = (view) => view.renderer.getContents()[0]

// The text of the heading that a target is, stands in, or holds, without note marks.
const headingOf = (target) => {
  const copy = (target?.closest(HEADING) ?? target?.querySelector(HEADING))?.cloneNode(true)
  for (const sup of copy?.querySelectorAll('sup:has(a)') ?? []) sup.remove()
  return copy ? words(copy) : ''
}

// Clicks each link within the book in a section: a citation has to open its note.
async function follow(view, index) {
  const handler = new FootnoteHandler()
  let popup = null
  let laidOut = null
  handler.addEventListener('before-render', ({ detail: { view } }) => {
    view.className = 'popup'
    laidOut = new Promise((resolve) => {
      view.addEventListener('relocate', resolve, { once: true })
    })
    document.body.append(view)
  })
  handler.addEventListener('render', ({ detail }) => { popup = detail })
  const links = []
  let clicked = null
  const onLink = (event) => {
    const { a, href } = event.detail
    popup = null
    const opening = handler.handle(view.book, event)
    event.preventDefault()
    clicked = (async () => {
      await opening
      const link = { section: index, id: a.id, text: words(a), href, isBackLink: isBackLink(a) }
      if (opening) {
        await laidOut
        // For a note that is not there foliate shows the whole section.
        const page = popup.target?.ownerDocument
        await settled(page ?? shown(popup.view).doc)
        links.push(page ? { ...link, popup: shownNote(page.body) } : { ...link, target: null })
        popup.view.close()
        popup.view.remove()
      } else {
        const target = view.book.resolveHref(href)
        const page = await view.book.sections[target.index].createDocument()
        const place = target.anchor(page)
        const id = place === 0 ? '' : place?.id
        links.push({ ...link, target: id === undefined ? null : { section: target.index, id } })
      }
    })()
  }
  await view.goTo(index)
  await settled(shown(view).doc)
  view.addEventListener('link', onLink)
  for (const a of shown(view).doc.querySelectorAll('a[href]')) {
    clicked = null
    a.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
    // The view tells of a link at once, or never when it leads out of the book.
    if (clicked) await clicked
  }
  view.removeEventListener('link', onLink)
  return links
}

async function visit(view, { label, href }) {
  const resolved = await view.goTo(href)
  const { doc, index } = shown(view)
  // An address without fragment gives 0, the beginning of its section.
  const anchor = resolved?.anchor?.(doc)
  const target = anchor === 0 ? doc.body.querySelector(HEADING) ?? doc.body : anchor
  const isShown = Boolean(target) && index === resolved.index &&
    view.lastLocation.range.intersectsNode(target)
  return { label: label.trim(), href, section: index, heading: headingOf(target), isShown }
}

// Turns all pages, as the book's direction has it, and notes what each showed.
async function walk(view) {
  await view.goTo(view.book.sections.findIndex((section) => section.linear !== 'no'))
  const pages = []
  for (;;) {
    const { range, fraction } = view.lastLocation
    const { index } = shown(view)
    const before = pages.at(-1)
    if (before?.section === index && before.fraction === fraction)
      throw new Error(`page ${pages.length} of section ${index} cannot be turned`)
    pages.push({ section: index, fraction, text: visible(range.cloneContents()) })
    if (view.renderer.atEnd) return pages
    await (view.book.dir === 'rtl' ? view.goLeft() : view.goRight())
  }
}

const flat = (items) => (items ?? []).flatMap((item) => [item, ...flat(item.subitems)])

export async function read(url) {
  // Links to the web are not followed.
  window.open = () => null
  const view = document.createElement('foliate-view')
  view.addEventListener('external-link', (event) => event.preventDefault())
  document.body.replaceChildren(view)
  await view.open(url)
  const { book } = view
  const sections = []
  const links = []
  for (const [index, section] of book.sections.entries()) {
    const page = await section.createDocument()
    links.push(...await follow(view, index))
    const { writingMode } = getComputedStyle(shown(view).doc.body)
    const text = visible(page.body)
    sections.push({ id: section.id, linear: section.linear !== 'no', writingMode, text })
  }
  const toc = []
  for (const item of flat(book.toc)) toc.push(await visit(view, item))
  const pages = await walk(view)
  await settled(shown(view).doc)
  view.close()
  return { direction: book.dir ?? '', title: book.metadata.title, sections, links, toc, pages }
}
