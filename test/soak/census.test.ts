import { NodeProcess } from '../support/node-process';
import { COUNTED, growth, stalls, takeCensus, type Census } from './census';

/** What a process is found guilty of, that does so once between two censuses. */
async function foundIn(fault: string): Promise<string> {
  const process = new NodeProcess('../test/soak/faulty.cjs', COUNTED, [fault]);
  await process.says(/ready/);
  const before = await takeCensus(process);
  process.signal('SIGHUP');
  await process.says(/done/);
  const now = await takeCensus(process);
  await process.kill('SIGKILL');
  return [...growth(before, now), ...stalls(now, 0)].join();
}

const FAULTS: [string, RegExp][] = [
  ['nothing', /^$/],
  ['objects', /^heap \(MB\): \d+ → \d+$/],
  ['buffers', /^buffers \(MB\): \d+ → \d+$/],
  ['timers', /handles: \d+ → 4\d\d,.*Timeout: \d+ → 4\d\d/],
  ['timers that keep nothing alive', /^Timeout: \d+ → 4\d\d$/],
  ['sockets', /handles: \d+ → 4\d\d/],
  ['emitters', /^EventEmitter: \d+ → 4\d\d$/],
  ['listeners', /Listener: \d+ → 4\d\d/],
  ['computation', /^it computed for 1\d\d\d ms$/],
];

/** What fuzzing and soaking find must be found: each fault planted once. */
describe('a census', () => {
  it.each(FAULTS)('finds %s', async (fault, report) => {
    expect(await foundIn(fault)).toMatch(report);
  });

  it.each([
    [5_001, 0, ['its event loop was held for 5001 ms']],
    [4_999, 0, []],
    [6_000, 1_000, []],
  ])('finds a loop held for %d ms, of which the machine stood %d', (heldMs, lostMs, found) => {
    const stall = { computedMs: 0, heldMs };
    const census: Census = { heapMb: 0, buffersMb: 0, handles: 0, objects: {}, stall };
    expect(stalls(census, lostMs)).toEqual(found);
  });
});
