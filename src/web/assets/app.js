// app.js - everything here only adds: each page works without it.
import { initAll } from 'govuk-frontend'
import autocomplete from 'accessible-autocomplete'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Long lists: type to find. The select stays in the page and is what is sent.
for (const select of document.querySelectorAll('select[data-autocomplete]')) {
  autocomplete.enhanceSelectElement({ selectElement: select, defaultValue: select.value ? undefined : '', showAllValues: true, displayMenu: 'overlay' })
}

// Forms whose door keeps drafts: what was typed is kept a few seconds after the last key.
for (const form of document.querySelectorAll('form[data-autosave]')) {
  let timer
  let sent = new URLSearchParams(new FormData(form)).toString()
  const keep = () => {
    const fields = new URLSearchParams(new FormData(form))
    if (fields.toString() === sent) return
    sent = fields.toString()
    fields.set('draft_path', new URL(form.action).pathname)
    fetch('/drafts', { method: 'POST', body: fields, credentials: 'same-origin' }).catch(() => { sent = '' })
  }
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 4000) })
  form.addEventListener('submit', () => clearTimeout(timer))
}
