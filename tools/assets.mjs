// assets.mjs OUT - bundles the pages' style sheet and script from npm packages into OUT/app.css and OUT/app.js, with our icons beside them.
import { build } from 'esbuild'
import { compileString } from 'sass'
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'

const out = process.argv[2]
mkdirSync(out, { recursive: true })
const css = compileString('@use "app";', { loadPaths: ['src/web/assets', 'node_modules', '.'], style: 'compressed', quietDeps: true })
writeFileSync(`${out}/app.css`, css.css)
await build({ entryPoints: ['src/web/assets/app.js'], bundle: true, minify: true, format: 'esm', target: 'es2020', outfile: `${out}/app.js`, logLevel: 'warning' })
for (const name of readdirSync('src/web/assets')) if (name.endsWith('.svg')) copyFileSync(`src/web/assets/${name}`, `${out}/${name}`)
