import { DevicePacer } from '../../../src/rpc/device-pacer';
import type { MessageKind } from '../../../src/rpc/rpc-message';

let pacer: DevicePacer;
/** Milliseconds since the start at which messages were sent. */
let sent: number[];
let startedAt: number;

beforeEach(() => {
  jest.useFakeTimers({ now: 1_760_000_000_000 });
  startedAt = Date.now();
  pacer = new DevicePacer(Date.now);
  sent = [];
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

interface Message {
  deviceId?: string;
  kind?: MessageKind;
  /** How long Fireblocks takes, and what it says then. */
  takesMs?: number;
  says?: string | Error;
  signal?: AbortSignal;
}

function relay({ deviceId = 'd', kind = 'poll', takesMs = 0, says = '', signal }: Message = {}) {
  return pacer.run(
    { deviceId, kind, signal: signal ?? new AbortController().signal },
    async () => {
      sent.push(Date.now() - startedAt);
      if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
      if (says instanceof Error) throw says;
      return says;
    },
    (answer) => answer === '',
  );
}

/** As the SDK does: the next poll leaves as soon as the last was answered. */
async function loop(times: number, message?: Message): Promise<void> {
  for (let i = 0; i < times; i += 1) await relay(message).catch(() => undefined);
}

it('lets a poll wait after one that said nothing', async () => {
  const polls = loop(4);
  await pass(1_000);
  await polls;
  expect(sent).toEqual([0, 250, 500, 750]);
});

it('paces the loops of a device together, and each device alone', async () => {
  void loop(10);
  void loop(10);
  void loop(1, { deviceId: 'other' });
  await pass(1_000);
  // The first of both loops leave at once; nothing was known of the device yet.
  expect(sent).toEqual([0, 0, 0, 250, 500, 750, 1_000]);
});

it('paces polls that fail', async () => {
  void loop(3, { says: new Error('refused') });
  await pass(400);
  expect(sent).toEqual([0, 250]);
});

it.each([
  ['says something', { says: 'a message' }, [0, 0, 0]],
  ['is held back for long', { takesMs: 300 }, [0, 300, 600]],
])('lets nothing wait after a poll that %s', async (_what, message, times) => {
  const polls = loop(3, message);
  await pass(1_000);
  await polls;
  expect(sent).toEqual(times);
});

it('sends eight calls at once, and the others in their order', async () => {
  const calls = Array.from({ length: 20 }, () => relay({ kind: 'call', takesMs: 100 }));
  await pass(99);
  expect(sent).toHaveLength(8);
  await pass(201);
  await Promise.all(calls);
  expect(sent).toEqual([
    ...Array<number>(8).fill(0),
    ...Array<number>(8).fill(100),
    200,
    200,
    200,
    200,
  ]);
});

it('lets neither polls nor reports keep a call waiting', async () => {
  for (let i = 0; i < 10; i += 1) void relay({ kind: 'poll', takesMs: 75_000 });
  for (let i = 0; i < 10; i += 1) void relay({ kind: 'report', takesMs: 75_000 });
  await pass(0);
  expect(sent).toHaveLength(5);
  void relay({ kind: 'call' });
  await pass(0);
  expect(sent).toHaveLength(6);
});

it('refuses what finds no room to wait, with a time', async () => {
  for (let i = 0; i < 108; i += 1) relay({ kind: 'call', takesMs: 10 }).catch(() => undefined);
  await expect(relay({ kind: 'call' })).rejects.toMatchObject({
    ...{ code: 'RATE_LIMITED', retryAfterMs: 1_000 },
  });
  await pass(200);
  expect(sent).toHaveLength(108);
});

it('refuses what has waited for half a minute', async () => {
  for (let i = 0; i < 4; i += 1) void relay({ takesMs: 75_000 });
  const late = expect(relay()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  await pass(30_000);
  await late;
  expect(sent).toHaveLength(4);
});

it('sends nothing for a client that goes while it waits, and keeps no place for it', async () => {
  const client = new AbortController();
  for (let i = 0; i < 8; i += 1) void relay({ kind: 'call', takesMs: 100 });
  const waiting = expect(relay({ kind: 'call', signal: client.signal })).rejects.toMatchObject({
    kind: 'ABORTED',
  });
  void relay({ kind: 'call' });
  client.abort();
  await waiting;
  await pass(100);
  expect(sent).toHaveLength(9);

  await relay();
  const paced = expect(relay({ signal: client.signal })).rejects.toMatchObject({ kind: 'ABORTED' });
  await paced;
  expect(sent).toHaveLength(10);
});

it('forgets a device that has nothing to wait for', async () => {
  await relay({ kind: 'call' });
  expect(pacer.size).toBe(0);
  await relay();
  expect(pacer.size).toBe(1);
  await pass(250);
  expect(pacer.size).toBe(0);
});
