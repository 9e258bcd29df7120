// journeys.mjs - what people do, step by step, across several pages; each with JavaScript and without.
const parts = ['day', 'month', 'year']
const today = () => { const [year, month, day] = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date()).split('-'); return { day, month, year } }
const fillDay = async (page, name, d) => { for (const p of parts) await page.fill(`input[name=${name}-${p}]`, String(+d[p])) }
const dayOf = (iso, more = 0) => { const d = new Date(Date.parse(iso) + more * 86400000); return { day: d.getUTCDate(), month: d.getUTCMonth() + 1, year: d.getUTCFullYear() } }
const save = page => Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]:has-text("Save")')])
const go = (page, link) => Promise.all([page.waitForNavigation(), link.click()])
const said = page => page.locator('.govuk-notification-banner').innerText().catch(() => '')

async function home(page, { ok, how }) {
  await page.goto(`${page.base}/work`)
  const first = page.locator('.hf-person').first()
  const name = (await first.innerText()).trim()
  await go(page, first)
  ok(page.url().includes('/child/'), `${how}: My work leads to a child`)
  ok((await page.locator('h1').innerText()).length > 0 && (await page.locator('main').innerText()).includes(name.split(' ').at(-1)),
    `${how}: the child's page says who it is`)
}

// A late visit: from My work to its form, done, and the clock is met; why the child was not seen alone is asked until it is answered.
async function lateVisit(page, { ok, how, script }) {
  await page.goto(`${page.base}/work?by=date`)
  const row = page.locator('tr', { hasText: /visit/i }).filter({ has: page.locator('.hf-act') }).first()
  const duty = (await row.locator('td').nth(1).locator('a').first().innerText()).trim()
  await go(page, row.locator('.hf-act'))
  ok(/\/add\/visit|\/change/.test(page.url()), `${how}: a late visit leads to the form that meets it`, page.url())
  ok(await page.locator('input[name=visit_for]:checked').count() > 0, `${how}: the form knows what the visit is for`)
  const child = page.url().match(/\/child\/(\d+)/)[1]
  await fillDay(page, 'seen_on', today())
  await page.check('input[name=seen][value="1"]')
  await page.check('input[name=seen_alone][value="0"]')
  const why = page.locator('#not_alone_reason')
  ok(await why.isVisible(), `${how}: not seen alone: the reason is asked`)
  if (script) {
    await page.check('input[name=seen_alone][value="1"]')
    ok(!await why.isVisible(), `${how}: seen alone: no reason is asked`)
    await page.check('input[name=seen_alone][value="0"]')
  }
  await save(page)
  ok((await said(page)).includes(`Done: ${duty}`), `${how}: the notice says that the duty is done`, await said(page))
  const open = page.locator('.govuk-inset-text a', { hasText: 'seen alone' })
  ok(await open.count() === 1, `${how}: the reason is still asked for after saving`)
  await go(page, open)
  await page.fill('#not_alone_reason', 'A baby, asleep in her mother’s arms')
  await save(page)
  ok(!(await page.locator('main').innerText()).includes('Not answered yet'), `${how}: nothing is left open`)
  await page.goto(`${page.base}/child/${child}`)
  await page.locator('details', { hasText: 'What was done' }).first().locator('summary').click()
  ok((await page.locator('main details', { hasText: 'What was done' }).first().innerText()).includes(duty), `${how}: the child's page shows the clock met`)
}

