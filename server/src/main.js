import './engine.js'

const { run } = await import('./program.ts')
await run(process.argv.slice(2))
