import { list, misuse } from '@singlora/runner';
import { z } from 'zod';
import { glueAblation } from './glue/ablation.ts';
import type { GlueChanges, GlueSettings } from './glue/settings.ts';
import { canStart } from './training/adapter.ts';
import { adaptersOf } from './training/methods.ts';

interface Change {
  readonly init?: { readonly dist: string };
  readonly ramp?: 'none';
}

/** The changes by start: the random start with and without the ramp, and the starts with zero update, which need none. */
const changes = {
  kaiming: {},
  'kaiming-no-ramp': { ramp: 'none' },
  principal: { init: { dist: 'principal' }, ramp: 'none' },
  paired: { init: { dist: 'paired' }, ramp: 'none' },
} as const satisfies Readonly<Record<string, Change>>;

type Start = keyof typeof changes;
const starts = Object.keys(changes) as Start[];

/** The changes for a start, with those of the methods that support it. */
function change(start: Start, settings: GlueSettings): GlueChanges {
  const adapter: Change = changes[start];
  const dist = adapter.init?.dist;
  const able = adaptersOf(settings).filter(
    ({ method }) => dist === undefined || canStart(method, dist),
  );
  if (able.length === 0)
    throw misuse`--starts: none of the methods (${settings.methods.join(', ')}) has the start "${start}". Leave it out, or add a method that has: singlora has principal, signed-singlora has paired.`;
  return { adapter: { ...adapter }, methods: able.map(({ name }) => name) };
}

const methods = ['singlora', 'signed-singlora'];

export default glueAblation({
  name: 'start',
  description:
    'Whether a start whose update is zero does without the ramp: at random with and without it, principal (of SingLoRA), paired (of signed SingLoRA); each at its own best rate.',
  key: 'starts',
  values: list(z.enum(starts)).describe(`starts, comma separated: ${starts.join(', ')}`),
  change,
  paper: { starts, methods, lr: 'search' },
  laptop: { starts, methods, lr: 'search' },
  smoke: { starts, methods },
});
