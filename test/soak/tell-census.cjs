/* global AbortController, AbortSignal, performance, setInterval, setTimeout */
// Preloaded into a process that is soaked: at SIGUSR2 it collects garbage and tells what is left,
// and how long its event loop stood still at most since that was last told.
const { readFileSync } = require('node:fs');
const { queryObjects, setFlagsFromString } = require('node:v8');
const { EventEmitter } = require('node:events');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** What one listener of an event target is: its class is reachable only through one. */
const { signal } = new AbortController();
signal.addEventListener('abort', () => undefined);
const listeners = Object.getOwnPropertySymbols(signal).find((key) =>
  String(key).includes('kEvents'),
);
const Listener = signal[listeners].get('abort').next.constructor;
const timer = setTimeout(() => undefined, 0);

/** To look for their objects takes seconds, for which there is not always time. */
const CLASSES =
  process.env['CENSUS'] === 'brief'
    ? {}
    : { AbortSignal, Listener, EventEmitter, Timeout: timer.constructor };

const LOOK_MS = 20;

/** What this thread had of the CPU and how long it waited for one, in ms; by Linux' own account. */
function scheduled() {
  try {
    const [ran, waited] = readFileSync('/proc/self/schedstat', 'utf8').split(' ').map(Number);
    return { ran: ran / 1e6, waited: waited / 1e6 };
  } catch {
    const { user, system } = process.cpuUsage();
    return { ran: (user + system) / 1e3, waited: 0 };
  }
}

/** Longest turns: by what was computed, and by the clock without what a busy machine took from it. */
const none = { computedMs: 0, heldMs: 0 };
let stall = { ...none };
let last = { at: performance.now(), ...scheduled() };
function look() {
  const now = { at: performance.now(), ...scheduled() };
  const heldMs = now.at - last.at - (now.waited - last.waited) - LOOK_MS;
  stall.computedMs = Math.max(stall.computedMs, now.ran - last.ran);
  stall.heldMs = Math.max(stall.heldMs, heldMs);
  last = now;
}
setInterval(look, LOOK_MS).unref();

process.on('SIGUSR2', () => {
  look();
  const stalled = stall;
  collectGarbage();
  const objects = Object.fromEntries(
    Object.entries(CLASSES).map(([name, type]) => [name, queryObjects(type)]),
  );
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const census = {
    heapMb: heapUsed / 2 ** 20,
    buffersMb: arrayBuffers / 2 ** 20,
    handles: process.getActiveResourcesInfo().length,
    objects,
    stall: stalled,
  };
  // The census takes its time too.
  stall = { ...none };
  last = { at: performance.now(), ...scheduled() };
  process.stdout.write(`\ncensus ${JSON.stringify(census)}\n`);
});
