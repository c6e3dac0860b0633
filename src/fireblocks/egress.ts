import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { Agent, Pool, ProxyAgent, type Dispatcher } from 'undici';

/** Connections of the typed client, kept alive. */
export interface HttpAgents {
  httpAgent: HttpAgent;
  httpsAgent: HttpAgent;
  destroy(): void;
}

const MAX_SOCKETS = 256;
/** Below the idle limit of usual load balancers, so that a call seldom meets a closing socket. */
const IDLE_SOCKET_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

const SOCKETS = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_SOCKET_MS } as const;

/** Agents straight to Fireblocks, or through an egress proxy by CONNECT. */
export function createHttpAgents(proxy: string | undefined): HttpAgents {
  if (proxy !== undefined) {
    const agent = createProxyAgent(proxy);
    return {
      httpAgent: agent,
      httpsAgent: agent,
      destroy: () => {
        agent.destroy();
      },
    };
  }
  const httpAgent = new HttpAgent(SOCKETS);
  const httpsAgent = new HttpsAgent(SOCKETS);
  return {
    httpAgent,
    httpsAgent,
    destroy: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** A pool for long polls: each holds one connection, and no request waits behind another. */
export function createRelayDispatcher(
  origin: string,
  proxy: string | undefined,
  connections: number,
): Dispatcher {
  const options = {
    connections,
    pipelining: 1,
    // The relay's own deadline governs the whole call; a second timer would only blur it.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_SOCKET_MS,
    maxResponseSize: MAX_RESPONSE_BYTES,
  };
  if (proxy === undefined) {
    return new Pool(origin, { ...options, connect: { timeout: CONNECT_TIMEOUT_MS } });
  }
  return new ProxyAgent({ ...options, uri: proxy, proxyTunnel: true });
}

/** A small pool for now and then fetching public keys. */
export function createFetchDispatcher(proxy: string | undefined): Dispatcher {
  const options = { connections: 2, maxResponseSize: 1024 * 1024 };
  return proxy === undefined ? new Agent(options) : new ProxyAgent({ ...options, uri: proxy });
}

function createProxyAgent(proxy: string): HttpsProxyAgent<string> {
  const agent = new HttpsProxyAgent(proxy, SOCKETS);
  // Without this the proxy's own refusal would be read as Fireblocks' answer: a 404 of the proxy
  // as 'no such transaction'.
  agent.on(
    'proxyConnect',
    (connect: { statusCode: number }, request: { destroy(e: Error): void }) => {
      if (connect.statusCode !== 200) {
        request.destroy(new Error(`The egress proxy answered CONNECT with ${connect.statusCode}`));
      }
    },
  );
  return agent;
}
