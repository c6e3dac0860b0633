import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hasCode } from '../shared/error-code';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one setting: its name, what it got and what is right. */
export interface SettingFault {
  name: string;
  problem: string;
}

interface UrlRule {
  protocols: readonly string[];
  example: string;
  /** Whether it may hold a password, and hence stand in a file of its own. */
  secret?: boolean;
}

/**
 * Reads settings one by one and remembers every fault instead of stopping at the first, so that an
 * operator sees all of them at once. An empty string counts as absent.
 */
export class SettingsReader {
  readonly faults: SettingFault[] = [];

  constructor(private readonly environment: Environment) {}

  fault(name: string, problem: string): void {
    this.faults.push({ name, problem });
  }

  /** Whether it is set, be it by its file. */
  has(name: string): boolean {
    return this.text(name) !== undefined || this.text(`${name}_FILE`) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  required(name: string, purpose: string): string {
    return this.present(name, purpose, this.text(name));
  }

  requiredSecret(name: string, purpose: string): string {
    return this.present(name, purpose, this.secret(name));
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.fault(name, `is "${value}"; use ${choices.join(', ')}`);
    return choice ?? fallback;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^-?[0-9]{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.fault(name, `is "${value}"; use a whole number from ${min} to ${max}`);
    return fallback;
  }

  /** A factor greater than zero. */
  factor(name: string, fallback: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (Number.isFinite(number) && number > 0) return number;
    this.fault(name, `is "${value}"; use a number greater than 0, such as 0.5 or 2`);
    return fallback;
  }

  url(name: string, { protocols, example, secret }: UrlRule): string | undefined {
    const value = secret ? this.secret(name) : this.text(name);
    if (value === undefined) return undefined;
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    // A URL may hold a password: what is wrong is said without repeating it.
    this.fault(secret ? this.sourceOf(name) : name, `is not a valid URL of the form ${example}`);
    return undefined;
  }

  list(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  /** A key as PEM text from `NAME`, or from the file that `NAME_FILE` names. Never repeated in a fault. */
  key(name: string, kind: 'private' | 'public'): string | undefined {
    const pem = this.secret(name)?.replaceAll('\\n', '\n');
    if (pem === undefined || isKey(pem, kind)) return pem;
    this.fault(this.sourceOf(name), `holds no ${kind} key as PEM text, or a damaged one`);
    return undefined;
  }

  /** From `NAME`, or from the file that `NAME_FILE` names. */
  secret(name: string): string | undefined {
    const inline = this.text(name);
    const path = this.text(`${name}_FILE`);
    if (path === undefined) return inline;
    if (inline === undefined) return this.secretFile(`${name}_FILE`, path);
    this.fault(name, `is set together with ${name}_FILE; use one of them`);
    return undefined;
  }

  /** What a file holds that a setting names. */
  file(name: string, path: string): string | undefined {
    try {
      const text = readFileSync(path, 'utf8').trim();
      if (text !== '') return text;
      this.fault(name, `names "${path}", which is empty`);
    } catch (error) {
      const missing = hasCode(error, 'ENOENT');
      const reason = missing ? 'there is no such file' : 'no permission, or no file';
      this.fault(name, `names "${path}", which cannot be read (${reason})`);
    }
    return undefined;
  }

  sourceOf(name: string): string {
    return this.text(`${name}_FILE`) === undefined ? name : `${name}_FILE`;
  }

  private present(name: string, purpose: string, value: string | undefined): string {
    if (value === undefined && !this.has(name)) this.fault(name, `is missing: ${purpose}`);
    return value ?? '';
  }

  private secretFile(name: string, path: string): string | undefined {
    const setting = name.replace(/_FILE$/, '');
    if (path.includes('-----BEGIN')) {
      this.fault(name, `holds a PEM text; name its file, or set ${setting} to the text`);
      return undefined;
    }
    if (path.includes('://')) {
      this.fault(name, `holds a URL; name its file, or set ${setting} to the URL`);
      return undefined;
    }
    return this.file(name, path);
  }
}

function isKey(pem: string, kind: 'private' | 'public'): boolean {
  // A public key can be made of a private one, which must not be taken for it.
  if (kind === 'public' && pem.includes('PRIVATE KEY')) return false;
  try {
    if (kind === 'private') createPrivateKey(pem);
    else createPublicKey(pem);
    return true;
  } catch {
    return false;
  }
}
