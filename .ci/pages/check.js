// Opens every page of a generated site as a reader would and reports what is wrong with it.
//
//   node check.js SITE [PICTURES]
//
// SITE is a folder with index.html; PICTURES, if given, gets a PNG of every page in every way of looking.
// Checked from file://, with JavaScript off for the page itself: no console error, no request that leaves the folder,
// no page too heavy, no sideways scroll, no figure without its picture, no table that ought to fit but does not, no chart text that is clipped or lies on another, and axe finds nothing.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const WAYS = [
  { name: 'light', width: 1100, height: 900, colorScheme: 'light' },
  { name: 'dark', width: 1100, height: 900, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' },
]

// Bytes of a page: what is more belongs beside it.
const HEAVIEST = 500_000

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

async function main() {
  const [site, pictures] = process.argv.slice(2)
  if (!site || !existsSync(join(site, 'index.html'))) {
    throw new Error(`usage: node check.js SITE [PICTURES]; there is no index.html in \`${site ?? ''}\``)
  }
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find(existsSync)
  if (!executablePath) throw new Error('no Chromium found; install it, or name it in CHROMIUM')
  if (pictures) mkdirSync(pictures, { recursive: true })

  const root = resolve(site)
  const pages = pagesBelow(root)
  const browser = await chromium.launch({ executablePath, args: FLAGS })
  const faults = pages
    .filter(file => statSync(file).size > HEAVIEST)
    .map(file => `${relative(root, file)}: ${statSync(file).size} bytes are more than ${HEAVIEST}`)
  let texts = 0
  for (const way of WAYS) {
    const context = await browser.newContext({
      viewport: { width: way.width, height: way.height }, colorScheme: way.colorScheme,
    })
    const look = async file => {
      const name = relative(root, file)
      const report = fault => faults.push(`${name} (${way.name}): ${fault}`)
      const page = await context.newPage()
      page.on('console', message => message.type() === 'error' && report(`console: ${message.text()}`))
      page.on('pageerror', error => report(`script: ${error.message}`))
      page.on('request', request => request.url().startsWith('file:') || report(`leaves the folder: ${request.url()}`))
      await page.goto(pathToFileURL(file).href)
      // What is folded away is looked at too.
      await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true }))
      const seen = await chartTexts(page, report)
      texts += seen
      await pictured(page, report)
      await sideways(page, way, report)
      await axe(page, way, report)
      if (pictures) {
        await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = false }))
        const png = join(pictures, `${name.replaceAll('/', '-').replace('.html', '')}-${way.name}.png`)
        await page.screenshot({ path: png, fullPage: true })
      }
      await page.close()
    }
    const left = [...pages]
    const lane = async () => { while (left.length) await look(left.shift()) }
    await Promise.all([lane(), lane()])
    await context.close()
  }
  await browser.close()
  console.log(`${pages.length} pages, ${WAYS.length} ways of looking, ${texts} chart texts, ${faults.length} faults`)
  faults.forEach(fault => console.log(`  ${fault}`))
  if (pages.length === 0 || texts === 0) throw new Error('nothing was looked at: the check itself is broken')
  return faults.length === 0
}

function pagesBelow(folder) {
  return readdirSync(folder).flatMap(entry => {
    const path = join(folder, entry)
    if (statSync(path).isDirectory()) return entry === 'runs' || entry === 'sample' ? [] : pagesBelow(path)
    return entry.endsWith('.html') ? [path] : []
  })
}

// Of its renditions exactly one is in sight, whatever the window.
async function pictured(page, report) {
  const faults = await page.evaluate(() => [...document.querySelectorAll('figure.picture, figure.lane')]
    .map(figure => [figure.id, [...figure.querySelectorAll(':scope > div > svg[role="img"]')].filter(svg => svg.getBoundingClientRect().width > 0).length])
    .filter(([, seen]) => seen !== 1)
    .map(([id, seen]) => `${seen} pictures in sight in the figure ${id}`))
  faults.forEach(report)
}

async function sideways(page, way, report) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  if (width > way.width) report(`scrolls sideways: ${width} px in a window of ${way.width}`)
  const wide = await page.evaluate(() => [...document.querySelectorAll('.fitted')]
    .filter(table => table.scrollWidth > table.clientWidth)
    .map(table => `${table.getAttribute('aria-label')}: ${table.scrollWidth} px in ${table.clientWidth}`))
  wide.forEach(table => report(`does not fit: ${table}`))
}

// In the dark nothing but colours differs from the same page in the light, so nothing but colours is looked at again.
async function axe(page, way, report) {
  await page.evaluate(axeSource)
  const runOnly = way.colorScheme === 'dark'
    ? ['color-contrast', 'link-in-text-block']
    : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']
  const { violations } = await page.evaluate(runOnly => window.axe.run(document, { runOnly }), runOnly)
  for (const { id, help, nodes } of violations) report(`axe ${id}: ${help} (${nodes.length}x, ${nodes[0].target.join(' ')})`)
}

// Every text of every visible chart lies within its picture and on no other text.
async function chartTexts(page, report) {
  const { seen, faults } = await page.evaluate(() => {
    const faults = []
    let seen = 0
    for (const svg of document.querySelectorAll('svg[role="img"]')) {
      const frame = svg.getBoundingClientRect()
      if (frame.width === 0) continue
      const boxes = [...svg.querySelectorAll('text')].map(text => ({ words: text.textContent, box: text.getBoundingClientRect() }))
      seen += boxes.length
      for (const { words, box } of boxes) {
        const out = box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1
        if (out) faults.push(`chart text clipped: "${words}"`)
      }
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
        const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
        const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
        if (wide > 1 && high > 3) faults.push(`chart texts overlap: "${a.words}" and "${b.words}"`)
      }))
    }
    return { seen, faults }
  })
  faults.forEach(report)
  return seen
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error(`page checks: ${error.message}`)
  process.exitCode = 1
}
