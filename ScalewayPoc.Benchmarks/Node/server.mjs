// The same two routes on fastify and ioredis: node server.mjs REDIS_PORT
import fastify from 'fastify'
import Redis from 'ioredis'

const redis = new Redis({ host: '127.0.0.1', port: Number(process.argv[2]), enableAutoPipelining: true })
const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))

app.get('/api/kv/:key', async (request, reply) => {
  const value = await redis.getBuffer(request.params.key)
  if (value === null) return reply.code(404).send()
  return reply.type('application/json').send(value)
})
app.put('/api/kv/:key', async (request, reply) => {
  await redis.set(request.params.key, request.body)
  return reply.code(204).send()
})

console.log(`Now listening on: ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
process.on('SIGTERM', () => process.exit(0))
