import type { Logger } from './logger';

interface Step {
  name: string;
  end: () => Promise<void> | void;
}

/** Ends what was started, last first; a part that fails to end does not keep the others. */
export class Shutdown {
  private readonly steps: Step[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly log: Logger) {}

  add(name: string, end: Step['end']): void {
    this.steps.push({ name, end });
  }

  run(): Promise<void> {
    this.running ??= this.runSteps();
    return this.running;
  }

  private async runSteps(): Promise<void> {
    for (const { name, end } of this.steps.reverse()) {
      try {
        await end();
      } catch (error) {
        this.log.error({ err: error, part: name }, 'a part did not end cleanly');
      }
    }
  }
}
