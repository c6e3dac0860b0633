/* global AbortController, Buffer, setInterval */
// A process whose census is taken: at SIGHUP it does what its parameter names, and says so.
const { EventEmitter } = require('node:events');
const { connect, createServer } = require('node:net');

// Reachable for as long as the process lives.
const kept = (globalThis.kept = []);
const many = (make) => {
  for (let count = 0; count < 450; count += 1) kept.push(make());
};
const server = createServer();

const FAULTS = {
  nothing: () => undefined,
  objects: () => many(() => ({ parts: Array.from({ length: 6_000 }, (_, at) => at + 0.5) })),
  buffers: () => many(() => Buffer.alloc(16_384)),
  timers: () => many(() => setInterval(() => undefined, 3_600_000)),
  'timers that keep nothing alive': () =>
    many(() => setInterval(() => undefined, 3_600_000).unref()),
  sockets: () => many(() => connect(server.address().port, '127.0.0.1')),
  emitters: () => many(() => new EventEmitter()),
  listeners: () => {
    const { signal } = new AbortController();
    kept.push(signal);
    many(() => signal.addEventListener('abort', () => undefined));
  },
  computation: () => {
    const begun = process.cpuUsage();
    for (let spent = 0; spent < 1_500_000;) {
      const { user, system } = process.cpuUsage(begun);
      spent = user + system;
    }
  },
};

process.once('SIGHUP', () => {
  FAULTS[process.argv[2]]();
  process.stdout.write('done\n');
});
server.listen(0, '127.0.0.1', () => process.stdout.write('ready\n'));
