import type { faultRequest } from '../../src/simulator/http/faults';
import type { SimulatorSettings } from '../../src/simulator/settings';
import type { z } from 'zod';

export interface SimulatedWallet {
  walletId: string;
  accounts: { accountId: string }[];
  devices: { deviceId: string }[];
}

export interface SimulatedTransaction {
  id: string;
  status: string;
  externalTxId: string | null;
}

export interface SimulatedCall {
  method: string;
  path: string;
  status: number;
  at: number;
}

/** The control face of a running simulator, over HTTP. */
export class SimulatorFace {
  /** @param origin such as `http://127.0.0.1:4010` */
  constructor(readonly origin: string) {}

  wallets = () => this.get<SimulatedWallet[]>('/wallets');
  transactions = () => this.get<SimulatedTransaction[]>('/transactions');
  calls = () => this.get<SimulatedCall[]>('/calls');

  async fault(fault: z.input<typeof faultRequest>): Promise<void> {
    await this.post('/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/faults');
  }

  async settings(change: Partial<SimulatorSettings>): Promise<void> {
    await this.post('/settings', change);
  }

  async advance(transactionId: string, status?: string): Promise<void> {
    await this.post(
      `/transactions/${transactionId}/advance`,
      status === undefined ? {} : { status },
    );
  }

  /** How many calls matched, by method and a part of the path. */
  async count(method: string, path: RegExp): Promise<number> {
    const calls = await this.calls();
    return calls.filter((call) => call.method === method && path.test(call.path)).length;
  }

  private async get<T>(path: string): Promise<T> {
    return (await this.send('GET', path)).json() as Promise<T>;
  }

  private post(path: string, body: unknown): Promise<Response> {
    return this.send('POST', path, body);
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.origin}/_sim${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response;
  }
}
