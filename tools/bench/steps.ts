import type { StepRecord } from '@singlora/records';
import type { StepCase } from './cases.ts';
import { median } from '@singlora/statistics';
import { provenance } from './record.ts';
import type { StepsAnswer } from './sides.ts';
import { mib, ms, ratio } from './text.ts';
import { inTurns, otherName, threads, withSides, type Started } from './turns.ts';

export interface Effort {
  readonly rounds: number;
  /** a turn */
  readonly steps: number;
  readonly python: string;
  /** this project only */
  readonly alone: boolean;
}

type Side = StepRecord['sides'][number];

/** Times steps of one case, ours and PyTorch's in turns. */
export async function benchSteps(
  name: string,
  job: StepCase,
  { rounds, steps, python, alone }: Effort,
): Promise<StepRecord> {
  return withSides(job, { python, count: alone ? 0 : 1 }, async ({ lab, torch }) => {
    const side = ({ worker, ready }: Started<{ ready: string }>, title: string) => ({
      worker,
      command: { steps },
      measured: { name: title, versions: ready.ready, milliseconds: [] as number[][] },
      peakRssBytes: 0,
    });
    const sides = [
      side(lab, 'SingLoRA Lab'),
      ...torch.map((started) => side(started, otherName(job))),
    ];
    for (const { worker } of sides) await worker.ask({ steps: 4 }); // start-up, not counted
    await inTurns<StepsAnswer, (typeof sides)[number]>(sides, rounds, (one, answer) => {
      one.measured.milliseconds.push([...answer.milliseconds]);
      one.peakRssBytes = answer.peakRssBytes;
    });
    const { model, batch, length, against: _, ...setting } = job;
    const isRandom = typeof model !== 'string';
    const title = isRandom ? model.title : 'MiniLM-L6';
    return {
      kind: 'step',
      case: name,
      title: `${title}, ${batch} × ${length} tokens`,
      command: `npx nx run tools:bench --case=${name}`,
      ...provenance(lab.ready.environment),
      setting: {
        ...setting,
        batch,
        length,
        threads,
        model: isRandom ? model.title : model,
        weights: isRandom ? 'random' : 'pretrained',
      },
      rounds,
      sides: sides.map(({ measured, peakRssBytes }): Side => ({ ...measured, peakRssBytes })),
    };
  });
}

/** The record in one line: ratios, of medians and of minima, and both sides. */
export function stepsLine({ case: name, sides }: StepRecord): string {
  const [ours, theirs] = sides.map(({ milliseconds, peakRssBytes }) => {
    const all = milliseconds.flat();
    return { min: Math.min(...all), median: median(all), memory: mib(peakRssBytes) };
  });
  if (!ours) return name;
  const own = `ours ${ms(ours.min)} min, ${ms(ours.median)} median, ${ours.memory}`;
  if (!theirs) return `${name.padEnd(28)} ${own}`;
  return (
    `${name.padEnd(28)} ${ratio(theirs.median, ours.median).padStart(6)}   ${own}` +
    `   PyTorch ${ms(theirs.min)}, ${ms(theirs.median)}, ${theirs.memory}` +
    `   minima ${ratio(theirs.min, ours.min)}`
  );
}