// The manager: nobody holds a child, the team's page says so, allocating is one form; then another takes over in one go.
async function allocation(page, { ok, how, sql }) {
  const worker = sql("SELECT worker_id FROM account WHERE role = 'practitioner'")
  const [child, held] = sql(`SELECT i.subject_id || ',' || i.id FROM involvement i JOIN worker w ON w.id = i.worker_id
    WHERE w.team_id = (SELECT m.team_id FROM worker m JOIN account a ON a.worker_id = m.id WHERE a.role = 'team_manager') AND i.role = 'case_holder' AND i.to_on IS NULL
    AND i.removed = 0 AND EXISTS (SELECT 1 FROM referral r WHERE r.subject_id = i.subject_id AND r.closed_on IS NULL
    AND r.removed = 0 AND r.team_id = w.team_id) ORDER BY i.id LIMIT 1`).split(',')
  if (!ok(held, `${how}: there is a child to hand over`)) return
  await page.goto(`${page.base}/child/${child}/record/${held}/end`)
  await fillDay(page, 'to_on', today())
  await save(page)
  await page.goto(`${page.base}/team`)
  const waits = page.locator(`a.hf-act[href^="/child/${child}/add/involvement"]`)
  if (!ok(await waits.count() === 1, `${how}: a child whom nobody holds is on the team's page with a way to allocate`)) return
  await go(page, waits)
  await save(page)
  ok((await page.locator('.govuk-error-summary').innerText()).includes('Choose who holds the case'), `${how}: allocating to nobody is refused`)
  await page.selectOption('select[name=worker_id]', worker)
  await save(page)
  await page.goto(`${page.base}/team`)
  ok(await page.locator(`a.hf-act[href^="/child/${child}/add/involvement"]`).count() === 0, `${how}: the allocated child waits no longer`)
  await page.goto(`${page.base}/child/${child}`)
  await go(page, page.locator('.hf-actions a', { hasText: 'Change who holds the case' }))
  const other = sql(`SELECT id FROM worker WHERE team_id = (SELECT team_id FROM worker WHERE id = ${worker}) AND id <> ${worker} AND left_on IS NULL ORDER BY id`)
  await page.selectOption('select[name=worker_id]', other)
  ok(await page.locator('input[name=ends]').isChecked(), `${how}: the form offers to end who holds the case now`)
  await save(page)
  ok((await said(page)).includes('The worker before has been ended'), `${how}: one save hands over`, await said(page))
  ok(sql(`SELECT COUNT(*) FROM involvement WHERE subject_id = ${child} AND role = 'case_holder' AND to_on IS NULL AND removed = 0`) === '1', `${how}: one worker holds the case`)
}

// The front door: search, nobody found, add the person, say what was told, decide.
async function newContact(page, { ok, how, script }) {
  const surname = script ? 'Quillfeather' : 'Ravensdown'
  await page.goto(`${page.base}/front-door`)
  await go(page, page.locator('main a', { hasText: 'Record a contact' }))
  await page.fill('#q', `Perpetua ${surname}`)
  await Promise.all([page.waitForNavigation(), page.click('main form button[type=submit]')])
  ok((await page.locator('main').innerText()).includes('Nobody was found'), `${how}: a person who is not known is not found`)
  await go(page, page.locator('main a', { hasText: 'Add somebody new' }))
  await page.fill('#forename', 'Perpetua')
  await page.fill('#surname', surname)
  await fillDay(page, 'born_on', { day: 3, month: 2, year: script ? 2019 : 2018 })
  await save(page)
  if (!ok(page.url().endsWith('/add/contact'), `${how}: after the person comes the contact`, page.url())) return
  const child = page.url().match(/\/child\/(\d+)/)[1]
  await fillDay(page, 'received_at', today())
  await page.fill('input[name=received_at-time]', '0:01')
  await page.selectOption('select[name=source]', { index: 1 })
  await page.check('input[name=urgency] >> nth=0')
  await page.fill('#reason', 'School saw bruises on both arms.')
  await save(page)
  await page.goto(`${page.base}/child/${child}`)
  await go(page, page.locator('#due ~ .hf-dues .hf-act').first())
  ok(/\/record\/\d+\/change/.test(page.url()), `${how}: the contact that waits leads to its decision`, page.url())
  const decision = page.locator('[name=decision]').first()
  await decision.selectOption('advice')
  await fillDay(page, 'decided_at', today())
  await page.fill('input[name=decided_at-time]', '0:01')
  await save(page)
  ok((await said(page)).includes('Done: Contact screened and decided'), `${how}: the decision meets the clock`, await said(page))
  ok(await page.locator('.govuk-inset-text', { hasText: 'Not answered yet' }).count() === 1, `${how}: a decision without its reason is asked about`)
  await page.goto(`${page.base}/child/new`)
  await page.fill('#forename', 'Perpetua')
  await page.fill('#surname', surname)
  await save(page)
  ok((await page.locator('main').innerText()).includes('Is it one of these?'), `${how}: adding the same person again is questioned`)
}

