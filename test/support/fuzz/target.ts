import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  COUNTED,
  COUNTED_BRIEFLY,
  growth,
  stalls,
  takeCensus,
  type Census,
} from '../../soak/census';
import { GatewayProcess, SimulatorProcess } from '../gateway-process';
import { GivenTime } from '../given-time';
import { temporaryFolder } from '../run-folder';

const SETTINGS = {
  RATE_LIMIT_FACTOR: '10000',
  WALLETS_PER_USER: '0',
  // So that what these headers say is read at all.
  TRUSTED_PROXIES: '127.0.0.0/8',
  CORS_ORIGINS: 'https://app.example.com',
};

/** What is still coming to its end may be looked at again so often. */
const SETTLE = { times: 60, everyMs: 500 };

/** Signed by Fireblocks and no notification: whoever runs the gateway must hear of that. */
const EXPECTED_ERROR = '"msg":"a signed webhook is no JSON object"';
const ERROR_LINE = /"level":"(?:error|fatal)"/;

/** A gateway that is asked what makes no sense, and all that it may be found guilty of. */
export class FuzzTarget {
  private readonly errors: string[] = [];
  /** When the machine stands still, so does the gateway. */
  private readonly time = new GivenTime();

  private constructor(
    readonly gateway: GatewayProcess,
    private readonly simulator: SimulatorProcess,
    readonly dataDir: string,
  ) {}

  /** @param thoroughly whether objects are counted too, which takes seconds */
  static async start(thoroughly: boolean): Promise<FuzzTarget> {
    const dataDir = temporaryFolder();
    const simulator = await SimulatorProcess.start(dataDir);
    const counted = thoroughly ? COUNTED : COUNTED_BRIEFLY;
    const settings = { ...SETTINGS, ...counted, ...simulator.settings, DATA_DIR: dataDir };
    return new FuzzTarget(await GatewayProcess.start(settings), simulator, dataDir);
  }

  get url(): string {
    return this.gateway.url;
  }

  /** What it logged as an error is kept; the rest of its output is forgotten. */
  listen(): void {
    const { process } = this.gateway;
    const whole = process.stdout.lastIndexOf('\n') + 1;
    const lines = process.stdout.slice(0, whole).split('\n');
    process.stdout = process.stdout.slice(whole);
    this.errors.push(
      ...lines.filter((line) => ERROR_LINE.test(line) && !line.includes(EXPECTED_ERROR)),
    );
  }

  async census(): Promise<Census> {
    this.listen();
    return takeCensus(this.gateway.process);
  }

  /** What it did wrong so far, and what of it has grown since that census. */
  async wrongs(before: Census): Promise<string[]> {
    const { process, url } = this.gateway;
    if (process.exit) return [`it ended: ${process.describe()}`];
    const first = await this.census();
    const { status } = await fetch(`${url}/readyz`);
    return [
      ...(process.stderr === '' ? [] : [`stderr: ${process.stderr}`]),
      ...this.errors,
      ...(status === 200 ? [] : [`/readyz: ${status}`]),
      // Warming up is no excuse for these.
      ...[before, first].flatMap((census) => stalls(census, this.time.longestLossMs)),
      ...(await this.grown(before, first)),
    ];
  }

  async remove(): Promise<void> {
    this.time.stop();
    await this.gateway.remove();
    await this.simulator.process.kill('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async grown(before: Census, first: Census): Promise<string[]> {
    let grown = growth(before, first);
    for (let time = 0; grown.length > 0 && time < SETTLE.times; time += 1) {
      await delay(SETTLE.everyMs);
      grown = growth(before, await this.census());
    }
    return grown;
  }
}
