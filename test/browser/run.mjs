// run.mjs - every page of the table of doors in headless Chromium: axe-core, no JavaScript, 320 px, keyboard.
//
//   node test/browser/run.mjs [--shots DIR]       B=build/t says which program
//
// Makes a small synthetic authority, serves it on a free loopback port, signs in as each role and opens each page that the role
// may. A page whose address has braces needs a line in `samples`; without one it fails, so that no new page goes unseen.
import { chromium } from 'playwright-core'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journeys } from './journeys.mjs'

const program = `${process.env.B ?? 'build/t'}/holdfast`
const shots = process.argv.includes('--shots') ? process.argv[process.argv.indexOf('--shots') + 1] : null
const axeSource = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
let count = 0, failed = 0

function ok(good, name, why = '') {
  console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${name}`)
  if (!good) {
    failed++
    if (why) console.log(String(why).split('\n').map(l => `#   ${l}`).join('\n'))
  }
  return good
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-browser.'))
const db = join(folder, 'demo.db')
const sql = q => execFileSync('sqlite3', ['-readonly', db, q], { encoding: 'utf8' }).trim().split('\n')[0]

function freePort() {
  return new Promise(resolve => {
    const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => resolve(port)) })
  })
}

// Accounts that the demonstration makes: one a role, all with the same password.
function accounts() {
  const rows = execFileSync(program, ['user', 'list', db, '--format', 'csv'], { encoding: 'utf8' }).trim().split(/\r?\n/).slice(1)
  return rows.map(l => l.split(',')).map(([name, , role]) => ({ role, name, password: 'Holdfast demonstration' }))
}

function doors() {
  const rows = readFileSync('src/doors.def', 'utf8').matchAll(/^PAGE_GET\("([^"]+)",\s*(\w+),\s*(\w+)/gm)
  return [...rows].map(([, path, , who]) => ({ path, who }))
}

function samples() {
  const child = sql(`SELECT i.subject_id FROM involvement i JOIN account a ON a.worker_id = i.worker_id
                     WHERE a.role = 'practitioner' AND i.to_on IS NULL AND i.role = 'case_holder' AND i.removed = 0
                     ORDER BY (SELECT COUNT(*) FROM ledger l WHERE l.subject_id = i.subject_id) DESC LIMIT 1`)
  const record = sql(`SELECT id FROM referral WHERE subject_id = ${child} AND removed = 0 ORDER BY id DESC LIMIT 1`)
  const family = sql(`SELECT family_id FROM family_member WHERE subject_id = ${child} AND removed = 0 LIMIT 1`)
  const team = sql(`SELECT w.team_id FROM worker w JOIN account a ON a.worker_id = w.id WHERE a.role = 'team_manager' LIMIT 1`)
  const worker = sql(`SELECT worker_id FROM account WHERE role = 'practitioner' LIMIT 1`)
  const household = sql('SELECT subject_id FROM carer_review WHERE removed = 0 ORDER BY id LIMIT 1')
  return {
    child, record, contact: sql(`SELECT id FROM contact WHERE subject_id = ${child} AND removed = 0 ORDER BY id LIMIT 1`),
    family,
    team, worker,
    household, authority: sql('SELECT id FROM authority WHERE removed = 0 LIMIT 1'),
    'worker/kind': 'absence', 'worker/rule': 'WF1', 'worker/record': worker, 'household/kind': 'carer_review', 'household/rule': 'WF1',
    'household/record': household, 'household/record/remove': sql('SELECT id FROM carer_review WHERE removed = 0 AND subject_id = ' + household + ' LIMIT 1'),
    'worker/record/remove': sql('SELECT id FROM post WHERE removed = 0 AND subject_id = ' + worker + ' LIMIT 1'),
    'authority/kind': 'dataset_version', 'authority/record': sql('SELECT id FROM authority WHERE removed = 0 LIMIT 1'), 'team/record': team, 'family/record': family,
    kind: 'visit', rule: 'CN6', 'rule/rule': '101', source: 'ssda903', year: sql("SELECT MAX(year) FROM return_state WHERE source = 'ssda903'"), users: sql(`SELECT id FROM account WHERE role = 'practitioner' LIMIT 1`), 'break-glass': child,
  }
}

function address(path, s) {
  const parts = path.split('/')
  const filled = parts.map((p, i) => {
    if (!p.startsWith('{')) return p
    const before = parts[i - 1], named = p.slice(1, -1)
    return (named === 'id' ? s[before] : s[`${parts[1]}/${named}/${parts.at(-1)}`] ?? s[`${parts[1]}/${named}`] ?? s[`${before}/${named}`] ?? s[named]) ?? p
  }).join('/')
  return filled.includes('{') ? null : filled
}

async function signIn(page, base, who) {
  await page.goto(`${base}/sign-in`)
  await page.fill('input[name=name]', who.name)
  await page.fill('input[name=password]', who.password)
  await Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]:not([aria-controls])')])
  return !page.url().includes('/sign-in')
}

