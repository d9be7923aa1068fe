import { describe, expect, it } from 'vitest';
import type { Finished, FollowUp, Plan } from './experiment.ts';
import { joined, namedAfter } from './follow-all.ts';

const plan = (label: string): Plan<string> => ({ label, config: label });
const ended = (plans: readonly Plan<string>[]): Finished<string>[] =>
  plans.map(({ config }) => ({ config, summary: {} }));

/** A part of `count` further stages; each of its runs lists all that finished before. */
const stages = (name: string, count: number): FollowUp<string> => ({
  plan: (finished) => ({
    runs: [plan(`${name}(${finished.map(({ config }) => config).join(' ')})`)],
    ...(count > 1 ? { follow: stages(name, count - 1) } : {}),
  }),
});

describe('joined', () => {
  it('goes on with each part by its own runs, however many stages each has', () => {
    const { runs, follow } = joined([
      { runs: [plan('a1'), plan('a2')], follow: stages('a', 2) },
      { runs: [plan('b1')] },
      { runs: [plan('c1')], follow: stages('c', 1) },
    ]);
    const first = follow!.plan(ended(runs));
    expect(first.runs.map(({ label }) => label)).toEqual(['a(a1 a2)', 'c(c1)']);
    const second = first.follow!.plan(ended([...runs, ...first.runs]));
    expect(second.runs.map(({ label }) => label)).toEqual(['a(a1 a2 a(a1 a2))']);
    expect(second.follow).toBeUndefined();
  });

  it('goes on with the parts whose runs have finished', () => {
    const { runs, follow } = joined([
      { runs: [plan('a1'), plan('a2')], follow: stages('a', 1) },
      { runs: [plan('b1')], follow: stages('b', 2) },
    ]);
    const [a1, , b1] = ended(runs);
    const finished = [a1, undefined, b1] as Finished<string>[]; // a2 failed
    const first = follow!.plan(finished);
    expect(first.runs.map(({ label }) => label)).toEqual(['b(b1)']);
    const second = first.follow!.plan([...finished, ...ended(first.runs)]);
    expect(second.runs.map(({ label }) => label)).toEqual(['b(b1 b(b1))']);
  });

  it('is nothing where no part goes on', () => {
    expect(joined([{ runs: [plan('a')] }, { runs: [] }]).follow).toBeUndefined();
  });
});

it('names all that a part comes to after something', () => {
  const { runs, follow } = namedAfter('rank=4', { runs: [plan('a')], follow: stages('b', 2) });
  const second = follow!.plan(ended(runs));
  const third = second.follow!.plan(ended([...runs, ...second.runs]));
  expect([runs, second.runs, third.runs].flat().map(({ label }) => label)).toEqual([
    'rank=4 · a',
    'rank=4 · b(a)',
    'rank=4 · b(a b(a))',
  ]);
});
