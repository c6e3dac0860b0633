import pino from 'pino';
import { GatewayError } from '../../../src/api/gateway-error';
import { toGatewayError } from '../../../src/api/error-map';
import { ProcessWakeSignal } from '../../../src/events/wake-signal';
import { OpenRelays } from '../../../src/rpc/open-relays';
import type { RelayParty, RelayTarget } from '../../../src/rpc/relay-target';

const CALL = { callerId: 'alice', walletId: 'w', deviceId: 'd' };
const refusal = new GatewayError('WALLET_FROZEN', 'the wallet is frozen');

/** A target whose answers a test decides; the edge of the unit. */
class Judge {
  /** What each look-up refuses; undefined: nothing. */
  forbids: ((party: RelayParty) => boolean) | undefined;
  judged: string[][] = [];
  /** Held back until it is called. */
  release: (() => void) | undefined;
  fails = false;

  authorize = async (party: RelayParty): Promise<void> => {
    await Promise.resolve();
    if (this.forbids?.(party)) throw refusal;
  };

  refusals = async <Party extends RelayParty>(parties: readonly Party[]) => {
    this.judged.push(parties.map(({ deviceId }) => deviceId));
    if (this.release) await new Promise<void>((resolve) => (this.release = resolve));
    if (this.fails) throw new Error('the database is away');
    return parties.filter((party) => this.forbids?.(party)).map((party) => ({ party, refusal }));
  };
}

function openRelays() {
  const judge = new Judge();
  const signal = new ProcessWakeSignal();
  const log = pino({ level: 'silent' });
  const warn = jest.spyOn(log, 'warn');
  const relays = new OpenRelays({
    target: judge as unknown as RelayTarget,
    ...{ signal, log },
  });
  return { judge, signal, relays, warn };
}

