import type { Entailment } from '@singlora/records';
import { createHash } from 'node:crypto';
import { randomStream } from '@singlora/runtime';
import { notices } from '../notices.ts';
import type { GlueRows, Row } from '../row.ts';
import type { GlueTask } from '@singlora/records';
import { countHypothesis, quantifierHypothesis } from './amount.ts';
import type { Kind } from './hypothesis.ts';
import { pick, shuffled, type Draw } from './draw.ts';
import { orderHypothesis } from './order.ts';
import { sentence, tell } from './sentence.ts';
import { stateHypothesis } from './state.ts';

/** Changes whenever the rows do. */
const revision = '1';
const seed = 20250708;
/** The least number of rows: groups of one row a label are not cut. */
const sizes = { train: 4_095, dev: 1_023 };

/** How often each kind of reasoning comes up: by its share of this list. */
const kinds: readonly Kind[] = [
  ...Array<Kind>(7).fill(stateHypothesis),
  countHypothesis,
  quantifierHypothesis,
  orderHypothesis,
];

/**
 * The rows for a machine without a network, of a task that says what a label means for a pair: English sentence pairs
 * from a grammar and a lexicon, always the same. Each hypothesis comes once with a premise of each label, so it alone
 * says nothing about the label; what a hypothesis is about occurs in train or in dev and never in both.
 */
export function builtInRows(task: GlueTask): GlueRows | undefined {
  if (task.builtIn === undefined) return undefined;
  const meanings = Object.entries(task.builtIn).map(([name, relations]) => ({
    label: task.labels.indexOf(name),
    relations,
  }));
  const train = makeRows(meanings, 'train');
  const dev = makeRows(meanings, 'dev');
  return {
    task,
    train,
    dev: { [task.splits.dev[0].name]: dev },
    test: {},
    builtIn: true,
    asset: {
      kind: 'dataset',
      id: `built-in/${task.name}`,
      revision,
      source: 'built-in',
      origin: 'a grammar and a lexicon of this project',
      sha256: { train: fingerprint(train), dev: fingerprint(dev) },
      standIn: notices.builtInStandIn(task, train.length, dev.length),
    },
  };
}

/** A label, and what the premise makes of the hypothesis where it holds: one of these. */
interface Meaning {
  readonly label: number;
  readonly relations: readonly Entailment[];
}

function makeRows(meanings: readonly Meaning[], split: 'train' | 'dev'): Row[] {
  const draw = randomStream(seed, 'glue', 'built-in', split);
  const rows: Omit<Row, 'index'>[] = [];
  const seen = new Set<string>();
  while (rows.length < sizes[split]) {
    const group = makeGroup(meanings, split, draw);
    const pairs = group.map(({ a, b }) => `${a}\n${String(b)}`);
    if (group.length === 0 || pairs.some((pair) => seen.has(pair))) continue;
    for (const pair of pairs) seen.add(pair);
    rows.push(...group);
  }
  return shuffled(draw, rows).map((row, index) => ({ ...row, index }));
}

/** One hypothesis with a premise of each label; nothing where its topic belongs to the other split. */
function makeGroup(
  meanings: readonly Meaning[],
  split: 'train' | 'dev',
  draw: Draw,
): Omit<Row, 'index'>[] {
  const hypothesis = pick(draw, kinds)(draw);
  if (isHeldOut(hypothesis.topic) !== (split === 'dev')) return [];
  return meanings.map(({ label, relations }) => {
    const only = relations.length === 1 ? relations[0] : undefined;
    return {
      a: tell(hypothesis.premise(only ?? pick(draw, relations), draw), draw),
      b: sentence(hypothesis.text),
      label,
    };
  });
}

/** One topic in five is kept for dev. */
function isHeldOut(topic: string): boolean {
  return createHash('sha256').update(topic).digest().readUInt32BE(0) % 5 === 0;
}

function fingerprint(rows: readonly Row[]): string {
  const hash = createHash('sha256');
  for (const { a, b, label } of rows) hash.update(`${JSON.stringify([a, b, label])}\n`);
  return hash.digest('hex');
}
