import { hash } from 'node:crypto';

/** SHA-256 in hexadecimal digits. */
export function sha256(data: string | Buffer): string {
  return hash('sha256', data);
}
