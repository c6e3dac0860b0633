import { z } from 'zod';

/** A JWS whose payload travels apart: `header..signature`. */
export interface DetachedJws {
  kid: string;
  /** The header as it arrived: it is part of what is signed. */
  protectedHeader: string;
  signature: Buffer;
}

const FORM = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/;

/** `crit` and `b64` would change what is signed; Fireblocks uses neither. */
const headerSchema = z.object({
  alg: z.literal('RS512'),
  kid: z.string().min(1).max(256),
  crit: z.undefined().optional(),
  b64: z.literal(true).optional(),
});

/** Undefined for anything but an RS512 signature that names its key. */
export function parseDetachedJws(text: string): DetachedJws | undefined {
  const [, protectedHeader, signature] = FORM.exec(text.trim()) ?? [];
  if (protectedHeader === undefined || signature === undefined) return undefined;
  const header = readHeader(protectedHeader);
  if (!header) return undefined;
  return {
    kid: header.kid,
    protectedHeader,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** What is signed: the header as it arrived and the body's exact bytes. */
export function signingInput(jws: DetachedJws, rawBody: Buffer): Buffer {
  return Buffer.from(`${jws.protectedHeader}.${rawBody.toString('base64url')}`);
}

function readHeader(segment: string): z.output<typeof headerSchema> | undefined {
  try {
    return headerSchema.parse(JSON.parse(Buffer.from(segment, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
