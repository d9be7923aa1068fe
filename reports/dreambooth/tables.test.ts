import { dreamBoothRuns, type RecordedRun } from '@singlora/comparison';
import { expect, it } from 'vitest';
import { dreamBoothClaims } from './claims.ts';
import { apart, recordedOf, settingsOf } from './planned.test.support.ts';

function claimsOf(recorded: readonly RecordedRun[]) {
  expect(dreamBoothRuns(recorded).otherVersions).toEqual([]);
  return dreamBoothClaims(settingsOf(recorded));
}
const asMany = 'At about as many parameters';
const subjectsOf = { 'table-3': asMany, 'table-4': 'Of faces', 'best-rate': asMany } as const;
const found = (name: keyof typeof subjectsOf, recorded: readonly RecordedRun[]) =>
  claimsOf(recorded).find(({ says }) => says.startsWith(subjectsOf[name]))?.found;

it.each([
  ['table-3', 0.05, 0.005, 'holds', 'own'],
  ['table-3', -0.05, 0.005, 'does not hold', 'own'],
  ['table-3', 0.02, 0.6, 'undecided', 'own'],
  // Its faces are not available.
  ['table-4', 0.05, 0.005, 'holds', 'stand-in'],
] as const)('%s, SingLoRA %d above with a spread of %d: %s', (name, by, spread, verdict, basis) => {
  const claim = found(name, recordedOf(name, apart(by, spread)));
  expect([claim?.verdict, claim?.on.kind]).toEqual([verdict, basis]);
});

const kept = recordedOf('table-3', apart(0.05));
const whole = () => kept;
it.each<readonly [string, () => RecordedRun[]]>([
  ['a seed missing', () => whole().filter(({ record }) => !record.id.endsWith('-4'))],
  ['a subject missing', () => whole().filter(({ record }) => !record.id.includes('-29-'))],
  [
    'other weights',
    () => whole().map((one) => ({ ...one, record: { ...one.record, assets: [] } })),
  ],
  ['another resolution', () => recordedOf('table-3', apart(0.05), { resolution: 256 })],
  ['another encoder', () => recordedOf('table-3', apart(0.05), { encoder: 'judge' })],
  ['another precision', () => recordedOf('table-3', apart(0.05), { precision: 'bfloat16' })],
])('nothing is decided with %s', (_, of) => {
  expect(found('table-3', of())?.verdict ?? 'undecided').toBe('undecided');
});

it('adapters on the paper’s modules decide before as many subjects on more modules', () => {
  const more = recordedOf('best-rate', apart(0.05, 0.005, 12));
  const ownModules = recordedOf('best-rate-q-k', apart(-0.05, 0.005, 12));
  for (const runs of [
    [...more, ...ownModules],
    [...ownModules, ...more],
  ])
    expect(found('best-rate', runs)?.verdict).toBe('does not hold');
  expect(found('best-rate', more)?.verdict).toBe('holds');
});
