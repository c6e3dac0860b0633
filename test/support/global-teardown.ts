import { rmSync } from 'node:fs';
import { runFolder } from './run-folder';

/** After all suites, also where one was given up in the middle. */
export default function tearDown(): void {
  rmSync(runFolder(), { recursive: true, force: true });
}
