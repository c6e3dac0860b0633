import { Agent } from 'node:http';
import axios from 'axios';
import express from 'express';
import { FireblocksSDK } from 'fireblocks-sdk';
import { importSPKI, jwtVerify } from 'jose';
import { Pool } from 'pg';

/**
 * The usual backend proxy: Express, the token verified and the device's owner looked up for each
 * call. With SECRET_KEY it calls Fireblocks as their own demo does, by their SDK, which signs;
 * without, by axios with keep-alive, unsigned.
 */
const { UPSTREAM, DATABASE_URL, PUBLIC_KEY, ISSUER, AUDIENCE, SECRET_KEY } = process.env;

type Invoke = (walletId: string, deviceId: string, message: string) => Promise<unknown>;

function byAxios(): Invoke {
  const upstream = axios.create({
    baseURL: UPSTREAM ?? '',
    httpAgent: new Agent({ keepAlive: true }),
  });
  return async (walletId, deviceId, payload) => {
    const url = `/ncw/wallets/${walletId}/devices/${deviceId}/invoke`;
    return (await upstream.post<unknown>(url, { payload })).data;
  };
}

function bySdk(secretKey: string): Invoke {
  const { origin } = new URL(UPSTREAM ?? '');
  const { NCW } = new FireblocksSDK(secretKey, 'bench-signer', origin);
  return (walletId, deviceId, message) => NCW.invokeWalletRpc(walletId, deviceId, message);
}

async function main(): Promise<void> {
  const key = await importSPKI(PUBLIC_KEY ?? '', 'ES256');
  const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });
  const invoke = SECRET_KEY === undefined ? byAxios() : bySdk(SECRET_KEY);
  const app = express().use(express.json({ limit: '5mb' }));

  app.get('/cpu', (_request, response) => {
    response.json(process.cpuUsage());
  });
  app.post('/api/devices/:deviceId/rpc', async (request, response) => {
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    const { payload } = await jwtVerify(token, key, {
      ...(ISSUER ? { issuer: ISSUER } : {}),
      ...(AUDIENCE ? { audience: AUDIENCE } : {}),
    });
    const { rows } = await pool.query<{ wallet_id: string }>(
      `SELECT d.wallet_id FROM devices d JOIN wallets w ON w.id = d.wallet_id
        WHERE d.id = $1 AND w.owner_id = $2`,
      [request.params.deviceId, payload.sub],
    );
    const walletId = rows[0]?.wallet_id;
    if (walletId === undefined) {
      response.status(404).end();
      return;
    }
    const { message } = request.body as { message: string };
    response.json(await invoke(walletId, request.params.deviceId, message));
  });
  const server = app.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify(server.address())}\n`);
  });
}

void main();
