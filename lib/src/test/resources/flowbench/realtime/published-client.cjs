// Listens to one topic with the published client, and says on a line each what it sees.
//   node published-client.cjs FOLDER_OF_NODE_MODULES URL KEY TOPIC
const { createRequire } = require('node:module');

const [folder, url, key, topic] = process.argv.slice(2);
const fromFolder = createRequire(folder + '/');
const { RealtimeClient } = fromFolder('@supabase/realtime-js');
const say = (word, ...more) => console.log([word, ...more].join(' '));

const client = new RealtimeClient(url, {
    transport: fromFolder('ws'),
    params: { apikey: key },
    heartbeatIntervalMs: 200,
    heartbeatCallback: (status) => say('HEARTBEAT', status),
});

client
    .channel(topic, { config: { broadcast: { replication_ready: true } } })
    .on('system', {}, (payload) => say('SYSTEM', payload.status, payload.message))
    .on('broadcast', { event: '*' }, (message) => say('BROADCAST', message.event, JSON.stringify(message.payload)))
    .subscribe((status) => say(status));

// Whoever started this ends it so.
process.stdin.on('end', () => process.exit(0)).resume();
