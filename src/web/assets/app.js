// app.js - everything here only adds: each page works without it.
import { initAll } from 'govuk-frontend'

initAll()
