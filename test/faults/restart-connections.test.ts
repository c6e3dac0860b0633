import { randomUUID } from 'node:crypto';
import { databaseKinds } from '../support/databases';
import type { GraphQLCaller } from '../support/graphql-caller';
import { KilledGateway } from '../support/killed-gateway';
import { eventually } from '../support/simulator-client';
import { UPSTREAM } from '../support/simulator-control';

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

/** A wallet of a user of its own, so that what is done to the others does not matter to it. */
interface Owned {
  owner: GraphQLCaller;
  walletId: string;
}

describe.each(databaseKinds)('web3 connections after a kill on the $name database', (kind) => {
  let scene: KilledGateway;

  beforeAll(async () => {
    scene = await KilledGateway.start(kind);
  });
  afterAll(() => scene.remove());

  async function newOwned(): Promise<Owned> {
    const owner = await scene.gateway.as(`user-${randomUUID()}`);
    return { owner, walletId: await owner.createWallet() };
  }

  /** Kills the gateway in the middle of what is done to each of them, and starts it again. */
  async function killAndRestart<Subject extends Owned>(
    path: string,
    when: 'before' | 'after',
    subjects: readonly Subject[],
    mutate: (subject: Subject) => Promise<unknown>,
  ): Promise<void> {
    const fault = { path, kind: 'hang', when, count: subjects.length } as const;
    await scene.killDuring(fault, () => Promise.any(subjects.map(mutate)));
    await scene.restart();
    for (const subject of subjects) subject.owner = scene.again(subject.owner);
  }

  async function listed({ owner, walletId }: Owned): Promise<Connection[] | undefined> {
    const { wallet } = await owner.expectData<{
      wallet: { web3Connections: Connection[] } | null;
    }>(LIST, { id: walletId });
    return wallet?.web3Connections;
  }

  const upstream = ({ walletId }: Owned) => scene.control.connectionsOf(walletId);

  async function act(action: Answer, { owner, walletId }: Owned, connectionId: string) {
    const type = `${action[0]!.toUpperCase()}${action.slice(1)}Web3ConnectionInput`;
    const { result } = await owner.expectData<{ result: { connection: Connection } }>(
      `mutation ($input: ${type}!) {
        result: ${action}Web3Connection(input: $input) { connection { id status } }
      }`,
      { input: { walletId, connectionId } },
    );
    return result.connection.status;
  }

  /** What the audit record has of the wallet's connections, oldest first. */
  async function trail(action: string, { walletId }: Owned) {
    const support = await scene.gateway.as('support', 'ncw:support');
    const { auditEntries } = await support.expectData<{
      auditEntries: { edges: { node: { outcome: string; operationId: string | null } }[] };
    }>(TRAIL, { filter: { walletId, action } });
    return auditEntries.edges.map(({ node }) => node).reverse();
  }

  const answersHeard = () => scene.control.countCalls('PUT', UPSTREAM.answerConnection);

  describe.each(MOMENTS)('in the middle of a pairing, %s Fireblocks made it', (when) => {
    interface Pairing extends Owned {
      key: string;
    }
    let repeated: Pairing;
    let left: Pairing;

    beforeAll(async () => {
      repeated = { ...(await newOwned()), key: randomUUID() };
      left = { ...(await newOwned()), key: randomUUID() };
      await killAndRestart(UPSTREAM.createConnection, when, [repeated, left], pair);
    });

    const pair = ({ owner, walletId, key }: Pairing) => owner.createWeb3Connection(walletId, key);

    /** As a client does it, which tries again while the key's first run may still be at it. */
    const repeat = (pairing: Pairing): Promise<string> =>
      eventually(async () => {
        try {
          return await pair(pairing);
        } catch (error) {
          if (String(error).includes('IDEMPOTENCY_IN_PROGRESS')) return undefined;
          throw error;
        }
      }, 60_000);

    it('are one by a repetition at once, and belong to who asked for it', async () => {
      const id = await repeat(repeated);
      expect(await repeat(repeated)).toBe(id);
      expect(await upstream(repeated)).toMatchObject([{ id, open: false }]);
      expect(await listed(repeated)).toEqual([{ id, status: 'PENDING' }]);
      const foreign = { ...repeated, owner: await scene.gateway.as('bob') };
      expect(await listed(foreign)).toBeUndefined();
      await expect(pair(foreign)).rejects.toThrow('NOT_FOUND');
      expect(await act('approve', repeated, id)).toBe('APPROVED');
      expect(await upstream(repeated)).toMatchObject([{ id, open: true }]);
    });

    it('are not paired by recovery, and are by a later repetition', async () => {
      const outcomes = async () => await trail('createWeb3Connection', left);
      const notSent = ({ outcome }: { outcome: string }) => outcome === 'NOT_SENT';
      await eventually(async () => (await outcomes()).some(notSent) || undefined, 60_000);
      expect(await listed(left)).toEqual([]);
      expect(await upstream(left)).toHaveLength(when === 'after' ? 1 : 0);
      const id = await repeat(left);
      expect(await upstream(left)).toMatchObject([{ id, open: false }]);
      expect(await listed(left)).toEqual([{ id, status: 'PENDING' }]);
      const entries = await outcomes();
      const [first] = entries;
      expect(entries).toEqual(
        ['BEGUN', 'NOT_SENT', 'BEGUN', 'SUCCEEDED'].map((outcome) => ({
          outcome,
          operationId: first!.operationId,
        })),
      );
      expect(first!.operationId).not.toBeNull();
    });
  });

  describe.each(MOMENTS)('in the middle of an approval, %s Fireblocks heard it', (when) => {
    const heard = when === 'after';
    interface Approval extends Owned {
      id: string;
    }
    let repeated: Approval;
    let denied: Approval;
    let removed: Approval;

    beforeAll(async () => {
      repeated = await newApproval();
      denied = await newApproval();
      removed = await newApproval();
      const all = [repeated, denied, removed];
      await killAndRestart(UPSTREAM.answerConnection, when, all, (one) =>
        act('approve', one, one.id),
      );
    });

    async function newApproval(): Promise<Approval> {
      const owned = await newOwned();
      return { ...owned, id: await owned.owner.createWeb3Connection(owned.walletId) };
    }

    it('are shown as they are, and approved by a repetition, once', async () => {
      const { id } = repeated;
      const approve = () => act('approve', repeated, id);
      expect(await upstream(repeated)).toMatchObject([{ id, open: heard }]);
      expect(await listed(repeated)).toEqual([{ id, status: heard ? 'APPROVED' : 'PENDING' }]);
      expect(await approve()).toBe('APPROVED');
      const told = await answersHeard();
      expect(await approve()).toBe('APPROVED');
      expect(await answersHeard()).toBe(told);
      expect(await listed(repeated)).toEqual([{ id, status: 'APPROVED' }]);
      expect(await upstream(repeated)).toMatchObject([{ id, open: true }]);
      const entries = await trail('approveWeb3Connection', repeated);
      const outcomes = entries.map(({ outcome }) => outcome);
      expect(outcomes.slice(0, 3)).toEqual(['BEGUN', 'BEGUN', 'SUCCEEDED']);
    });

    it('are not called denied while they are open', async () => {
      const { id } = denied;
      const deny = act('deny', denied, id);
      if (heard) await expect(deny).rejects.toThrow('the connection is APPROVED already');
      else expect(await deny).toBe('DENIED');
      expect(await listed(denied)).toEqual(heard ? [{ id, status: 'APPROVED' }] : []);
      expect(await upstream(denied)).toHaveLength(heard ? 1 : 0);
    });

    it('can be ended', async () => {
      expect(await act('remove', removed, removed.id)).toBe('REMOVED');
      expect(await listed(removed)).toEqual([]);
      expect(await upstream(removed)).toEqual([]);
    });
  });
});
