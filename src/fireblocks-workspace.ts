import { createPublicKey } from 'node:crypto';
import type { FireblocksSettings } from './settings/fireblocks-settings';
import {
  createFireblocks,
  type ApiUser,
  type Fireblocks,
  type FireblocksOptions,
} from './fireblocks/fireblocks';
import { openCallAllowance } from './limits/open-call-allowance';
import { sha256 } from './shared/digest';
import type { Logger } from './shared/logger';

/** Everything that is needed to speak to one Fireblocks workspace. */
export interface FireblocksWorkspace {
  basePath: string;
  admin: ApiUser;
  signer: ApiUser;
  webhookJwksUrl?: string;
  webhookPublicKey?: string;
  proxy?: string;
  /** Whether it is a simulated one, whose webhooks are registered by the gateway itself. */
  simulated: boolean;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** The development simulator leaves time to see what happens, and repeats webhooks soon. */
const DEVELOPMENT_PACE = { transactionStepMs: 300, webhookRetryScale: 0.05 };

/** The configured workspace, or the simulated one of `dataDir`, started here when it is embedded. */
export async function openWorkspace(
  settings: FireblocksSettings,
  dataDir: string,
  log: Logger,
): Promise<FireblocksWorkspace> {
  if (settings.source === 'environment') {
    return { ...settings, simulated: false, close: () => Promise.resolve() };
  }
  // Loaded only where it is used: production carries no simulator.
  const { loadWorkspace } = await import('./simulator/workspace.js');
  const workspace = await loadWorkspace(dataDir);
  const { admin, signer } = workspace;
  const webhookPublicKey = publicKeyOf(workspace.webhookV1PrivateKey);
  if (settings.simulator === 'external') {
    const origin = `http://${LOOPBACK}:${settings.port}`;
    return {
      basePath: `${origin}/v1`,
      admin,
      signer,
      webhookJwksUrl: `${origin}/.well-known/jwks.json`,
      webhookPublicKey,
      simulated: true,
      close: () => Promise.resolve(),
    };
  }
  const { startSimulator } = await import('./simulator/simulator.js');
  const simulator = await startSimulator({
    host: LOOPBACK,
    port: settings.port,
    dataDir,
    workspace,
    logger: log.child({ part: 'simulator' }, { level: 'warn' }),
    settings: DEVELOPMENT_PACE,
  });
  return {
    basePath: simulator.basePath,
    admin,
    signer,
    webhookJwksUrl: simulator.jwksUrl,
    webhookPublicKey,
    simulated: true,
    close: () => simulator.close(),
  };
}

interface OpenFireblocksOptions extends Pick<FireblocksOptions, 'clock' | 'onCall' | 'onOutbound'> {
  redisUrl: string | undefined;
  callsPerMinute: number;
  log: Logger;
}

/** The workspace's client, within the budget that its gateways share. */
export function openFireblocks(
  workspace: FireblocksWorkspace,
  options: OpenFireblocksOptions,
): Fireblocks {
  const name = sha256(`${workspace.basePath} ${workspace.signer.apiKey}`).slice(0, 16);
  const allowance = openCallAllowance({ ...options, workspace: name });
  const fireblocks = createFireblocks({ ...workspace, ...options, allowance });
  return {
    ...fireblocks,
    async close() {
      await fireblocks.close();
      allowance.close();
    },
  };
}

/** The simulator signs with the private key; what its webhooks are verified with is the public one. */
function publicKeyOf(privateKeyPem: string): string {
  return createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
}
