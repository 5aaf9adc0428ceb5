#!/usr/bin/env node
// The program runs on Node 24. Where the one that was found first is older, it hands over to the one that `npm ci` has
// installed. JavaScript that old versions read, too.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const program = new URL('../src/main.ts', import.meta.url)

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import(program.href)
} else {
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
  if (!existsSync(node)) {
    console.error(
      `Node ${process.versions.node} is too old for Clientele, which needs 24: run npm ci, which brings it.`,
    )
    process.exit(1)
  }
  const child = spawn(node, [fileURLToPath(program), ...process.argv.slice(2)], { stdio: 'inherit' })
  // The program decides when it ends. Ctrl-C reaches it from the terminal; a second one would end it at once.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
