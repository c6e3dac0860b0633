import { generateKeyPair, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { hasCode } from '../shared/error-code';

const privateKey = z.string().startsWith('-----BEGIN PRIVATE KEY-----');
const apiUser = z.object({ apiKey: z.uuid(), secretKey: privateKey });

const workspaceSchema = z.object({
  workspaceId: z.uuid(),
  tenantId: z.uuid(),
  /** API users with the roles NCW_ADMIN and NCW_SIGNER; secret keys are PKCS#8 PEM, RSA-2048. */
  admin: apiUser,
  signer: apiUser,
  /** Signs webhooks of the first form (`Fireblocks-Signature`). */
  webhookV1PrivateKey: privateKey,
  /** Sign webhooks of the second form; the last one is in use. */
  webhookV2Keys: z.array(z.object({ kid: z.string().min(1), privateKey })).min(1),
});

/** Who may call the simulator and with what it signs: what a real workspace is given once. */
export type SimulatedWorkspace = z.infer<typeof workspaceSchema>;

const generate = promisify(generateKeyPair);

/** A new RSA-2048 private key, PKCS#8 PEM. */
export async function newPrivateKey(): Promise<string> {
  const pair = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return pair.privateKey;
}

async function makeWorkspace(): Promise<SimulatedWorkspace> {
  const [admin, signer, webhookV1PrivateKey, webhookV2] = await Promise.all([
    newPrivateKey(),
    newPrivateKey(),
    newPrivateKey(),
    newPrivateKey(),
  ]);
  return {
    workspaceId: randomUUID(),
    tenantId: randomUUID(),
    admin: { apiKey: randomUUID(), secretKey: admin },
    signer: { apiKey: randomUUID(), secretKey: signer },
    webhookV1PrivateKey,
    webhookV2Keys: [{ kid: randomUUID(), privateKey: webhookV2 }],
  };
}

async function readWorkspace(path: string): Promise<SimulatedWorkspace | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return workspaceSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is no simulated workspace. Remove it and a new one is made.`, {
      cause: error,
    });
  }
}

/** Puts the file in place whole and only if there is none: of two makers one wins. */
async function publish(path: string, workspace: SimulatedWorkspace): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(workspace, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
}

/**
 * The simulated workspace of a data directory, `simulator/workspace.json`, made at its first use.
 *
 * @throws Error when the file is there but is not a workspace
 */
export async function loadWorkspace(dataDir: string): Promise<SimulatedWorkspace> {
  const folder = join(dataDir, 'simulator');
  const path = join(folder, 'workspace.json');
  const existing = await readWorkspace(path);
  if (existing) return existing;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await publish(path, await makeWorkspace());
  const made = await readWorkspace(path);
  if (!made) throw new Error(`${path} was removed while it was being made.`);
  return made;
}
