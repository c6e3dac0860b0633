/**
 * Holds the clock of this process, for limits that give something back as time passes: however long a
 * test takes, none of its calls comes later than the others. Timers go on.
 */
export function holdClock(): void {
  const now = Date.now();
  beforeAll(() => {
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });
}
