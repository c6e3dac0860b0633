import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import type { GraphQLCaller } from '../support/graphql-caller';
import { KilledGateway } from '../support/killed-gateway';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';

const SETTLED = /a stranded intent was settled/;
const LIST = 'query ($id: ID!) { wallet(id: $id) { web3Connections { id status } } }';
const TRAIL = `query ($filter: AuditFilter!) {
  auditEntries(first: 20, filter: $filter) { edges { node { outcome operationId } } }
}`;

interface Connection {
  id: string;
  status: string;
}

type Answer = 'approve' | 'deny' | 'remove';

/** The call never takes effect, or it has and its answer never comes. */
const MOMENTS = ['before', 'after'] as const;

describe.each(databaseKinds)('web3 connections after a kill on the $name database', (kind) => {
  let scene: KilledGateway;
  let alice: GraphQLCaller;
  let walletId: string;

  beforeAll(async () => {
    scene = await KilledGateway.start(kind);
  });
  beforeEach(async () => {
    alice = await scene.gateway.as(`user-${randomUUID()}`);
    walletId = await alice.createWallet();
  });
  afterAll(() => scene.remove());

  async function killAndRestart(
    path: string,
    when: 'before' | 'after',
    mutate: () => Promise<unknown>,
  ): Promise<void> {
    await scene.killDuring({ path, kind: 'hang', when }, mutate);
    await scene.restart();
    alice = scene.again(alice);
  }

  async function listed(caller = alice): Promise<Connection[] | undefined> {
    const { wallet } = await caller.expectData<{
      wallet: { web3Connections: Connection[] } | null;
    }>(LIST, { id: walletId });
    return wallet?.web3Connections;
  }

  async function act(action: Answer, connectionId: string): Promise<string> {
    const type = `${action[0]!.toUpperCase()}${action.slice(1)}Web3ConnectionInput`;
    const { result } = await alice.expectData<{ result: { connection: Connection } }>(
      `mutation ($input: ${type}!) {
        result: ${action}Web3Connection(input: $input) { connection { id status } }
      }`,
      { input: { walletId, connectionId } },
    );
    return result.connection.status;
  }

  /** As a client does it, which tries again while the key's first run may still be at it. */
  const repeat = (key: string): Promise<string> =>
    eventually(async () => {
      try {
        return await alice.createWeb3Connection(walletId, key);
      } catch (error) {
        if (String(error).includes('IDEMPOTENCY_IN_PROGRESS')) return undefined;
        throw error;
      }
    }, 60_000);

  /** What the audit record has of the wallet's connections, oldest first. */
  async function trail(action: string) {
    const support = await scene.gateway.as('support', 'ncw:support');
    const { auditEntries } = await support.expectData<{
      auditEntries: { edges: { node: { outcome: string; operationId: string | null } }[] };
    }>(TRAIL, { filter: { walletId, action } });
    return auditEntries.edges.map(({ node }) => node).reverse();
  }

  const answersHeard = () => scene.control.countCalls('PUT', UPSTREAM.answerConnection);

  describe.each(MOMENTS)('in the middle of a pairing, %s Fireblocks made it', (when) => {
    const kill = (key: string) =>
      killAndRestart(UPSTREAM.createConnection, when, () =>
        alice.createWeb3Connection(walletId, key),
      );

    it('are one by a repetition at once, and belong to who asked for it', async () => {
      const key = randomUUID();
      await kill(key);
      const id = await repeat(key);
      expect(await repeat(key)).toBe(id);
      expect(await scene.control.connectionsOf(walletId)).toMatchObject([{ id, open: false }]);
      expect(await listed()).toEqual([{ id, status: 'PENDING' }]);
      const bob = await scene.gateway.as('bob');
      expect(await listed(bob)).toBeUndefined();
      await expect(bob.createWeb3Connection(walletId, key)).rejects.toThrow('NOT_FOUND');
      expect(await act('approve', id)).toBe('APPROVED');
      expect(await scene.control.connectionsOf(walletId)).toMatchObject([{ id, open: true }]);
    });

    it('are not paired by recovery, and are by a later repetition', async () => {
      const key = randomUUID();
      await kill(key);
      await scene.gateway.process.says(SETTLED);
      expect(await listed()).toEqual([]);
      const left = await scene.control.connectionsOf(walletId);
      expect(left).toHaveLength(when === 'after' ? 1 : 0);
      const id = await repeat(key);
      expect(await scene.control.connectionsOf(walletId)).toMatchObject([{ id, open: false }]);
      expect(await listed()).toEqual([{ id, status: 'PENDING' }]);
      const entries = await trail('createWeb3Connection');
      const outcomes = ['BEGUN', 'NOT_SENT', 'BEGUN', 'SUCCEEDED'];
      const [first] = entries;
      expect(entries).toEqual(
        outcomes.map((outcome) => ({ outcome, operationId: first!.operationId })),
      );
      expect(first!.operationId).not.toBeNull();
    });
  });

  describe.each(MOMENTS)('in the middle of an approval, %s Fireblocks heard it', (when) => {
    const heard = when === 'after';
    let id: string;

    beforeEach(async () => {
      id = await alice.createWeb3Connection(walletId);
      await killAndRestart(UPSTREAM.answerConnection, when, () => act('approve', id));
    });

    it('are shown as they are, and approved by a repetition, once', async () => {
      expect(await scene.control.connectionsOf(walletId)).toMatchObject([{ id, open: heard }]);
      expect(await listed()).toEqual([{ id, status: heard ? 'APPROVED' : 'PENDING' }]);
      expect(await act('approve', id)).toBe('APPROVED');
      const told = await answersHeard();
      expect(await act('approve', id)).toBe('APPROVED');
      expect(await answersHeard()).toBe(told);
      expect(await listed()).toEqual([{ id, status: 'APPROVED' }]);
      expect(await scene.control.connectionsOf(walletId)).toMatchObject([{ id, open: true }]);
      const outcomes = (await trail('approveWeb3Connection')).map(({ outcome }) => outcome);
      expect(outcomes.slice(0, 3)).toEqual(['BEGUN', 'BEGUN', 'SUCCEEDED']);
    });

    it('are not called denied while they are open', async () => {
      if (heard)
        await expect(act('deny', id)).rejects.toThrow('the connection is APPROVED already');
      else expect(await act('deny', id)).toBe('DENIED');
      expect(await listed()).toEqual(heard ? [{ id, status: 'APPROVED' }] : []);
      expect(await scene.control.connectionsOf(walletId)).toHaveLength(heard ? 1 : 0);
    });

    it('can be ended', async () => {
      expect(await act('remove', id)).toBe('REMOVED');
      expect(await listed()).toEqual([]);
      expect(await scene.control.connectionsOf(walletId)).toEqual([]);
    });
  });
});
