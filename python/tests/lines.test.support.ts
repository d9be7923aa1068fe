/** A line of a file of measurements, or its text. */
export type Line = Record<string, unknown>;

/** One line for each of three widths, two seeds, two steps and two modules. */
export const lines = [64, 128, 256].flatMap((width) =>
  [0, 1].flatMap((seed) =>
    [0, 1].flatMap((step) =>
      ['a', 'b'].map((module) => {
        const change = step === 0 ? 0 : 0.5;
        const numbers = { entries: width, size: 1, change, largest: 3, largestChange: 2 * change };
        return { width, seed, step, module, ...numbers, loss: 2 - step };
      }),
    ),
  ),
);

/** The lines with a change to the third. */
export const otherwise = (change: Line) =>
  lines.map((line, i): Line => (i === 2 ? { ...line, ...change } : line));

/** The lines with this text as the third. */
export const thirdAs = (text: string) => lines.map((line, i) => (i === 2 ? text : line));

/** The text of a file. */
export const textOf = (given: readonly (Line | string)[]): string =>
  given.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

/** Files that cannot be judged, with their error messages. */
export const badFiles: readonly [
  what: string,
  given: readonly (Line | string)[],
  message: RegExp,
][] = [
  ['no JSON', thirdAs('{"width":'), /run\.jsonl, line 3: it is not JSON\. .*cut off/],
  ['a list', thirdAs('[1]'), /line 3: it is not a JSON object/],
  [
    'a field missing',
    otherwise({ step: undefined }),
    /line 3: "step": .*README of singlora-coordinate-check lists/,
  ],
  ['text for a number', otherwise({ width: '64' }), /line 3: "width": .*expected number/],
  ['half a width', otherwise({ width: 64.5 }), /line 3: "width": /],
  ['a negative size', otherwise({ size: -1 }), /line 3: "size": /],
  [
    'an impossible maximum',
    otherwise({ largest: 0.5 }),
    /line 3: "largest": the largest entry is below/,
  ],
  ['an endless name', otherwise({ module: 'x'.repeat(300) }), /line 3: "module": /],
  [
    'a repeated line',
    [...lines, lines[5]!],
    /line 25 repeats line 6: module "b" at width 64, seed 1, step 0\. .*anew/,
  ],
  ['two losses of one pass', otherwise({ loss: 9 }), /line 4: the loss is another/],
  [
    'a module at some widths',
    lines.filter(({ width, module }) => width < 256 || module === 'a'),
    /has nothing of module "b" at width 256, seed 0, step 0, though line 2 has it at width 64/,
  ],
  [
    'a seed at some widths',
    lines.filter(({ width, seed }) => width > 64 || seed === 0),
    /nothing of module "a" at width 64, seed 1, step 0.*Watch the same/,
  ],
  [
    'other steps',
    lines.map((line) => ({ ...line, step: line.width > 64 ? 2 * line.step : line.step })),
    /nothing of module "a" at width 64, seed 0, step 2/,
  ],
  [
    'one width',
    lines.filter(({ width }) => width === 64),
    /has 1 width \(64\); a slope with an interval needs at least 3/,
  ],
  ['two widths', lines.filter(({ width }) => width < 256), /has 2 widths \(64, 128\)/],
  ['one seed', lines.filter(({ seed }) => seed === 0), /has 1 seed \(0\).* at least 2/],
  ['no start', lines.filter(({ step }) => step > 0), /no line of step 0/],
  ['the start alone', lines.filter(({ step }) => step === 0), /none of a later step/],
  [
    'nothing trained',
    lines.map((line) => ({ ...line, change: 0, largestChange: 0 })),
    /has no change: after every step .*Give the optimiser the parameters of the watched model/,
  ],
  ['nothing', [], /has 0 widths;/],
];
