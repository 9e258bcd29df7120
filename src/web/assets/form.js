// form.js - for the record form: hides questions that do not apply, and keeps what was typed every few seconds.
// The page works without it: all questions are shown, and what was typed is kept when a session ends.

import { advice } from './advice.js'

// The catalogue's conditions, as far as forms use them: "seen is no", "a in (b, c)", "not (x has y and z is empty)".
export function condition(text) {
  const tokens = text.match(/\(|\)|,|[^\s(),]+/g) ?? []
  let at = 0
  const next = word => tokens[at] === word && ++at > 0
  const list = () => { const all = []; next('('); while (at < tokens.length && !next(')')) { all.push(tokens[at++]); next(',') } return all }
  const same = (v, word) => v === (word === 'yes' ? '1' : word === 'no' ? '0' : word)
  function one() {
    if (next('not')) { const f = one(); return get => !f(get) }
    if (next('(')) { const f = any(); next(')'); return f }
    const name = tokens[at++]
    if (next('in')) { const all = list(); return get => all.some(w => get(name).some(v => same(v, w))) }
    if (next('has')) { const word = tokens[at++]; return get => get(name).includes(word) }
    if (next('is')) {
      const not = next('not'), word = tokens[at++]
      if (word === 'empty') return get => (get(name).length === 0) !== not
      return get => get(name).some(v => same(v, word)) !== not
    }
    return null                                     // a comparison of numbers or dates: the question stays
  }
  function all() { let f = one(); while (f && next('and')) { const g = f, h = one(); f = h && (get => g(get) && h(get)) } return f }
  function any() { let f = all(); while (f && next('or')) { const g = f, h = all(); f = h && (get => g(get) || h(get)) } return f }
  const f = any()
  return at === tokens.length ? f : null
}

function conditional(form) {
  const get = name => {
    const data = new FormData(form)
    const one = data.getAll(name).filter(v => v !== '')
    return one.length ? one : ['day', 'month', 'year'].map(p => data.get(`${name}-${p}`)).filter(Boolean)
  }
  const questions = [...form.querySelectorAll('[data-show-if]')].map(e => ({ e, shows: condition(e.dataset.showIf) })).filter(q => q.shows)
  const update = () => questions.forEach(({ e, shows }) => {
    const filled = [...e.querySelectorAll('input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea')].some(i => i.value) || e.querySelector('.govuk-error-message, [data-hf-advice]')
    e.hidden = !shows(get) && !filled
  })
  form.addEventListener('input', update)
  form.addEventListener('hf-advice', update)
  update()
}

function keepDrafts(form) {
  const said = form.querySelector('[data-hf-saved]')
  let kept = new URLSearchParams(new FormData(form)).toString(), timer
  const keep = async () => {
    const body = new URLSearchParams(new FormData(form)), now = body.toString()
    if (now === kept) return
    body.set('draft_path', new URL(form.action).pathname)
    try {
      const reply = await fetch('/drafts', { method: 'POST', body, redirect: 'manual' })
      if (!reply.ok) throw new Error(String(reply.status))
      kept = now
      said.textContent = `Kept as a draft at ${new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}. It is not part of the record until you save.`
    } catch {
      said.textContent = 'Could not keep a draft just now. Your text is still on this page.'
    }
  }
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 3000) })
  addEventListener('pagehide', () => {
    const body = new URLSearchParams(new FormData(form))
    if (body.toString() === kept || form.dataset.hfSent) return
    body.set('draft_path', new URL(form.action).pathname)
    navigator.sendBeacon('/drafts', body)
  })
  form.addEventListener('submit', () => { form.dataset.hfSent = '1'; clearTimeout(timer) })
}

export function forms() {
  for (const form of document.querySelectorAll('form[data-autosave]')) {
    conditional(form)
    keepDrafts(form)
    advice(form)
  }
}
