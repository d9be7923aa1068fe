import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Precision, StepRecord } from '@singlora/records';
import { modelShape, stepGflop } from './arithmetic.ts';
import { peakRounds, type StepCase } from './cases.ts';
import type { Asked } from './command.ts';
import { provenance } from './record.ts';
import type { PeakAnswer, StepsAnswer } from './sides.ts';
import { precisionOption } from './text.ts';
import { inTurns, otherName, threads, withSides, type Started } from './turns.ts';

type Side = StepRecord['sides'][number];

/** Times steps of one case, ours and PyTorch's in each precision, in turns. */
export async function benchSteps(
  name: string,
  job: StepCase,
  { tiny, rounds = tiny ? 1 : 10, steps = tiny ? 2 : 4, precisions, python, alone }: Asked,
): Promise<StepRecord> {
  const processes = { labs: precisions, torches: alone ? [] : precisions, python };
  return withSides(job, processes, async ({ labs, torches }) => {
    const gflop = gflopOf(job, labs[0].ready.folder);
    const side = (
      { worker, precision, ready }: Started<{ ready: string }>,
      title: string,
      lastLayer: 'first' | 'all',
    ) => ({
      worker,
      command: { steps },
      measured: { name: title, precision, versions: ready.ready },
      gflop: gflop?.(lastLayer),
      milliseconds: [] as number[][],
      peakRssBytes: 0,
    });
    const sides = [
      ...labs.map((lab) => side(lab, 'SingLoRA Lab', job.tokensThroughLastLayer)),
      ...torches.map((torch) => side(torch, otherName(job), 'all')),
    ];
    for (const { worker } of sides) await worker.ask({ steps: 4 }); // start-up, not counted
    await inTurns<StepsAnswer, (typeof sides)[number]>(sides, rounds, (one, answer) => {
      one.milliseconds.push([...answer.milliseconds]);
      one.peakRssBytes = answer.peakRssBytes;
    });
    const peakGflops: Partial<Record<Precision, number>> = {};
    for (const { worker, precision } of labs)
      peakGflops[precision] = (await worker.ask<PeakAnswer>({ peak: peakRounds(tiny) })).peakGflops;
    const { model, batch, length, against: _, ...setting } = job;
    const isRandom = typeof model !== 'string';
    const title = isRandom ? model.title : 'MiniLM-L6';
    return {
      kind: 'step',
      case: name,
      title: `${title}, ${batch} × ${length} tokens`,
      command: `npx nx run tools:bench --case=${name}${precisionOption(precisions)}`,
      ...provenance(labs[0].ready.environment),
      setting: {
        ...setting,
        batch,
        length,
        threads,
        model: isRandom ? model.title : model,
        weights: isRandom ? 'random' : 'pretrained',
      },
      rounds,
      peakGflops,
      sides: sides.map(({ measured, gflop: own, milliseconds, peakRssBytes }): Side => {
        return {
          ...measured,
          peakRssBytes,
          ...(own !== undefined && { gflop: own }),
          milliseconds,
        };
      }),
    };
  });
}

/** The arithmetic of a step of the model in `folder`; undefined for methods that compute more than the formula has. */
function gflopOf(job: StepCase, folder: string) {
  const { method, batch, length, rank, pass } = job;
  if (!['lora', 'singlora'].includes(method)) return undefined;
  const config = readFileSync(join(folder, 'config.json'), 'utf8');
  const shape = modelShape(JSON.parse(config) as Parameters<typeof modelShape>[0]);
  return (lastLayer: 'first' | 'all') =>
    stepGflop({ ...shape, batch, length, rank, pass, lastLayer });
}
