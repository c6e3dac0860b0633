import { rmSync } from 'node:fs';
import { openDevelopmentIssuer } from '../../src/identity/development/issuer';
import { databaseKinds, type DatabaseKind } from './databases';
import { temporaryFolder } from './run-folder';
import { GraphQLCaller } from './graphql-caller';
import { freePort, NodeProcess, type Exit } from './node-process';
import { SimulatorControl } from './simulator-control';

/** What a development gateway says when it is ready. */
interface Welcome {
  token: string;
  /** The body of the printed curl command. */
  firstOperation: string;
}

const READY = /"url":"(?<url>[^"]+)","msg":"gateway ready"/;
const WELCOME = /authorization: Bearer (?<token>[\w.-]+)' \\\n {2}-d '(?<firstOperation>[^\n]+)'\n/;
const SIMULATOR = / Simulator +(?<origin>http:\S+)/;

/** The gateway as `npm start` runs it: a process of its own, with its own folder. */
export class GatewayProcess {
  private constructor(
    readonly dataDir: string,
    readonly settings: Readonly<Record<string, string>>,
    private readonly cleanUp: () => Promise<void>,
    private current: { process: NodeProcess; url: string; readyMs: number },
  ) {}

  /** `settings` are environment variables; ports, folder and database are chosen unless given. */
  static async start(
    settings: Record<string, string> = {},
    kind: DatabaseKind = databaseKinds[0]!,
  ): Promise<GatewayProcess> {
    const own = settings['DATA_DIR'] === undefined;
    const dataDir = settings['DATA_DIR'] ?? temporaryFolder();
    const database = await kind.create();
    const all = { ...ANY_PORT, ...database.settings, ...settings, DATA_DIR: dataDir };
    const cleanUp = async (): Promise<void> => {
      await database.drop();
      if (own) rmSync(dataDir, { recursive: true, force: true });
    };
    try {
      return new GatewayProcess(dataDir, all, cleanUp, await launch(all));
    } catch (error) {
      await cleanUp();
      throw error;
    }
  }

  get process(): NodeProcess {
    return this.current.process;
  }

  get url(): string {
    return this.current.url;
  }

  /** How long the last start took. */
  get readyMs(): number {
    return this.current.readyMs;
  }

  get simulator(): SimulatorControl {
    const origin = SIMULATOR.exec(this.process.stdout)?.groups?.['origin'];
    if (origin === undefined) throw new Error('this gateway has printed no simulator');
    return new SimulatorControl(origin);
  }

  async welcome(): Promise<Welcome> {
    const { groups } = await this.process.says(WELCOME);
    return groups as unknown as Welcome;
  }

  /** A client with a token of the development issuer, whose key is in the folder. */
  async as(sub: string, scope?: string): Promise<GraphQLCaller> {
    const issuer = await openDevelopmentIssuer(this.dataDir);
    const token = await issuer.mint({ sub, ...(scope === undefined ? {} : { scope }) });
    return new GraphQLCaller(this.url, token);
  }

  kill(signal: NodeJS.Signals): Promise<Exit> {
    return this.process.kill(signal);
  }

  /** Starts it again with the same settings; kills it before when it still runs. */
  async restart(change: Record<string, string> = {}): Promise<void> {
    await this.kill('SIGKILL');
    this.current = await launch({ ...this.settings, ...change });
  }

  /** For the end of a test: nothing of it is left. */
  async remove(): Promise<void> {
    await this.kill('SIGKILL');
    await this.cleanUp();
  }
}

const ANY_PORT = { PORT: '0', SIMULATOR_PORT: '0' };

/** A start that may be refused: the process, with nothing waited for. */
export function launchRaw(settings: Record<string, string>): NodeProcess {
  return new NodeProcess('main.js', settings);
}

async function launch(settings: Record<string, string>) {
  const process = launchRaw(settings);
  try {
    const ready = await process.says(READY);
    const readyMs = Date.now() - process.startedAt;
    if (settings['NODE_ENV'] !== 'production') await process.says(/ GraphQL /);
    return { process, url: ready.groups!['url']!, readyMs };
  } catch (error) {
    await process.kill('SIGKILL');
    throw error;
  }
}

/** The simulator alone, as `npm run simulator` runs it. */
export class SimulatorProcess {
  private constructor(
    readonly process: NodeProcess,
    readonly port: number,
  ) {}

  static async start(dataDir: string, port?: number): Promise<SimulatorProcess> {
    const chosen = port ?? (await freePort());
    const settings = { SIMULATOR: 'external', SIMULATOR_PORT: String(chosen), DATA_DIR: dataDir };
    const process = new NodeProcess('simulator/main.js', settings);
    await process.says(/Simulated Fireblocks at/);
    return new SimulatorProcess(process, chosen);
  }

  /** For a gateway that is to use it. */
  get settings(): Record<string, string> {
    return { SIMULATOR: 'external', SIMULATOR_PORT: String(this.port) };
  }

  get control(): SimulatorControl {
    return new SimulatorControl(`http://127.0.0.1:${this.port}`);
  }
}
