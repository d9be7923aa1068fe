import { basename } from 'node:path';
import { column, format, markup, pageOnly, stacked, table } from '@singlora/reporting';
import {
  contradictions,
  firstCause,
  isFault,
  isInside,
  openRows,
} from '@singlora/scaling/verdicts';
import { headed } from '../../report/parts.ts';
import type { CheckRun, CheckView } from '../../report/view.ts';
import { spanText } from '../../report/words.ts';
import { measuredPreset, measuredRecord, type Modules } from '../record.ts';
import { countColumns, stepsOf } from './counts.ts';
import { judgedRun } from './judged.ts';
import { hasExpected, mostModules, panelsOf } from './panels.ts';

type MeasuredRun = CheckRun<typeof measuredRecord>;

export const measuredView: CheckView<MeasuredRun> = {
  id: 'measured-models',
  record: measuredRecord,
  judged: judgedRun,
  command: 'npx nx run theory:coordinate-check --measured=run.jsonl',
  presets: [measuredPreset],
  place: 4.5,
  short: 'Models of your own',
  again: markup`These commands judge the files again. <code>theory/coordinate-check/fixtures/make.sh</code> measures those of this repository anew; others are made by programs of their own.`,
  body: (runs) => [verdicts(runs), ...runs.map(panels)],
};

const nameOf = ({ config }: MeasuredRun) => basename(config.measured).replace(/\.jsonl$/, '');

const dataText = ({ result: { widths, seeds } }: MeasuredRun) => spanText({ widths, seeds });

/** The modules without the common prefix of all names, such as a wrapper's. */
function shortened(modules: Modules): Modules {
  const names = modules.map(({ name }) => name.split('.'));
  const own = names[0]?.findIndex((part, i) =>
    names.some((other) => other[i] !== part || other.length === i + 1),
  );
  return modules.map((module, i) => ({ ...module, name: names[i]?.slice(own).join('.') ?? '' }));
}

function verdicts(runs: readonly MeasuredRun[]) {
  return table(
    'Every module’s output and its change, at every step: how many slopes are stable, and which are flagged.',
    runs.map((run) => ({
      run,
      steps: stepsOf(shortened(run.result.modules)),
      losses: run.result.losses,
    })),
    [
      stacked(column('File', ({ run }) => ({ text: nameOf(run), detail: dataText(run) }))),
      stacked(
        column('Verdict', ({ run, steps }) => ({
          text: verdictOf(steps),
          detail: causeText(shortened(run.result.modules)),
        })),
      ),
      ...countColumns,
    ],
    { kind: ({ steps }) => !verdictOf(steps).startsWith('no change') && 'marked' },
  );
}

/** The worst flagged verdict, or that there is too little evidence; vanishing counts only for changes up to the last step, as starts may be small. */
function verdictOf(steps: ReturnType<typeof stepsOf>): string {
  const flagged = steps.filter(isFault);
  const last = Math.max(...steps.map(({ step }) => step));
  const order = ['diverged', 'exploding', 'high loss', 'bends'];
  const worst = order.find((verdict) => flagged.some((step) => step.verdict === verdict));
  if (worst) return worst;
  const ends = steps.filter(({ quantity, step }) => quantity === 'change' && step === last);
  if (ends.some(isFault)) return 'vanishing';
  const open = openRows(ends, contradictions) ?? openRows(steps, ['exploding']);
  return open ? 'insufficient' : 'no change explodes or vanishes';
}

/** "first second after step 1, and 1 module after it", without starts that only fade. */
function causeText(modules: Modules): string | undefined {
  const cause = firstCause(modules, (step) => isFault(step) && step.verdict !== 'vanishing');
  if (!cause) return undefined;
  const more = cause.after.length;
  const after = more > 0 ? `, and ${format.plural(more, 'module')} after it` : '';
  return `first ${cause.module} after step ${cause.faults[0]?.step}${after}`;
}

function panels(run: MeasuredRun, index: number) {
  const modules = shortened(run.result.modules).filter(({ name }) => !isInside(name));
  const charts = panelsOf(modules, nameOf(run), `measured-${index}`);
  const left =
    modules.length > mostModules &&
    'More modules than can be told apart in a picture; the record has them all.';
  const dashed =
    charts.length > 0 && hasExpected(modules) && ' Dashed: the slope that is expected.';
  const note = pageOnly(
    markup`<p class="note">${charts.length > 0 && 'Median over seeds, with the least and the most: '}${dataText(run)}.${dashed} ${left}</p>`,
  );
  return headed(nameOf(run), [note, charts], `measured-file-${index}`);
}