/** A relay whose call ends when it is told to, or when its signal fires. */
function relay(
  relays: OpenRelays,
  {
    outer,
    isPoll = false,
    ...party
  }: Partial<RelayParty> & { isPoll?: boolean; outer?: AbortSignal } = {},
) {
  const state = { called: false, aborted: false, outcome: 'running' };
  let end: (answer: string) => void = () => undefined;
  const done = relays
    .run({ ...CALL, ...party }, isPoll, outer ?? new AbortController().signal, (signal) => {
      state.called = true;
      return new Promise<string>((resolve, reject) => {
        end = resolve;
        const abort = (): void => {
          state.aborted = true;
          reject(new Error('aborted'));
        };
        signal.addEventListener('abort', abort);
        if (signal.aborted) abort();
      });
    })
    .then(
      (answer) => (state.outcome = answer),
      (error: unknown) => (state.outcome = toGatewayError(error).message),
    );
  return {
    state,
    done,
    end: (answer: string) => {
      end(answer);
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a relay', () => {
  let parts: ReturnType<typeof openRelays>;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    parts = openRelays();
  });

  afterEach(() => {
    parts.relays.close();
    jest.useRealTimers();
  });

  it('is not begun where it is not permitted', async () => {
    parts.judge.forbids = () => true;
    const { state, done } = relay(parts.relays);
    await done;
    expect(state).toMatchObject({ called: false, outcome: 'the wallet is frozen' });
  });

  it('ends as its call does, and is judged no more', async () => {
    const { state, done, end } = relay(parts.relays);
    await settled();
    end('the answer');
    await done;
    expect(state.outcome).toBe('the answer');
    parts.signal.notify(['w']);
    await settled();
    expect(parts.judge.judged).toEqual([]);
  });

  it('is ended when it may no longer go on, and says that it may have had its effect', async () => {
    const { state, done } = relay(parts.relays);
    await settled();
    parts.judge.forbids = () => true;
    parts.signal.notify(['w']);
    await done;
    expect(state.aborted).toBe(true);
    expect(state.outcome).toBe(
      'the wallet is frozen; the message may have reached Fireblocks before',
    );
  });

  it('is ended whatever came of its call', async () => {
    parts.judge.release = () => undefined;
    const { state, done, end } = relay(parts.relays);
    await settled();
    parts.judge.forbids = () => true;
    parts.signal.notify(['w']);
    await settled();
    parts.judge.release();
    end('too late');
    await settled();
    await done;
    expect(state.outcome).toMatch(/may have reached Fireblocks before$/);
  });

  it('is refused when its right is lost while it is looked up', async () => {
    let found: () => void = () => undefined;
    parts.judge.authorize = () => new Promise((resolve) => (found = resolve));
    const { state, done } = relay(parts.relays);
    parts.judge.forbids = () => true;
    parts.signal.notify(['w']);
    await settled();
    found();
    await done;
    expect(state).toMatchObject({ called: false, outcome: 'the wallet is frozen' });
  });

  it('of another wallet or device goes on', async () => {
    const [ended, ofDevice, ofWallet] = [
      relay(parts.relays),
      relay(parts.relays, { deviceId: 'other' }),
      relay(parts.relays, { walletId: 'other', deviceId: 'third' }),
    ];
    await settled();
    parts.judge.forbids = ({ deviceId }) => deviceId !== 'other';
    parts.signal.notify(['w']);
    await ended.done;
    await settled();
    expect(parts.judge.judged).toEqual([['d', 'other']]);
    expect([ofDevice.state.outcome, ofWallet.state.outcome]).toEqual(['running', 'running']);
  });

  it('is judged when another of its wallet has ended', async () => {
    const [first] = [relay(parts.relays), relay(parts.relays, { deviceId: 'other' })];
    await settled();
    first.end('done');
    await first.done;
    parts.signal.notify(['w']);
    await settled();
    expect(parts.judge.judged).toEqual([['other']]);
  });

  it('is judged when any wallet may have changed, and by and by without being told', async () => {
    relay(parts.relays);
    relay(parts.relays, { walletId: 'other', deviceId: 'other' });
    await settled();
    parts.signal.listen(() => undefined);
    (parts.signal as unknown as { emit: (id: undefined) => void }).emit(undefined);
    await settled();
    expect(parts.judge.judged).toEqual([['d', 'other']]);
    jest.advanceTimersByTime(2_000);
    await settled();
    expect(parts.judge.judged).toHaveLength(2);
  });

  it('is judged once more for what changed while it was judged, together with the others', async () => {
    parts.judge.release = () => undefined;
    relay(parts.relays);
    relay(parts.relays, { walletId: 'other', deviceId: 'other' });
    await settled();
    parts.signal.notify(['w']);
    parts.signal.notify(['other', 'w']);
    parts.signal.notify(['w', 'nobody relays for this one']);
    expect(parts.judge.judged).toEqual([['d']]);
    const { release } = parts.judge;
    parts.judge.release = undefined;
    await settled();
    release();
    await settled();
    expect(parts.judge.judged.map((ids) => ids.sort())).toEqual([['d'], ['d', 'other']]);
    parts.signal.notify(['w']);
    await settled();
    expect(parts.judge.judged).toHaveLength(3);
  });

  it('goes on while it cannot be judged, and is judged again', async () => {
    const { state, done } = relay(parts.relays);
    await settled();
    parts.judge.fails = true;
    parts.signal.notify(['w']);
    await settled();
    expect(state.outcome).toBe('running');
    expect(parts.warn).toHaveBeenCalledWith({ err: expect.any(Error) }, expect.any(String));
    parts.judge.fails = false;
    parts.judge.forbids = () => true;
    jest.advanceTimersByTime(2_000);
    await done;
    expect(state.aborted).toBe(true);
  });

  it('is ended with its client, also one that has gone already', async () => {
    const client = new AbortController();
    const { state, done } = relay(parts.relays, { outer: client.signal });
    await settled();
    client.abort();
    await done;
    expect(state.aborted).toBe(true);
    const late = relay(parts.relays, { outer: client.signal });
    await late.done;
    expect(late.state.aborted).toBe(true);
  });

  it('leaves nothing behind at its client', async () => {
    const client = new AbortController();
    const removed = jest.spyOn(client.signal, 'removeEventListener');
    const { done, end } = relay(parts.relays, { outer: client.signal });
    await settled();
    end('x');
    await done;
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
  });

  it('that polls is ended when all polls are to end, and so are those that come', async () => {
    const [poll, call] = [relay(parts.relays, { isPoll: true }), relay(parts.relays)];
    await settled();
    expect(poll.state).toMatchObject({ called: true, aborted: false });
    parts.relays.endPolls();
    await poll.done;
    const [later, laterCall] = [relay(parts.relays, { isPoll: true }), relay(parts.relays)];
    await later.done;
    await settled();
    expect([poll.state.aborted, later.state.aborted]).toEqual([true, true]);
    expect([call.state.outcome, laterCall.state.outcome]).toEqual(['running', 'running']);
  });

  it('is judged no more after the end', async () => {
    relay(parts.relays);
    await settled();
    parts.relays.close();
    parts.signal.notify(['w']);
    jest.advanceTimersByTime(10_000);
    await settled();
    expect(parts.judge.judged).toEqual([]);
  });
});
