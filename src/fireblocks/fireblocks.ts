import type { Clock } from '../shared/clock';
import { createConnections, type FireblocksConnections } from './connections';
import { createHttpAgents, createRelayDispatcher } from './egress';
import { createRequestSigner, type ApiUser } from './request-signer';
import { createNfts, type FireblocksNfts } from './nfts';
import type { CallAllowance } from './outbound/call-allowance';
import type { Lane } from './outbound/call-policies';
import { Outbound } from './outbound/outbound';
import type { OutboundEvent, OutboundListener } from './outbound/outbound-events';
import { createRpcRelay, type RpcRelay } from './rpc-relay';
import { createSignedAxios } from './signed-axios';
import { createTransactions, type FireblocksTransactions } from './transactions';
import { createTypedChannel } from './typed-channel';
import type { CallListener, UpstreamCall } from './upstream-call';
import { createWallets, type FireblocksWallets } from './wallets';
import { createWebhooks, type FireblocksWebhooks } from './webhooks';

export type { ApiUser, OutboundEvent, UpstreamCall };

export interface FireblocksOptions {
  /** Ends with `/v1`. */
  basePath: string;
  /** Has the role NCW_ADMIN. */
  admin: ApiUser;
  /** Has the role NCW_SIGNER. */
  signer: ApiUser;
  /** `http://user:pass@host:port` of the egress proxy whose address Fireblocks allows. */
  proxy?: string | undefined;
  /** For each call but the relay's, 15 s if absent. */
  timeoutMs?: number | undefined;
  /** Connections of the relay, one for each device that polls at the same time; 4,096 if absent. */
  relayConnections?: number | undefined;
  /** The workspace's budget of calls. */
  allowance: CallAllowance;
  clock: Clock;
  /** Told of every call that was made; must not throw. */
  onCall?: CallListener | undefined;
  /** Told of what happens to calls before they are made; must not throw. */
  onOutbound?: OutboundListener | undefined;
}

/** Everything the gateway can ask of Fireblocks. */
export interface Fireblocks {
  wallets: FireblocksWallets;
  transactions: FireblocksTransactions;
  connections: FireblocksConnections;
  nfts: FireblocksNfts;
  webhooks: FireblocksWebhooks;
  relay: RpcRelay;
  /** How many calls of a lane wait for the budget. */
  waiting(lane: Lane): number;
  /** Ends every connection; calls in flight fail with `ABORTED` or `UNREACHABLE`. */
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_RELAY_CONNECTIONS = 4096;

/** @throws Error when a secret key is not an RSA private key or `basePath` is no URL */
export function createFireblocks(options: FireblocksOptions): Fireblocks {
  const { proxy, onCall, onOutbound, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const basePath = options.basePath.replace(/\/+$/, '');
  const outbound = new Outbound({ ...options, tell: (event) => onOutbound?.(event) });
  const agents = createHttpAgents(proxy);
  const signAsSigner = createRequestSigner(options.signer);
  const admin = createTypedChannel({
    basePath,
    axios: createSignedAxios({ sign: createRequestSigner(options.admin), agents, timeoutMs }),
    apiUser: 'admin',
    outbound,
    onCall,
  });
  const signer = createTypedChannel({
    basePath,
    axios: createSignedAxios({ sign: signAsSigner, agents, timeoutMs }),
    apiUser: 'signer',
    outbound,
    onCall,
  });
  const relayConnections = options.relayConnections ?? DEFAULT_RELAY_CONNECTIONS;
  const dispatcher = createRelayDispatcher(new URL(basePath).origin, proxy, relayConnections);
  return {
    wallets: createWallets(admin, signer),
    transactions: createTransactions(signer),
    connections: createConnections(signer),
    nfts: createNfts(admin),
    webhooks: createWebhooks(admin),
    relay: createRpcRelay({ basePath, sign: signAsSigner, dispatcher, outbound, onCall }),
    waiting: (lane) => outbound.waiting(lane),
    async close() {
      outbound.close();
      agents.destroy();
      await dispatcher.destroy();
    },
  };
}
