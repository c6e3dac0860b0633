import { soak } from '../soak/soak';

/** Some seconds; `npm run soak` takes minutes, or hours. */
it('keeps nothing of those who came and went', async () => {
  const seed = Date.now() % 1_000_000;
  const { wrongs, sessions } = await soak({ seconds: 5, sessions: 120, users: 12, seed });
  expect({ seed, wrongs }).toEqual({ seed, wrongs: [] });
  expect(sessions).toBeGreaterThanOrEqual(120);
});
