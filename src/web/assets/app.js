// app.js - everything here only adds: each page works without it.
import { initAll } from 'govuk-frontend'
import autocomplete from 'accessible-autocomplete'
import { forms } from './form.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Long lists: type to find. The select stays in the page and is what is sent.
for (const select of document.querySelectorAll('select[data-autocomplete]')) {
  autocomplete.enhanceSelectElement({ selectElement: select, defaultValue: select.value ? undefined : '', showAllValues: true, displayMenu: 'overlay' })
}

// What is folded away is printed too.
const folds = []
addEventListener('beforeprint', () => { for (const d of document.querySelectorAll('main details:not([open])')) { d.open = true; folds.push(d) } })
addEventListener('afterprint', () => { for (const d of folds.splice(0)) d.open = false })

forms()
