// advice.js - asks what the returns would say of a record as it is typed, and puts the answer beside the questions.
// Advice only: when it is slow, refused or not there, the form is as it was.

const QUIET = 600       // ms without a key
const PATIENCE = 8000   // ms for an answer

const fieldOf = name => name?.replace(/-(day|month|year|time)$/, '')
const controlOf = question => question.querySelector('fieldset') ?? question.querySelector('select, textarea, input:not([type=hidden])')

function describe(control, id, on) {
  if (!control) return
  const ids = new Set((control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
  if (on) ids.add(id)
  else ids.delete(id)
  if (ids.size) control.setAttribute('aria-describedby', [...ids].join(' '))
  else control.removeAttribute('aria-describedby')
}

const label = question => question.querySelector('legend, label')?.textContent.trim() ?? ''
const words = block => [...block.querySelectorAll('.hf-advice__what')].map(p => p.textContent.trim()).join(' ')

// Puts the answer where it belongs; says what is new and what is settled.
function place(form, html) {
  const answer = new DOMParser().parseFromString(html, 'text/html'), said = []
  const blocks = new Map([...answer.querySelectorAll('[data-hf-advice]')].map(b => [b.dataset.hfAdvice, b]))
  for (const question of form.querySelectorAll('[data-hf-field]')) {
    const old = question.querySelector(':scope > [data-hf-advice]'), now = blocks.get(question.dataset.hfField)
    if (old && now && old.textContent === now.textContent) continue
    if (old) old.remove()
    if (now) question.append(document.importNode(now, true))
    describe(controlOf(question), `${question.dataset.hfField}-advice`, Boolean(now))
    if (now && !(old && words(old) === words(now))) said.push(`For the returns, ${label(question)}: ${words(now)}`)
    else if (old && !now) said.push(`${label(question)}: settled for the returns.`)
  }
  const rest = form.querySelector('[data-hf-advice-rest]'), newRest = answer.querySelector('[data-hf-advice-rest]')
  if (rest && newRest && rest.textContent !== newRest.textContent) {
    const fresh = words(newRest)
    if (fresh && fresh !== words(rest)) said.push(`For the returns: ${fresh}`)
    rest.replaceWith(document.importNode(newRest, true))
  }
  if (said.length) form.querySelector('[data-hf-advice-said]').textContent = said.join(' ')
  form.dispatchEvent(new Event('hf-advice'))
}

export function advice(form) {
  const address = form.dataset.hfAdvice
  if (!address) return
  let touched = [], timer, asking, asked = new URLSearchParams(new FormData(form)).toString()

  async function ask() {
    const body = new URLSearchParams(new FormData(form)), now = body.toString()
    asking?.abort()
    if (now === asked) return
    const mine = asking = new AbortController(), patience = setTimeout(() => mine.abort(), PATIENCE)
    body.set('advice_pass', form.dataset.hfAdvicePass)
    body.set('advice_touched', touched.join(' '))
    try {
      const reply = await fetch(address, { method: 'POST', body, redirect: 'manual', signal: mine.signal })
      if (!reply.ok) return
      const html = await reply.text()
      if (asking !== mine) return
      asked = now
      place(form, html)
    } catch { /* without advice, then */ } finally { clearTimeout(patience) }
  }

  form.addEventListener('input', event => {
    const field = fieldOf(event.target.name)
    touched = [field, ...touched.filter(f => f !== field)]
    clearTimeout(timer)
    timer = setTimeout(ask, QUIET)
  })
  form.addEventListener('submit', () => { clearTimeout(timer); asking?.abort() })
}
