import type { TopLevelSpec } from 'vega-lite';
import { brokenLabels } from './labelled-lines.ts';
import { layered, type ChartLayer } from './theme.ts';

/** One kind of behaviour: a colour, and a mark that distinguishes it without colour. */
export interface PhaseState {
  readonly name: string;
  readonly mark: string;
  readonly colour: string;
  /** The colour of the mark on it; by default the background's. */
  readonly ink?: string;
}

/** One cell of the grid: the measurement and the prediction there. */
export interface PhaseCell {
  readonly x: string;
  readonly y: string;
  /** Names of states: the measured one, and the predicted one where theory predicts any. */
  readonly state: string;
  readonly predicted?: string;
  /** Whether the two agree; by default, whether they are equal. */
  readonly agrees?: boolean;
  /** Further lines of the tooltip, title → text; all cells have the same titles. */
  readonly facts: Readonly<Record<string, string>>;
}

interface PhaseChartOptions {
  /** Titles of the axes; optional for a single row. */
  readonly x: string;
  readonly y?: string;
  readonly states: readonly PhaseState[];
}

const rowHeight = 46;
/** The height of the horizontal axis. */
const frame = 52;

/**
 * A grid of cells. The fill and mark show the measurement, the ring's colour shows the prediction;
 * where they disagree, the predicted mark is in the corner. Rows and columns keep the order of
 * first appearance. There is no legend: all charts of a page share the states, which it names once.
 */
export function phaseChart(
  cells: readonly PhaseCell[],
  { x: xTitle, y: yTitle, states }: PhaseChartOptions,
): TopLevelSpec {
  const rows = [...new Set(cells.map(({ y }) => y))];
  const markOf = (name: string | undefined) => states.find((one) => one.name === name)?.mark ?? '';
  const inkOf = (name: string) => states.find((one) => one.name === name)?.ink ?? 'var(--paper)';
  const facts = Object.keys(cells[0]?.facts ?? {});
  const values = cells.map(
    ({ x, y, state, predicted, agrees = predicted === state, facts: own }) => ({
      x,
      y,
      state,
      predicted: predicted ?? 'none',
      mark: markOf(state),
      ink: inkOf(state),
      other: agrees ? '' : markOf(predicted),
      ...Object.fromEntries(facts.map((title, index) => [`fact${index}`, own[title] ?? ''])),
    }),
  );
  const longest = Math.max(...cells.map(({ x }) => x.length));
  const x = {
    field: 'x',
    type: 'ordinal',
    sort: [...new Set(cells.map((cell) => cell.x))],
    title: xTitle,
    scale: { paddingInner: 0.12, paddingOuter: 0.06 },
    axis: {
      labelAngle: 0,
      domain: false,
      ticks: false,
      labelOverlap: false,
      // On a narrow screen column names shrink instead of overlapping.
      labelFontSize: { expr: `clamp(bandwidth('x') / ${0.64 * longest}, 9, 12)` },
    },
  } as const;
  const y = {
    field: 'y',
    type: 'ordinal',
    sort: rows,
    title: yTitle ?? null,
    scale: { paddingInner: 0.16, paddingOuter: 0.08 },
    axis: { labelExpr: brokenLabels(rows), labelLimit: 220, labelColor: 'var(--ink)', grid: false },
  } as const;
  const scale = {
    domain: states.map(({ name }) => name),
    range: states.map(({ colour }) => colour),
  };
  const rings: ChartLayer = {
    transform: [{ filter: "datum.predicted !== 'none'" }],
    mark: { type: 'rect', fill: null, strokeWidth: 2.5, cornerRadius: 5 },
    encoding: { x, y, stroke: { field: 'predicted', type: 'nominal', scale, legend: null } },
  };
  const fills: ChartLayer = {
    mark: { type: 'rect', cornerRadius: 2, width: { band: 0.86 }, height: { band: 0.76 } },
    encoding: {
      x,
      y,
      fill: { field: 'state', type: 'nominal', scale, legend: null },
      tooltip: [
        { field: 'y', title: yTitle ?? 'Row' },
        { field: 'x', title: xTitle },
        { field: 'state', title: 'Measured' },
        { field: 'predicted', title: 'Predicted' },
        ...facts.map((title, index) => ({ field: `fact${index}`, title })),
      ],
    },
  };
  const text = (field: string, mark: object): ChartLayer => ({
    transform: [{ filter: `datum.${field} !== ''` }],
    mark: { type: 'text', fontWeight: 700, tooltip: null, ...mark },
    encoding: {
      x,
      y,
      text: { field, type: 'nominal' },
      color: { field: 'ink', type: 'nominal', scale: null },
    },
  });
  const marks = [
    text('mark', { fontSize: 15 }),
    text('other', { fontSize: 11, dx: { expr: "min(11, bandwidth('x') / 3.6)" }, dy: -9 }),
  ];
  return layered(values, [rings, fills, ...marks], { height: rowHeight * rows.length + frame });
}
