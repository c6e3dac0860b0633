import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { RELAY, type GraphQLCaller } from '../support/graphql-caller';
import { SigningStatusRecorder } from '../support/signing-status';
import type { Chance } from '../faults/crash/random';
import { CANCEL } from '../support/transfers';

export interface SoakUser {
  caller: GraphQLCaller;
  walletId: string;
  deviceId: string;
}

const READ = `query ($id: ID!) { wallet(id: $id) { assets { balance { available } } devices(first: 5) { edges { node { id } } } transactions(first: 5) { edges { node { status } } } } }`;
const STREAM = 'subscription ($id: ID!) { signingStatus(walletId: $id) { kind cursor } }';
const POLLS = 3;
const PATIENCE_MS = 3_000;

/** One visit of an app: what may fail by a fault of Fireblocks may fail. Answers how often it did. */
export async function session(user: SoakUser, chance: Chance): Promise<number> {
  const visits = [sign, cancel, read, leave, vanish, vanish, misbehave] as const;
  try {
    return await visits[chance.index(visits.length)]!(user, chance);
  } catch {
    return 1;
  }
}

/** A whole signature, followed by a stream. */
async function sign({ caller, walletId, deviceId }: SoakUser): Promise<number> {
  const stream = new SigningStatusRecorder(caller, { walletId, deviceId });
  try {
    const id = await caller.createTransaction(walletId);
    const reached = (status: string) =>
      stream.until(() => stream.statusesOf(id).includes(status), PATIENCE_MS);
    await reached('PENDING_SIGNATURE');
    for (let poll = 0; poll < POLLS; poll += 1) {
      await caller.relay(walletId, deviceId, { method: 'poll_mpc_msg', params: [{ txId: id }] });
    }
    await reached('COMPLETED');
    return 0;
  } finally {
    stream.stop();
  }
}

async function cancel({ caller, walletId }: SoakUser): Promise<number> {
  const transactionId = await caller.createTransaction(walletId);
  const { errors } = await caller.send(CANCEL, { input: { walletId, transactionId } });
  return errors.length;
}

async function read({ caller, walletId }: SoakUser): Promise<number> {
  const answers = await Promise.all(
    [1, 2, 3].map(() => caller.send(READ, { id: walletId, again: randomUUID() })),
  );
  return answers.filter(({ errors }) => errors.length > 0).length;
}

/** A client that goes while its relay is under way. */
async function leave({ caller, walletId, deviceId }: SoakUser, chance: Chance): Promise<number> {
  const payload = JSON.stringify({ method: 'poll_mpc_msg', params: [{ txId: randomUUID() }] });
  const request = fetch(`${caller.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${caller.token ?? ''}` },
    body: JSON.stringify({ query: RELAY, variables: { input: { walletId, deviceId, payload } } }),
    signal: AbortSignal.timeout(5 + chance.index(100)),
  });
  await request.catch(() => undefined);
  return 0;
}

/** Sockets with streams that are cut at any moment, also before they are introduced. */
async function vanish({ caller, walletId }: SoakUser, chance: Chance): Promise<number> {
  const sockets = Array.from({ length: 4 }, () => open(caller));
  for (const socket of sockets) {
    socket.on('open', () => {
      const authorization = `Bearer ${caller.token ?? ''}`;
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    });
    socket.once('message', () => {
      for (const id of ['1', '2', '3']) {
        const payload = { query: STREAM, variables: { id: walletId } };
        socket.send(JSON.stringify({ id, type: 'subscribe', payload }));
      }
    });
  }
  await sleep(chance.index(400));
  for (const socket of sockets) socket.terminate();
  return 0;
}

/** What no app sends. */
async function misbehave({ caller }: SoakUser, chance: Chance): Promise<number> {
  const socket = open(caller);
  await new Promise((resolve) => socket.once('open', resolve));
  const frames = ['garbage', '{"type":"connection_init","payload":{"authorization":"Bearer x"}}'];
  socket.send(frames[chance.index(frames.length)]!);
  await new Promise((resolve) => socket.once('close', resolve));
  const { status } = await fetch(`${caller.url}/webhooks/fireblocks`, {
    method: 'POST',
    body: '{',
  });
  return status === 400 || status === 401 ? 0 : 1;
}

function open({ url }: GraphQLCaller): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return socket.on('error', () => undefined);
}
