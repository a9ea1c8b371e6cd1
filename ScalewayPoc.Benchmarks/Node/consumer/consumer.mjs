// The same work on sqs-consumer and pg: node consumer.mjs QUEUE_URL DATABASE_URL RECEIVERS batch|single
import { SQSClient } from '@aws-sdk/client-sqs'
import { Consumer } from 'sqs-consumer'
import pg from 'pg'

const [queueUrl, databaseUrl, receivers, mode] = process.argv.slice(2)
const sqs = new SQSClient({
  endpoint: new URL(queueUrl).origin, region: 'x', credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
})
const database = new pg.Pool({ connectionString: databaseUrl, max: 20 })
const insert = `
  insert into event_log (id, sequence, type, subject, source, time, data, trace_parent)
  select id, sequence, type, subject, source, time, data::json, trace_parent
  from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[])
    as e (id, sequence, type, subject, source, time, data, trace_parent)
  order by id, source
  on conflict (id, source) do nothing`

async function record(messages) {
  const events = messages.map(message => JSON.parse(message.Body))
  await database.query(insert, [
    events.map(e => e.id), events.map(e => Date.parse(e.time) * 1000), events.map(e => e.type), events.map(e => e.subject),
    events.map(e => e.source), events.map(e => e.time), events.map(e => JSON.stringify(e.data) ?? null), events.map(e => e.traceparent),
  ])
}

const handler = mode === 'batch'
  ? { handleMessageBatch: async messages => { await record(messages); return messages } }
  : { handleMessage: async message => { await record([message]); return message } }
for (let receiver = 0; receiver < Number(receivers); receiver++) {
  const consumer = Consumer.create({ queueUrl, sqs, batchSize: 10, waitTimeSeconds: 20, ...handler })
  consumer.on('error', error => console.error(error.message))
  consumer.on('processing_error', error => console.error(error.message))
  consumer.start()
}
console.log('receiving')
process.on('SIGTERM', () => process.exit(0))
