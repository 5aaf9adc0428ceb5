#!/usr/bin/env node
// Runs the program on Node 24 with the flags that `npm start` gives it: the one that runs this where it is new enough,
// else the one that `npm ci` has installed. JavaScript that old versions read, too.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../src/main.js', import.meta.url))
// Memory that a burst of requests has taken is given back sooner; and what is young and little is collected by one thread,
// which spares gets a twentieth of their time. Read when Node starts: they cannot be set from here.
const flags = ['--max-semi-space-size=4', '--heap-growing-percent=50', '--no-parallel-scavenge']
const installed = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const isNew = Number.parseInt(process.versions.node, 10) >= 24

if (!isNew && !existsSync(installed)) {
  console.error(
    `Node ${process.versions.node} is too old for Clientele, which needs 24: run npm ci, which brings it.`,
  )
  process.exit(1)
}
const node = isNew ? process.execPath : installed
const child = spawn(node, [...flags, program, ...process.argv.slice(2)], { stdio: 'inherit' })
// The program decides when it ends. Ctrl-C reaches it from the terminal; a second one would end it at once.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