// The front door's manager: a contact that waits becomes a referral, and the next page gives the child a worker; one save for both.
async function referral(page, { ok, how, sql, axe, script }) {
  const contact = sql(`SELECT x.id FROM contact x WHERE x.decided_at IS NULL AND x.removed = 0
    AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.contact_id = x.id) AND NOT EXISTS (SELECT 1 FROM involvement i
    WHERE i.subject_id = x.subject_id AND i.role = 'case_holder' AND i.to_on IS NULL AND i.removed = 0)
    AND NOT EXISTS (SELECT 1 FROM restriction t WHERE t.subject_id = x.subject_id) ORDER BY x.id LIMIT 1`)
  if (!ok(contact, `${how}: there is a contact that waits`)) return
  const child = sql(`SELECT subject_id FROM contact WHERE id = ${contact}`), received = sql(`SELECT substr(received_at, 1, 10) FROM contact WHERE id = ${contact}`)
  await page.goto(`${page.base}/front-door`)
  await go(page, page.locator(`a.hf-act[href*="/record/${contact}/change"]`).first())
  await page.selectOption('select[name=decision]', 'referral')
  await fillDay(page, 'decided_at', today())
  await page.fill('input[name=decided_at-time]', '0:01')
  await save(page)
  if (!ok(page.url().endsWith(`/child/${child}/refer/${contact}`), `${how}: a contact that becomes a referral leads on to it`, page.url())) return
  ok(await page.inputValue('input[name=received_on-year]') === received.slice(0, 4) && await page.inputValue('select[name=source]') !== '', `${how}: the referral knows what the contact says`)
  if (script) {
    const violations = await axe(page)
    ok(violations.length === 0, `${how}: axe-core finds nothing on the referral's page`, violations.join('\n'))
  }
  const workers = await page.locator('select[name=holder] option').allInnerTexts()
  ok(workers.length > 2 && /\d+ child/.test(workers[1]), `${how}: workers are offered with the children they hold`, workers.slice(0, 3).join('\n'))
  await page.locator('select[name=holder]').focus()
  await page.keyboard.press('ArrowDown')
  const chosen = (await page.locator('select[name=holder] option:checked').innerText()).split(',')[0]
  await save(page)
  ok((await said(page)).includes(`${chosen} holds the case from today`), `${how}: one save makes the referral and gives it to a worker`, await said(page))
  ok(sql(`SELECT COUNT(*) FROM involvement i JOIN referral r ON r.id = i.referral_id WHERE r.contact_id = ${contact} AND i.role = 'case_holder' AND i.to_on IS NULL`) === '1',
    `${how}: the case holder's involvement is part of that referral`)
  await page.goto(`${page.base}/child/${child}/refer/${contact}`)
  ok(/\/record\/\d+$/.test(page.url()), `${how}: asked again, it leads to the referral that was made`, page.url())
}

// Two people change the same answer of the same record: the second sees both texts.
async function twoWriters(page, second, { ok, how, samples, axe, script }) {
  const path = `${page.base}/child/${samples.child}/record/${samples.child}/change`
  await page.goto(path)
  await second.goto(path)
  await page.fill('#known_as', script ? 'Bee' : 'Dot')
  await save(page)
  await second.fill('#known_as', script ? 'Bea' : 'Dotty')
  await save(second)
  const text = await second.locator('main').innerText()
  ok(text.includes('has written:') && text.includes(script ? 'Bee' : 'Dot'), `${how}: the second writer sees what the first wrote`)
  ok(await second.inputValue('#known_as') === (script ? 'Bea' : 'Dotty'), `${how}: and what they typed themselves`)
  if (script) {
    const violations = await axe(second)
    ok(violations.length === 0, `${how}: axe-core finds nothing on the page of both texts`, violations.join('\n'))
  }
  await save(second)
  ok(second.url().endsWith(`/record/${samples.child}`), `${how}: having seen both, the second save holds`, second.url())
}

