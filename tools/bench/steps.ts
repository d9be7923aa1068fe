import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { besideFloat32, besideOthers, type Precision, type StepRecord } from '@singlora/records';
import { median } from '@singlora/statistics';
import { modelShape, stepGflop } from './arithmetic.ts';
import type { StepCase } from './cases.ts';
import { provenance } from './record.ts';
import type { PeakAnswer, StepsAnswer } from './sides.ts';
import { mib, ms, percent, precisionOption, ratioText, sideText } from './text.ts';
import { inTurns, otherName, threads, withSides, type Started } from './turns.ts';

export interface Effort {
  readonly rounds: number;
  /** a turn */
  readonly steps: number;
  /** of the products that tell the most that is reached here */
  readonly peakRounds: number;
  readonly precisions: readonly [Precision, ...Precision[]];
  readonly python: string;
  /** this project only */
  readonly alone: boolean;
}

type Side = StepRecord['sides'][number];

/** Times steps of one case, ours and PyTorch's in each precision, in turns. */
export async function benchSteps(
  name: string,
  job: StepCase,
  { rounds, steps, peakRounds, precisions, python, alone }: Effort,
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
      peakGflops[precision] = (await worker.ask<PeakAnswer>({ peak: peakRounds })).peakGflops;
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

/** The record in lines: its sides, and the ratios of their medians. */
export function stepsLines({ case: name, sides, peakGflops }: StepRecord): string[] {
  const lines = sides.map((side) => {
    const all = side.milliseconds.flat();
    const [least, middle] = [Math.min(...all), median(all)];
    const peak = peakGflops?.[side.precision];
    const share =
      side.gflop !== undefined && peak !== undefined
        ? `, ${side.gflop.toFixed(1)} GFLOP at ${percent(side.gflop / (middle / 1000) / peak)} of ${peak.toFixed(0)} GFLOP/s`
        : '';
    return `  ${sideText(side).padEnd(34)} ${ms(least).padStart(8)} least, ${ms(middle).padStart(8)} median, ${mib(side.peakRssBytes)}${share}`;
  });
  const ratios = [...besideOthers(sides), ...besideFloat32(sides)].map(({ ours, against }) => {
    const minima = Math.min(...against.milliseconds.flat()) / Math.min(...ours.milliseconds.flat());
    return `  ${sideText(against)} ÷ ${sideText(ours)} ${ratioText(ours.milliseconds, against.milliseconds)}, minima ${minima.toFixed(2)}×`;
  });
  return [name, ...lines, ...ratios];
}
