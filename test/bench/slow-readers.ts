import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { embedded } from '../support/databases';
import { GatewayProcess } from '../support/gateway-process';
import { incomingNotification, WebhookSender } from '../support/webhook-sender';
import { percentile, resampled, type Event, type Interval } from './resampling';
import { StreamReader } from './stream-reader';

const READERS = 40;
const PAUSED = 4;
const LIVE = READERS - PAUSED;
const SETTINGS = { RATE_LIMIT_FACTOR: '1000', SOCKET_STALL_SECONDS: '600' };
/** Which of two gateways has the paused readers, phase by phase. */
const PHASES = [1, 0, 0, 1];
const WARM_UP = 100;

/** Readers of one wallet at a gateway of its own. */
class Arm {
  private readonly sender: WebhookSender;
  private readonly times = new Map<string, number[]>();
  private readers: StreamReader[] = [];
  private sentAt = 0;
  private complete: () => void = () => undefined;
  private walletId = '';

  constructor(readonly gateway: GatewayProcess) {
    this.sender = new WebhookSender(gateway.url, gateway.dataDir);
  }

  async open(paused: boolean): Promise<void> {
    for (const reader of this.readers) reader.end();
    const caller = await this.gateway.as(`user-${randomUUID()}`);
    this.walletId = await caller.createWallet();
    const heard = (id: string, at: number): void => {
      const times = this.times.get(id);
      times?.push(at - this.sentAt);
      if (times?.length === LIVE) this.complete();
    };
    const { walletId } = this;
    this.readers = await Promise.all(
      Array.from({ length: READERS }, (_, at) =>
        // The same ones in either case: who is paused here, reads there without being measured.
        StreamReader.open(caller, walletId, at < PAUSED ? () => undefined : heard),
      ),
    );
    if (paused) for (const reader of this.readers.slice(0, PAUSED)) reader.pause();
    await sleep(1_000);
  }

  /** From a webhook's sending to its event at each reader that reads. */
  async event(): Promise<Event> {
    const notification = incomingNotification(this.walletId);
    const { id } = notification.data;
    const source = { type: 'END_USER_WALLET', id: '0', walletId: this.walletId };
    const data = { ...notification.data, status: 'PENDING_SIGNATURE', source, destination: null };
    const body = JSON.stringify({ ...notification, data });
    const times: number[] = [];
    this.times.set(id, times);
    const told = new Promise<void>((resolve) => {
      this.complete = resolve;
    });
    this.sentAt = performance.now();
    await Promise.all([this.sender.post(body), told]);
    this.times.delete(id);
    return times;
  }

  /** CPU time of the gateway so far, in ms. */
  async cpu(): Promise<number> {
    const text = await (await fetch(`${this.gateway.url}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]) * 1_000;
  }
}

interface Sample {
  events: Event[];
  cpu: number;
}

/**
 * Two gateways take turns event by event, so that whatever else the machine does meets both alike;
 * one of them has the paused readers, and they change places, so that no gateway's own pace counts.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { events: { type: 'string', default: '600' } } });
  const arms = [
    new Arm(await GatewayProcess.start(SETTINGS, embedded)),
    new Arm(await GatewayProcess.start(SETTINGS, embedded)),
  ];
  // Of each gateway, without and with paused readers.
  const samples = arms.map(() => [newSample(), newSample()]);
  for (const [phase, pausedAt] of PHASES.entries()) {
    for (const [at, arm] of arms.entries()) await arm.open(at === pausedAt);
    for (let count = 0; count < WARM_UP; count += 1) for (const arm of arms) await arm.event();
    const before = await Promise.all(arms.map((arm) => arm.cpu()));
    for (let count = 0; count < Number(values.events); count += 1) {
      const turns = [...arms.entries()];
      for (const [at, arm] of count % 2 === 0 ? turns : turns.reverse()) {
        samples[at]![at === pausedAt ? 1 : 0]!.events.push(await arm.event());
      }
    }
    for (const [at, arm] of arms.entries()) {
      samples[at]![at === pausedAt ? 1 : 0]!.cpu += (await arm.cpu()) - before[at]!;
    }
    print(`phase ${phase + 1} of ${PHASES.length} is over`);
  }
  report(samples);
  for (const { gateway } of arms) await gateway.remove();
}

function newSample(): Sample {
  return { events: [], cpu: 0 };
}

function report(samples: readonly Sample[][]): void {
  for (const share of [0.5, 0.9, 0.99]) {
    const ratio = resampled(
      samples.flat().map(({ events }) => events),
      ([without0 = [], with0 = [], without1 = [], with1 = []]) =>
        Math.sqrt(
          (percentile(with0, share) / percentile(without0, share)) *
            (percentile(with1, share) / percentile(without1, share)),
        ),
    );
    const [without, paused] = [0, 1].map((which) =>
      percentile(
        samples.flatMap((each) => each[which]!.events),
        share,
      ).toFixed(1),
    );
    print(
      `p${share * 100}: ${without} ms, with ${PAUSED} of ${READERS} paused ${paused} ms; ratio ${show(ratio)}`,
    );
  }
  const [cpuWithout = 0, cpuWith = 0] = [0, 1].map((which) => {
    const of = samples.map((each) => each[which]!);
    const events = of.reduce((sum, sample) => sum + sample.events.length, 0);
    return of.reduce((sum, { cpu }) => sum + cpu, 0) / events;
  });
  print(
    `CPU of the gateway for an event: ${cpuWithout.toFixed(2)} ms, with paused ones ${cpuWith.toFixed(2)} ms`,
  );
}

function show({ value, from, to }: Interval): string {
  return `${value.toFixed(2)} (95 %: ${from.toFixed(2)} to ${to.toFixed(2)})`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
