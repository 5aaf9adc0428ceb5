FROM node:24-slim AS dependencies
WORKDIR /app
# Of every workspace its package.json, so that this layer is made again only when one of them changes.
COPY package.json package-lock.json ./
COPY server/package.json server/
# The npm package that brings Node to a checkout is a dev dependency: here Node is there already.
RUN npm ci --omit=dev

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4800 DATA_DIR=/data/db ERASED_LIST=/data/erased.ndjson
COPY --from=dependencies /app/node_modules node_modules/
COPY package.json ./
COPY server server/
COPY examples examples/
RUN install --directory --owner=node --group=node --mode=700 /data node_modules/.cache
VOLUME /data
USER node
# Compiled once, so that no start needs to; with the flags of the start, or it is compiled again.
RUN node --max-semi-space-size=4 --heap-growing-percent=50 --no-parallel-scavenge \
  --import /app/server/src/engine.js \
  --eval "import('/app/server/src/program.ts'); import('/app/server/src/commands/serve-from.ts')"
EXPOSE 4800
# The first start of the embedded database takes seconds, on a small machine more.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=50", "--no-parallel-scavenge", "server/src/main.js", "serve"]
