import { createServer } from 'node:http';

/** Answers every relay at once with the same 2 kB, so that only the proxies in front differ. */
const ANSWER = JSON.stringify({
  result: { type: 'MPC_START_SIGNING', rawMessage: 'x'.repeat(2_000) },
});

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
  });
});
// Between the rounds no connection may end: a proxy would meet a socket that has just closed.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});
