import type { Context, Outcome, Plan, Session } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import {
  rateGridResult,
  toyMethodOf,
  type RateGridResult,
  type WidthGrid,
} from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { resultJson } from '../record.ts';
import { record } from './record.ts';
import { measureGrid } from './measure.ts';
import type { GridRunConfig } from './plan.ts';
import { trendLine, widthLine } from './text.ts';

export async function openGridSession({ log, env }: Context): Promise<Session<GridRunConfig>> {
  const backend = await startBackend({ env, warn: log });
  log(`Backend  ${backend.description}`);
  return { backend: backend.description, assets: [], run: runGrid, describe };
}

async function runGrid(
  { config }: Plan<GridRunConfig>,
  run: Run,
  { signal, log }: Context,
): Promise<Outcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const grids: WidthGrid[] = [];
  for (const width of config.widths) {
    const grid = await measureGrid(config, width, run.folder, signal);
    if (!grid) return { status: 'interrupted' };
    grids.push(grid);
    log(`  n = ${width}: ${grid.cells.length} cells, ${seconds().toFixed(0)} s so far`);
  }
  const result = rateGridResult(config.steps, grids);
  const { title, claimed } = toyMethodOf(config.method);
  result.widths.forEach((width) => log(`  ${widthLine(width)}`));
  const trends = { best: result.trends.test.at(-1), 'largest stable': result.stableTrends.at(-1) };
  for (const [which, byName] of Object.entries(trends)) {
    for (const [name, trend] of Object.entries(byName ?? {})) {
      log(`  ${trendLine(`${which} ${name}`, trend, claimed[name])}`);
    }
  }
  await run.artifact('result.json', resultJson(record, { version: 1, title, claimed, ...result }));
  return { status: 'finished', summary: { ...summaryOf(result), seconds: seconds() } };
}

/** The end of training: losses and best rates are those of the test examples. */
function summaryOf({ widths, trends, stableTrends }: RateGridResult): Record<string, number> {
  const cells = widths.flatMap((width) => width.cells);
  const best = widths.at(-1)?.optima.test.at(-1)?.best.loss;
  return {
    cells: cells.length,
    diverged: cells.filter(({ test }) => test.at(-1) === null).length,
    ...(best === undefined ? {} : { best_test_loss: best }),
    ...slopesOf('best', trends.test.at(-1)),
    ...slopesOf('stable', stableTrends.at(-1)),
  };
}

function slopesOf(
  prefix: string,
  trends: RateGridResult['stableTrends'][number] = {},
): Record<string, number> {
  const slopes = Object.entries(trends).flatMap(([name, trend]) =>
    trend ? [[`${prefix}_${name}_slope`, trend.slope] as const] : [],
  );
  return Object.fromEntries(slopes);
}

/** A finished run in one line. */
function describe(summary: Readonly<Record<string, number>>): string {
  const { cells = 0, diverged = 0, seconds = 0 } = summary;
  const slopes = Object.entries(summary).flatMap(([key, slope]) => {
    const [, which = '', name = ''] = /^(best|stable)_(.+)_slope$/.exec(key) ?? [];
    return name === '' ? [] : [`${which} ${name} ∝ n^${slope.toFixed(2)}`];
  });
  return [
    `${cells} cells, ${diverged} of them diverged`,
    ...slopes,
    `${seconds.toFixed(0)} s`,
  ].join(', ');
}
