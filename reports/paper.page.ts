import { areSmoke } from '@singlora/comparison';
import { paper } from '@singlora/records';
import {
  capital,
  type Claim,
  column,
  copyable,
  figures,
  format,
  type Html,
  markup,
  numbers,
  page,
  stacked,
  table,
  tableHtml,
} from '@singlora/reporting';
import { damagedRunsNote } from './damaged.ts';
import { suites } from './dreambooth/suites.ts';
import {
  countAt,
  evidenceHtml,
  oursCell,
  scaleOf,
  scalesLegend,
  type PaperPart,
  type PrintedCell,
} from './paper/cell.ts';
import { attentionFigure } from './paper/attention-figure.ts';
import type { FigureShown } from './paper/figure.ts';
import { rampFigure } from './paper/ramp-figure.ts';
import { ratesFigure } from './paper/rates-figure.ts';
import { languageCommands, languageTablePart, type LanguageTable } from './paper/language.ts';
import { languageTableShown } from './paper/language-table.ts';
import { gapChart, overviewTable } from './paper/overview.ts';
import { pictureNotes, pictureTablePart, pictureTableShown } from './paper/pictures.ts';
import { partId } from './paper/place.ts';
import type { Recorded } from './suites.ts';

/** The paper's tables and figures as printed, with our value for each number. */
export default page({
  title: 'The paper’s tables and figures',
  name: 'The paper',
  description: 'Every result in the paper’s tables and figures, with ours beside it.',
  place: 0,
  reads: ({ runs, damaged, glue, dreamBooth, ablations, theory }: Recorded) => ({
    count: runs.length,
    damaged,
    glue: glue(),
    dreamBooth: dreamBooth(),
    ablations: ablations(),
    theory: theory(),
  }),
  show({ count, damaged, glue, dreamBooth, ablations, theory }) {
    const { language, gaps } = languageParts(glue);
    const parts = [...language, ...pictureParts(dreamBooth), ...figureParts(ablations, theory)];
    const cells = parts.flatMap((part) => part.cells);
    const own = countAt('own', cells);
    const isBegun = cells.some((cell) => scaleOf(cell) !== 'none');
    const chart = gapChart(gaps);
    return {
      document: 'paper',
      isBegun,
      facts: isBegun ? [`${scalesLegend}.`] : [],
      begin: { commands: parts.flatMap(({ commands }) => commands) },
      recorded: format.plural(count, 'run'),
      notes: damagedRunsNote(damaged),
      values: {
        measured: format.count(own),
        'stood-in': format.count(countAt('stand-in', cells)),
        unmeasured: format.count(countAt('none', cells)),
        numbers: format.count(cells.length),
      },
      parts: {
        overview: tableHtml(overviewTable(parts)),
        gap: chart && figures([chart]),
        ...Object.fromEntries(parts.map((part) => [part.id, partHtml(part)])),
      },
    };
  },
});

/** A part: our values next to the paper's, their basis, and the commands for the paper's scale. */
const partHtml = ({ cells, says, commands, body }: PaperPart): Html =>
  markup`${body}${evidenceHtml(cells)}<p>${says}</p>
${copyable(commands.join('\n'))}`;

/** The findings from a suite's runs. */
type Found<Suite extends 'glue' | 'dreamBooth' | 'ablations' | 'theory'> = ReturnType<
  Recorded[Suite]
>;

const atScale = 'This runs it at the paper’s scale:';

/** Tables 1 and 2. */
function languageParts(data: Found<'glue'>) {
  const tables = [paper.glue, paper.llama].map((one) => languageTablePart(one, data));
  const titleOf = ({ models, tasks }: LanguageTable) =>
    `${format.listing(models.map((name) => paper.models[name].title))} on ${tasks.length > 1 ? 'GLUE' : 'MNLI'}`;
  return {
    gaps: tables.flatMap(({ gaps }) => gaps),
    language: tables.map((one): PaperPart => ({
      id: partId(one.source),
      title: capital(one.source),
      of: titleOf(one),
      cells: one.cells,
      found: foundIn(data.claims, one.source),
      says: atScale,
      commands: languageCommands(one),
      body: tableHtml(languageTableShown(one)),
    })),
  };
}

/** Tables 3 and 4. */
function pictureParts({ settings, claims }: Found<'dreamBooth'>): PaperPart[] {
  const notes = [
    pictureNotes(),
    [
      `The ${paper.faces.subjects} faces were made by a network and are not published: the command takes pictures of other people. All adapters have equally many parameters; how many is not printed.`,
    ],
  ];
  return [paper.dreambooth, paper.faces].map((printed, at): PaperPart => {
    const suite = suites.find((one) => one.table === printed.source);
    const setting = settings.find(
      ({ experiment, runs }) => experiment === suite?.name && !areSmoke(runs),
    );
    const shown = pictureTablePart(printed, setting);
    return {
      id: partId(printed.source),
      title: capital(printed.source),
      of: `${suite?.title} with Stable Diffusion`,
      cells: shown.cells,
      found: foundIn(claims, printed.source),
      says: atScale,
      commands: [suite?.atScale ?? ''],
      body: tableHtml(pictureTableShown(shown, notes[at] ?? [])),
    };
  });
}

/** The findings on the claims whose place starts with a table's or figure's name. */
const foundIn = (claims: readonly Claim[], source: string): Claim['found'][] =>
  claims.flatMap(({ place, found }) => (place?.startsWith(source) ? [found] : []));

/** Figures 1, 2 and 4. */
function figureParts(
  { all }: Found<'ablations'>,
  { evidence, claims }: Found<'theory'>,
): PaperPart[] {
  const { source } = paper.figures['synthetic-attention'];
  return [
    attentionFigure(evidence, foundIn(claims, source)[0]),
    ratesFigure(all),
    rampFigure(all),
  ].map(figurePart);
}

const figurePart = (figure: FigureShown): PaperPart => ({
  id: partId(figure.source),
  title: capital(figure.source),
  of: figure.of,
  cells: figure.cells,
  found: [figure.found],
  says: figure.says ?? atScale,
  commands: [figure.command],
  body: markup`${figures(figure.charts)}
${figureTable(figure)}`,
});

const figureTable = ({ source, cells, notes }: FigureShown): Html =>
  tableHtml(
    table(
      `${capital(source)}: what the paper’s text says of it, and ours.`,
      cells,
      [
        column('What', ({ name }) => name),
        numbers('The paper', ({ printed }) => printed),
        stacked(numbers<PrintedCell>('Ours', oursCell)),
      ],
      { notes },
    ),
  );
