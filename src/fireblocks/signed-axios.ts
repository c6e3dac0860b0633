import { create, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import type { HttpAgents } from './egress';
import type { RequestSigner } from './request-signer';

const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

export interface SignedAxiosOptions {
  sign: RequestSigner;
  agents: HttpAgents;
  /** From before the signature until the whole answer was read. */
  timeoutMs: number;
}

/**
 * The axios instance that ts-sdk's API classes are given. It signs what goes out, byte for byte,
 * and answers every status with the body's text: judging is left to the caller, at one place.
 */
export function createSignedAxios({ sign, agents, timeoutMs }: SignedAxiosOptions): AxiosInstance {
  const instance = create({
    httpAgent: agents.httpAgent,
    httpsAgent: agents.httpsAgent,
    // Otherwise axios reads a proxy from the environment.
    proxy: false,
    maxRedirects: 0,
    maxContentLength: MAX_RESPONSE_BYTES,
    maxBodyLength: Infinity,
    responseType: 'text',
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'ncw-gateway' },
    validateStatus: () => true,
    // The signature covers the body as it stands: nothing may rewrite it afterwards.
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
  });
  instance.interceptors.request.use(async (config) => {
    config.signal ??= AbortSignal.timeout(timeoutMs);
    const target = new URL(instance.getUri(config));
    const signature = await sign({
      pathWithQuery: target.pathname + target.search,
      body: bodyText(config),
    });
    config.headers.set({ ...signature });
    return config;
  });
  return instance;
}

function bodyText({ data }: InternalAxiosRequestConfig<unknown>): string | undefined {
  if (data === undefined || typeof data === 'string') return data;
  throw new TypeError('A request to Fireblocks must be serialised before it is signed');
}
