// passwords.mjs OUT - writes the passwords that people use most, from the npm package that keeps the list, one a line in
// the order of their bytes, for src/desk/password.c to look up. Those of fewer than 5 letters can spoil no password of 12.
import { readFileSync, writeFileSync } from 'node:fs'

const all = JSON.parse(readFileSync('node_modules/@zxcvbn-ts/language-common/src/passwords.json', 'utf8'))
const kept = [...new Set(all.map(p => p.toLowerCase()))].filter(p => /^[!-~]{5,32}$/.test(p)).sort()
if (kept.length < 10000) throw new Error(`only ${kept.length} passwords: the list is not the one that was meant`)
writeFileSync(process.argv[2], kept.join('\n') + '\n')