// A restricted record: opened with a reason; its owner is told where their day begins, and the record says who it was.
async function breakGlass(page, owner, { ok, how, sql }) {
  const child = sql("SELECT subject_id FROM restriction WHERE owner = 'team-manager' AND removed = 0 AND to_on IS NULL ORDER BY id LIMIT 1")
  const refused = await page.goto(`${page.base}/child/${child}`)
  ok(refused.status() === 403, `${how}: a restricted record does not open by itself`)
  await go(page, page.locator('main a', { hasText: 'with a reason' }))
  const open = page.locator('main form button', { hasText: 'Open the record' })
  await Promise.all([page.waitForNavigation(), open.click()])
  ok(await page.locator('.govuk-error-summary').count() === 1, `${how}: nor without a reason`)
  await page.fill('#reason', `Strategy discussion this afternoon, ${how}`)
  await Promise.all([page.waitForNavigation(), open.click()])
  ok(page.url().includes(`/child/${child}`) && await page.locator('.hf-identity').count() === 1, `${how}: with a reason it opens`, page.url())
  await owner.goto(`${owner.base}/work`)
  const alert = owner.locator('.hf-alert', { hasText: how })
  ok(await alert.count() === 1, `${how}: its owner is told, with the reason`)
  await Promise.all([owner.waitForNavigation(), alert.locator('button').click()])
  ok(await owner.locator('.hf-alert', { hasText: how }).count() === 0, `${how}: and says that they have seen it`)
}

// The end of the year, early: Returns, the rule that most children break, the first of them, the field to mend; and an answer where it is right as it is.
async function returns(page, { ok, how }) {
  await page.goto(`${page.base}/returns`)
  const begin = page.locator('.hf-begin a').first()
  if (!ok(await begin.count() === 1, `${how}: Returns says where to begin`)) return
  const rule = (await begin.innerText()).trim()
  await go(page, begin)
  ok((await page.locator('h1').innerText()).trim() === rule, `${how}: the rule's page says what is wrong`)
  const list = page.url(), before = await page.locator('.hf-tomend tbody tr').count()
  const row = page.locator('.hf-tomend tbody tr').filter({ has: page.locator('.hf-mends a') }).first()
  if (!ok(await row.count() === 1, `${how}: and names children with the field to mend`)) return
  const mend = row.locator('.hf-mends a').first(), href = await mend.getAttribute('href')
  await go(page, mend)
  const field = href.split('#')[1]
  ok(!field || await page.locator(`[id="${field}"]`).count() === 1, `${how}: the link leads to the field itself`, href)
  ok(await page.locator('main form').count() === 1, `${how}: on the form that changes it`, page.url())
  await page.goto(list)
  const name = (await row.locator('.hf-person').innerText()).trim()
  await go(page, row.locator('td').last().locator('a'))
  ok((await page.locator('h1').innerText()).trim() === name, `${how}: a child's name leads to what is asked about them`)
  const issue = page.locator('.hf-issue', { hasText: rule }).first()
  await issue.locator('details summary').click()
  await Promise.all([page.waitForNavigation(), issue.locator('details button').click()])
  ok((await page.locator('.govuk-error-summary').innerText()).includes('Say why it is right'), `${how}: an answer without a reason is refused`)
  await issue.locator('textarea').fill('The file of the school says the same')
  await Promise.all([page.waitForNavigation(), issue.locator('details button').click()])
  ok((await issue.innerText()).includes('The file of the school says the same'), `${how}: with a reason it is kept`)
  await Promise.all([page.waitForNavigation(), page.click('.hf-check button')])
  ok((await said(page)).includes('Checked just now') && (await issue.innerText()).includes('The file of the school says the same'), `${how}: checked again, the answer stands`, await said(page))
  await page.goto(list)
  ok(await page.locator('.hf-tomend tbody tr').count() < before || before === 50, `${how}: and it is off the list`)
  await page.goto(`${list}?show=accepted`)
  await go(page, page.locator('.hf-tomend tbody tr', { hasText: 'The file of the school says the same' }).first().locator('.hf-person'))
  await Promise.all([page.waitForNavigation(), page.locator('.hf-issue', { hasText: rule }).locator('.hf-answer button').first().click()])
  ok(!(await page.locator('main').innerText()).includes('The file of the school says the same'), `${how}: taken back, it is gone`)
}