async function axe(page) {
  await page.evaluate(axeSource)
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  return found.violations.map(v => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 4).map(n => n.html.slice(0, 160)).join('\n  ')}`)
}

// Tab from the top: every link, button and field must be reached, and must show that it has the focus.
async function keyboard(page) {
  const wanted = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter(e => !e.disabled && e.checkVisibility({ checkVisibilityCSS: true }) && !(e.type === 'radio')).length)
  const faults = []
  await page.evaluate(() => { document.body.setAttribute('tabindex', '-1'); document.body.focus() })
  const seen = new Set()
  const limit = Math.min(wanted + 5, 60)                     // long lists repeat the same row
  for (let i = 0; i < limit; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body) return null
      const s = getComputedStyle(e), r = e.getBoundingClientRect()
      const shows = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' ||
        (e.matches('input[type=checkbox], input[type=radio]') && getComputedStyle(e.nextElementSibling, '::before').boxShadow !== 'none')
      e.dataset.hfSeen ??= String(Math.random())
      return { id: e.dataset.hfSeen, shows, what: e.outerHTML.slice(0, 120), size: r.width * r.height }
    })
    if (!at) break
    seen.add(at.id)
    if (!at.shows) faults.push(`no visible focus: ${at.what}`)
    if (at.size < 1) faults.push(`focus on something invisible: ${at.what}`)
  }
  if (seen.size < Math.min(wanted, limit) - 4) faults.push(`only ${seen.size} of ${wanted} controls were reached with Tab`)
  return faults
}

async function look(page, base, path, name) {
  const response = await page.goto(base + path)
  const status = response.status()
  if (!ok(status === 200, `${name}: opens`, `status ${status}`)) return
  const violations = await axe(page)
  ok(violations.length === 0, `${name}: axe-core finds nothing`, violations.join('\n'))
  const h1 = await page.locator('h1').count()
  ok(h1 === 1, `${name}: has one main heading`, `${h1} h1`)
  for (const width of [320, 375, 640, 1280]) {            // 640 and 320: a window of 1280 enlarged to 200 % and 400 %
    await page.setViewportSize({ width, height: 900 })
    if ((width === 375 || width === 1280) && shots) await page.screenshot({ path: join(shots, `${name.replace(/[^a-z0-9]+/gi, '-')}-${width}.png`), fullPage: true })
    if (width <= 640 && width !== 375) {
      const wide = await page.evaluate(() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.hf-scroll'))
        .slice(0, 3).map(e => e.outerHTML.slice(0, 120)))
      const over = await page.evaluate(() => document.scrollingElement.scrollWidth)
      ok(over <= width, `${name}: fits ${width} px`, `${over} px wide\n${wide.join('\n')}`)
    }
  }
  const faults = await keyboard(page)
  ok(faults.length === 0, `${name}: works by keyboard`, faults.slice(0, 5).join('\n'))
}

async function withoutScript(browser, base, who, path, name) {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  if (ok(await signIn(page, base, who), `${name}: signs in without JavaScript`)) {
    const response = await page.goto(base + path)
    const text = (await page.locator('main').innerText()).trim()
    ok(response.status() === 200 && text.length > 20, `${name}: says the same without JavaScript`, text.slice(0, 200))
  }
  await context.close()
}

let server, browser
try {
  // The latest day whose small council has a record that is restricted in the manager's name: not each day's has.
  for (let back = 0; back < 10; back++) {
    for (const end of ['', '-wal', '-shm', '.key', '.checkpoints', '.access']) rmSync(db + end, { force: true })
    execFileSync(program, ['demo', db, '--scale', '0.02', '--seed', '7', '--as-at', new Date(Date.now() - back * 86400000).toISOString().slice(0, 10)])
    if (sql("SELECT COUNT(*) FROM restriction WHERE owner = 'team-manager' AND removed = 0 AND to_on IS NULL") !== '0') break
  }
  const people = accounts()
  ok(people.length >= 10, 'the demonstration has an account for each role')
  const port = await freePort(), base = `http://127.0.0.1:${port}`
  server = spawn(program, ['serve', db, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'inherit', 'inherit'] })
  for (let i = 0; i < 100; i++) {
    try { await fetch(`${base}/sign-in`); break } catch { await new Promise(r => setTimeout(r, 100)) }
  }
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
  if (shots) mkdirSync(shots, { recursive: true })
  const s = samples()
  const seen = new Set()

  const open = doors().filter(d => d.who === 'CAN_ANYONE' && !/^\/(assets|health)/.test(d.path))
  const stranger = await browser.newContext()
  for (const d of open) {
    const path = address(d.path, s)
    if (!ok(path, `${d.path} has a sample`)) continue
    seen.add(d.path)
    await look(await stranger.newPage(), base, path, d.path)
  }
  await stranger.close()

  for (const who of people) {
    const context = await browser.newContext()
    const page = await context.newPage()
    page.on('pageerror', e => ok(false, `${who.role}: no script error`, e.message))
    page.on('console', m => m.type() === 'error' && !/status of (403|404|422)/.test(m.text()) && ok(false, `${who.role}: nothing in the console`, m.text()))
    if (!ok(await signIn(page, base, who), `${who.role} signs in`)) continue
    for (const d of doors()) {
      if (seen.has(d.path) || d.who === 'CAN_ANYONE') continue
      const path = address(d.path, s)
      if (!ok(path, `${d.path} has a sample`)) { seen.add(d.path); continue }
      const status = (await page.request.get(base + path)).status()
      if ([403, 404, 409].includes(status)) continue            // another role's page; a second authority
      seen.add(d.path)
      await look(page, base, path, d.path)
      await withoutScript(browser, base, who, path, d.path)
    }
    await context.close()
  }
  // The demonstration has its authority, and no record of it that could be removed; t_pages_forms makes and removes them.
  const without = ['/authority/new', '/authority/{id}/record/{record}/remove']
  for (const d of doors())
    if (!/^\/(assets|health)/.test(d.path) && !without.includes(d.path)) ok(seen.has(d.path), `${d.path} opened for some role`)
  await journeys({ browser, base, people, signIn, ok, samples: s, sql, axe, db, program })
} catch (e) {
  ok(false, 'the browser tests ran to their end', e.stack)
} finally {
  await browser?.close()
  if (server) { server.kill('SIGTERM'); await new Promise(r => server.once('exit', r)) }
  if (existsSync(folder)) rmSync(folder, { recursive: true })
}
console.log(`1..${count}`)
process.exit(failed ? 1 : 0)
