import { FireblocksError } from '../fireblocks/fireblocks-error';
import type { Clock } from '../shared/clock';
import type { MessageKind } from './rpc-message';
import { Slots } from './slots';

/**
 * Between the beginnings of two polls of a device after one that said nothing. The SDK polls again
 * at once; where Fireblocks holds a poll back for longer than this, nothing waits.
 */
const POLL_DISTANCE_MS = 250;

const MAX_WAIT_MS = 30_000;

/** An SDK holds one poll for each algorithm and one to three calls; what is more waits. */
const ROOM: Record<MessageKind, { size: number; queue: number }> = {
  call: { size: 8, queue: 100 },
  poll: { size: 4, queue: 100 },
  report: { size: 1, queue: 20 },
};

interface Device {
  slots: Record<MessageKind, Slots>;
  /** Milliseconds since the epoch. */
  lastPollAt: number;
  /** Whether the last poll that ended said nothing. */
  silent: boolean;
}

/** Keeps each device's relays to a pace by letting them wait, so that one never costs another. */
export class DevicePacer {
  private readonly devices = new Map<string, Device>();

  constructor(private readonly clock: Clock) {}

  /** Devices that are remembered, because they relay or have just polled. */
  get size(): number {
    return this.devices.size;
  }

  /**
   * Sends when it is this message's turn.
   *
   * @throws GatewayError `RATE_LIMITED`, or FireblocksError `ABORTED` when the signal fired
   */
  async run<Answer>(
    { deviceId, kind, signal }: { deviceId: string; kind: MessageKind; signal: AbortSignal },
    send: () => Promise<Answer>,
    saysNothing: (answer: Answer) => boolean,
  ): Promise<Answer> {
    const device = this.deviceOf(deviceId);
    const slots = device.slots[kind];
    const taken = slots.take(signal);
    if (taken) await taken;
    try {
      if (kind !== 'poll') return await send();
      return await this.poll(device, signal, send, saysNothing);
    } finally {
      slots.release();
      this.forget(deviceId, device);
    }
  }

  private async poll<Answer>(
    device: Device,
    signal: AbortSignal,
    send: () => Promise<Answer>,
    saysNothing: (answer: Answer) => boolean,
  ): Promise<Answer> {
    await this.keepDistance(device, signal);
    // A poll that fails is repeated by the SDK as soon as one that says nothing.
    let silent = true;
    try {
      const answer = await send();
      silent = saysNothing(answer);
      return answer;
    } finally {
      device.silent = silent;
    }
  }

  private async keepDistance(device: Device, signal: AbortSignal): Promise<void> {
    const now = this.clock();
    const turn = device.silent ? Math.max(now, device.lastPollAt + POLL_DISTANCE_MS) : now;
    device.lastPollAt = Math.max(turn, device.lastPollAt);
    if (turn === now) return;
    await sleep(turn - now, signal);
  }

  private deviceOf(deviceId: string): Device {
    const known = this.devices.get(deviceId);
    if (known) return known;
    const slots = (kind: MessageKind): Slots =>
      new Slots({ ...ROOM[kind], maxWaitMs: MAX_WAIT_MS });
    const device: Device = {
      slots: { call: slots('call'), poll: slots('poll'), report: slots('report') },
      lastPollAt: 0,
      silent: false,
    };
    this.devices.set(deviceId, device);
    return device;
  }

  /** As soon as nothing runs and its next poll would not have to wait. */
  private forget(deviceId: string, device: Device): void {
    const { call, poll, report } = device.slots;
    if (!call.idle || !poll.idle || !report.idle) return;
    const rest = device.silent ? device.lastPollAt + POLL_DISTANCE_MS - this.clock() : 0;
    if (rest <= 0) {
      if (this.devices.get(deviceId) === device) this.devices.delete(deviceId);
      return;
    }
    setTimeout(() => {
      this.forget(deviceId, device);
    }, rest).unref();
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(new FireblocksError('ABORTED'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