// What is typed is kept, and comes back after signing in again.
async function typedAndGone(page, { ok, how, samples, signIn, who }) {
  await page.goto(`${page.base}/child/${samples.child}/add/visit`)
  await page.fill('#note', 'Kitchen warm, both boys at the table.')
  await page.locator('[data-hf-saved]', { hasText: 'Kept as a draft' }).waitFor({ timeout: 10000 })
  await page.context().clearCookies()
  await signIn(page, page.base, who)
  await page.goto(`${page.base}/child/${samples.child}/add/visit`)
  const back = page.locator('.govuk-inset-text a').first()
  ok(await back.count() === 1, `${how}: the form says that something was typed`)
  await go(page, back)
  ok(await page.inputValue('#note') === 'Kitchen warm, both boys at the table.', `${how}: and brings it back word for word`)
}

// What the returns would ask is said beside the question while somebody types, goes when it is mended, and is never in the way.
async function advice(page, { ok, how, sql, axe }) {
  const [child, record, started] = sql(`SELECT x.subject_id || ',' || x.id || ',' || x.started_on FROM assessment x JOIN involvement i ON i.subject_id = x.subject_id JOIN account a ON a.worker_id = i.worker_id
    WHERE a.role = 'practitioner' AND i.role = 'case_holder' AND i.to_on IS NULL AND i.removed = 0 AND x.removed = 0 AND x.authorised_on IS NOT NULL AND x.referral_id IS NOT NULL
    ORDER BY x.started_on DESC LIMIT 1`).split(',')
  if (!ok(record, `${how}: there is an assessment to change`)) return
  const form = `${page.base}/child/${child}/record/${record}/change`, field = 'authorised_on', written = sql('SELECT seq FROM ledger_head')
  await page.goto(form)
  const part = p => page.locator(`input[name=${field}-${p}]`), note = page.locator(`#${field}-advice`), wrong = dayOf(started, -1), right = {}
  for (const p of ['day', 'month', 'year']) right[p] = await part(p).inputValue()
  const control = page.locator(`[data-hf-field=${field}] fieldset`), before = await control.getAttribute('aria-describedby')
  ok(await note.count() === 0, `${how}: a record that is right opens without advice`)
  await fillDay(page, field, wrong)
  await note.waitFor({ timeout: 10000 })
  ok((await note.innerText()).includes('rule 8608'), `${how}: authorised before it began: the rule stands beside the day`, await note.innerText())
  ok((await control.getAttribute('aria-describedby') ?? '').split(' ').includes(`${field}-advice`), `${how}: the question is described by it`)
  ok(/^For the returns, .+: .+/.test(await page.locator('[data-hf-advice-said][role=status]').innerText()), `${how}: and it is announced`)
  ok(await page.evaluate(name => document.activeElement?.name === name, `${field}-year`), `${how}: the cursor stays where it was`)
  const violations = await axe(page)
  ok(violations.length === 0, `${how}: axe-core finds nothing on a form with advice`, violations.join('\n'))
  await fillDay(page, field, right)
  await note.waitFor({ state: 'detached', timeout: 10000 })
  ok(await control.getAttribute('aria-describedby') === before, `${how}: mended, it is gone and describes nothing`)
  ok((await page.locator('[data-hf-advice-said]').innerText()).includes('settled'), `${how}: which is announced too`)
  ok(sql('SELECT seq FROM ledger_head') === written, `${how}: asking wrote nothing`)
  let calls = 0
  await page.route('**/advice', route => { calls++; return calls === 1 ? route.abort() : route.fulfill({ status: 500, body: 'no' }) })
  for (const days of [-1, -2]) {
    const asked = page.waitForRequest('**/advice')
    await fillDay(page, field, dayOf(started, days))
    await asked
    await page.waitForTimeout(300)
  }
  ok(calls === 2 && await note.count() === 0 && await part('day').inputValue() === String(dayOf(started, -2).day), `${how}: when advice cannot be had, the form is as it was`)
  await page.unroute('**/advice')
}

