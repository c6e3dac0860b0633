import { rmSync } from 'node:fs';
import type { DatabaseKind } from './databases';
import { GatewayProcess, SimulatorProcess } from './gateway-process';
import { unlessStalled } from './given-time';
import { GraphQLCaller } from './graphql-caller';
import { runSql } from './postgres';
import { temporaryFolder } from './run-folder';
import { eventually } from './simulator-client';
import type { Fault, SimulatorControl } from './simulator-control';

/** A gateway to be killed. The simulator is a process of its own, as Fireblocks is: it lives on. */
export class KilledGateway {
  private constructor(
    private readonly dataDir: string,
    private readonly simulator: SimulatorProcess,
    readonly gateway: GatewayProcess,
  ) {}

  static async start(kind: DatabaseKind): Promise<KilledGateway> {
    const dataDir = temporaryFolder();
    const simulator = await SimulatorProcess.start(dataDir);
    await simulator.control.settings({ webhookRetryScale: 0.02 });
    const settings = { ...simulator.settings, DATA_DIR: dataDir };
    return new KilledGateway(dataDir, simulator, await GatewayProcess.start(settings, kind));
  }

  get control(): SimulatorControl {
    return this.simulator.control;
  }

  /** With a gateway that runs: how long Fireblocks takes is over where the machine stands still. */
  begun(work: () => Promise<void>): Promise<void> {
    return unlessStalled(async () => {
      await this.control.clearFaults();
      if (this.gateway.process.exit) await this.gateway.restart();
      await work();
    });
  }

  /** Kills the gateway once the call that meets the fault has come to the simulator. */
  async killDuring(fault: Fault, mutate: () => Promise<unknown>): Promise<void> {
    await this.control.fault(fault);
    const lost = mutate().then(
      () => 'answered',
      () => 'lost',
    );
    await eventually(async () => (await this.control.faults()).length === 0 || undefined, 30_000);
    await this.gateway.kill('SIGKILL');
    expect(await lost).toBe('lost');
  }

  async restart(): Promise<void> {
    const url = this.gateway.settings['DATABASE_URL'];
    // On PostgreSQL another gateway could be at it, so that a lease must run out: time passes.
    if (url) await runSql(url, `UPDATE intents SET lease_until = lease_until - interval '60 s'`);
    await this.gateway.restart();
  }

  /** The same caller, at the gateway as it runs now. */
  again({ token }: GraphQLCaller): GraphQLCaller {
    return new GraphQLCaller(this.gateway.url, token);
  }

  async remove(): Promise<void> {
    await this.gateway.remove();
    await this.simulator.process.kill('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