// Without a script the page after saving says it, with a link to the question.
async function adviceAfterSaving(page, { ok, how, sql }) {
  const [child, record, started, received] = sql(`SELECT x.subject_id || ',' || x.id || ',' || x.started_on || ',' || r.received_on FROM assessment x JOIN referral r ON r.id = x.referral_id
    JOIN involvement i ON i.subject_id = x.subject_id JOIN account a ON a.worker_id = i.worker_id
    WHERE a.role = 'practitioner' AND i.role = 'case_holder' AND i.to_on IS NULL AND i.removed = 0 AND x.removed = 0 ORDER BY x.started_on DESC LIMIT 1`).split(',')
  if (!ok(record, `${how}: there is an assessment to change`)) return
  await page.goto(`${page.base}/child/${child}/record/${record}/change`)
  await fillDay(page, 'started_on', dayOf(received, -1))
  await save(page)
  ok(page.url().endsWith(`/record/${record}`) && (await said(page)).includes('Saved'), `${how}: what breaks a rule is saved`, page.url())
  const panel = page.locator('section.hf-advice')
  ok((await panel.innerText()).includes('rule 1103'), `${how}: begun before the referral: the page after saving says so`, await panel.innerText().catch(() => ''))
  await go(page, panel.locator('li', { hasText: 'rule 1103' }).locator('a'))
  ok(page.url().endsWith('#started_on-day') && await page.locator('#started_on-advice').count() === 1, `${how}: its link leads to the question, with the advice beside it`, page.url())
  await fillDay(page, 'started_on', dayOf(started))
  await save(page)
  ok(!(await page.locator('main').innerText()).includes('rule 1103'), `${how}: put right, it is gone`)
}

export async function journeys({ browser, base, people, signIn, ok, samples, sql, axe }) {
  const person = role => people.find(p => p.role === role)
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', script = javaScriptEnabled
    const open = async role => {
      const page = await (await browser.newContext({ javaScriptEnabled })).newPage()
      page.base = base
      page.setDefaultTimeout(15000)
      await signIn(page, base, person(role))
      return page
    }
    const t = { ok, how, script, samples, sql, axe, signIn }
    const walk = async (name, steps) => { try { await steps() } catch (e) { ok(false, `${how}: ${name} runs to its end`, e.message) } }
    const worker = await open('practitioner'), manager = await open('team_manager'), door = await open('front_door')
    await walk('the start', () => home(worker, t))
    await walk('a late visit', () => lateVisit(worker, t))
    await walk('an allocation', () => allocation(manager, t))
    await walk('a new contact', () => newContact(door, t))
    await walk('the returns', () => returns(manager, t))
    const doorManager = await open('front_door_manager')
    await walk('a referral', () => referral(doorManager, t))
    await doorManager.context().close()
    await walk('two writers', () => twoWriters(worker, manager, t))
    await walk('a restricted record', async () => breakGlass(script ? door : await open('front_door_manager'), manager, t))     // each once: it stays open for four hours
    await walk('advice', () => script ? advice(worker, t) : adviceAfterSaving(worker, t))
    if (script) await walk('typing while signed out', () => typedAndGone(worker, { ...t, who: person('practitioner') }))
    for (const page of [worker, manager, door]) await page.context().close()
  }
}
