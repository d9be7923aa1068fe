import { expect, test } from 'vitest';
import type { FindingRecord, FindingsFile } from '@singlora/records';
import { markdown, type HtmlValue } from '@singlora/reporting';
import { authored, generic } from './document.ts';
import { parseDocument } from './parse.ts';
import { findingsOf } from './selection.ts';

const difference = (id: string, verdict: string, change: object = {}): FindingRecord =>
  ({
    kind: 'difference',
    id,
    design: id.split('/').slice(0, 2).join('/'),
    question: 'q',
    one: 'SingLoRA',
    other: 'LoRA',
    tasks: ['mnli', 'qnli'],
    score: 's',
    unit: 'points',
    estimate: -0.0138,
    interval: [-0.0175, -0.0101],
    n: { seeds: 10, subjects: null },
    given: { margin: 0.005 },
    verdict,
    ...change,
  }) as unknown as FindingRecord;

const design = (id: string, repeats: string | null = null) => ({
  id,
  title: `Design ${id}`,
  repeats,
  plan: id,
});

const file = {
  version: 1,
  designs: [design('glue/a'), design('glue/b'), design('glue/c'), design('glue/d', 'glue/a')],
  findings: [
    difference('glue/a', 'lower'),
    difference('glue/a/qnli', 'lower', { tasks: ['qnli'] }),
    difference('glue/b', 'undecided', { estimate: 0.02, interval: [-0.01, 0.03] }),
    difference('glue/c', 'equal', { interval: [-0.001, 0.002] }),
    difference('glue/d', 'lower'),
    difference('dreambooth/a', 'equal', { one: 'SingLoRA r12', other: 'LoRA r8' }),
    difference('glue/tie', 'higher', { one: 'Untied SingLoRA', other: 'SingLoRA' }),
    {
      kind: 'exponent',
      id: 'theory/gd',
      design: 'glue/a',
      method: 'singlora',
      optimiser: 'gd',
      estimate: null,
      interval: null,
      n: { seeds: 5, widths: 2 },
      overflows: [
        { width: 2048, seeds: 3 },
        { width: 4096, seeds: 5 },
      ],
      rateExponent: -0.5,
      ramp: 0,
      verdict: 'diverged',
    },
    {
      kind: 'exponent',
      id: 'theory/gd/ramp-3',
      design: 'glue/a',
      method: 'singlora',
      optimiser: 'gd',
      estimate: 0.02,
      interval: [-0.01, 0.05],
      n: { seeds: 5, widths: 2 },
      overflows: [],
      derived: -0.5,
      rateExponent: -0.5,
      ramp: 3,
      verdict: 'stable',
    },
    { kind: 'claim', id: 'claim/paper', place: 'table 1', verdict: 'does not hold' },
    { kind: 'claim', id: 'claim/ours', place: null, verdict: 'holds' },
  ],
} as unknown as FindingsFile;

/** Markdown without the addresses of its links. */
const plain = (value: HtmlValue) => markdown(value).replaceAll(/\[([^\]]*)\]\(#[^)]*\)/g, '$1');

const facts = { gain: '2.2 points' };
const textOf = (text: string, parts: Record<string, HtmlValue> = {}) => {
  const { lede, sections } = authored(parseDocument('text/it.md', text), {
    findings: findingsOf(file),
    hrefOf: ({ id }) => `#${id}`,
    facts,
    parts,
  });
  return [plain([...lede]), ...sections.map(({ title, body }) => `${title}: ${plain(body)}`)].join(
    '\n',
  );
};
const faultOf = (text: string) => {
  try {
    textOf(text);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return undefined;
};

test.each([
  [
    '{% says of="glue/a" verdict="lower" %}SingLoRA is lower: {% value /%}{% /says %}.',
    'SingLoRA is lower: −1.38 points (95% −1.75 to −1.01), 10 seeds.',
  ],
  ['{% says of="glue/a" verdict="lower" %}LoRA is higher{% /says %}.', 'LoRA is higher.'],
  [
    '{% says of="glue/a/qnli" verdict="lower" %}On QNLI LoRA is higher{% /says %}.',
    'On QNLI LoRA is higher.',
  ],
  [
    '{% says of="glue/tie" verdict="higher" %}SingLoRA is lower than untied SingLoRA{% /says %}.',
    'SingLoRA is lower than untied SingLoRA.',
  ],
  [
    '{% says of="@independent" verdict="lower" in=1 %}LoRA is higher in {% names /%}{% /says %}.',
    'LoRA is higher in “Design glue/a”.',
  ],
  [
    '{% says of="@designs" verdict="higher" in=0 %}SingLoRA is higher in {% count /%} of {% count all=true /%}{% /says %}.',
    'SingLoRA is higher in none of 4.',
  ],
  [
    '{% says of="glue/c" verdict="equal" %}The two are equal within {% value part="margin" /%}{% /says %}.',
    'The two are equal within ±0.5 points.',
  ],
  [
    '{% says of="theory/gd" verdict="diverged" %}By gradient descent SingLoRA overflows {% value part="overflows" /%}{% /says %}.',
    'By gradient descent SingLoRA overflows in 3 of 5 seeds at width 2,048 and in 5 of 5 at width 4,096.',
  ],
  [
    '{% says of="theory/gd/ramp-3" verdict="stable" %}With a ramp over {% value part="ramp" /%} SingLoRA is stable at {% value part="rate" /%}, derived {% value part="derived" /%}{% /says %}.',
    'With a ramp over 3 steps SingLoRA is stable at η ∝ n<sup>−1/2</sup>, derived −1/2.',
  ],
  [
    '{% says of="theory/gd" verdict="diverged" %}Without a ramp SingLoRA diverges{% /says %}.',
    'Without a ramp SingLoRA diverges.',
  ],
  [
    '{% says of="glue/a, glue/d" verdict="lower" %}In both SingLoRA is lower{% /says %}.',
    'In both SingLoRA is lower.',
  ],
  [
    '{% says of="claim/paper" verdict="does not hold" %}It does not hold{% /says %}.',
    'It does not hold.',
  ],
  [
    'The paper says {% paper of="claim/paper" %}SingLoRA is higher by {% fact name="gain" /%}{% /paper %}.',
    'The paper says SingLoRA is higher by 2.2 points.',
  ],
  [
    '{% rule %}A difference is higher where its interval is above zero{% /rule %}.',
    'A difference is higher where its interval is above zero.',
  ],
  [
    'GPT-2 on SST-2, see table 1 and `--lr=3e-3`, on the same rows.',
    'GPT-2 on SST-2, see table 1 and `--lr=3e-3`, on the same rows.',
  ],
])('says what the findings say: %s', (text, said) => {
  expect(textOf(text).trim()).toBe(said);
});

test.each([
  [
    'the verdict is another',
    '{% says of="glue/a" verdict="higher" %}SingLoRA is higher{% /says %}',
    'glue/a is lower: “SingLoRA is higher”',
  ],
  [
    'the word is another',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is higher{% /says %}',
    'The words say higher',
  ],
  [
    'the sides are turned',
    '{% says of="glue/a" verdict="lower" %}LoRA is lower{% /says %}',
    'what is named first is higher',
  ],
  [
    'the word is denied',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is not lower{% /says %}',
    'must not deny',
  ],
  [
    'no word says it',
    '{% says of="glue/a" verdict="lower" %}SingLoRA surprises{% /says %}',
    'The words say no verdict',
  ],
  [
    'two words say it',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is lower or equal{% /says %}',
    'The words say lower and equal',
  ],
  [
    'an equal is called higher',
    '{% says of="glue/c" verdict="equal" %}SingLoRA is higher{% /says %}',
    'The words say higher',
  ],
  [
    'an undecided one is called equal',
    '{% says of="glue/b" verdict="equal" %}The two are equal{% /says %}',
    'glue/b is undecided',
  ],
  [
    'another method is named',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is lower than DoRA{% /says %}',
    '“dora” is not what glue/a is about',
  ],
  [
    'another rank is named',
    '{% says of="dreambooth/a" verdict="equal" %}SingLoRA r8 and LoRA r8 are equal{% /says %}',
    '“singlora r8” is not what dreambooth/a is about',
  ],
  [
    'another task is named',
    '{% says of="glue/a" verdict="lower" %}On QNLI SingLoRA is lower{% /says %}',
    '“qnli” is not what glue/a is about',
  ],
  [
    'another optimiser is named',
    '{% says of="theory/gd" verdict="diverged" %}SingLoRA diverges under Adam{% /says %}',
    '“adam” is not what',
  ],
  [
    'a ramp is denied',
    '{% says of="theory/gd/ramp-3" verdict="stable" %}Without a ramp SingLoRA is stable{% /says %}',
    '“Without a ramp” is not what',
  ],
  [
    'a ramp is named that is not there',
    '{% says of="theory/gd" verdict="diverged" %}With the ramp SingLoRA diverges{% /says %}',
    '“the ramp” is not what',
  ],
  [
    'the value of another stands in it',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is lower: {% value of="glue/b" /%}{% /says %}',
    'must not name others',
  ],
  [
    'it counts too many',
    '{% says of="@designs" verdict="lower" in=3 %}LoRA is higher in {% count /%}{% /says %}',
    '3 of @designs are lower; 2 are lower',
  ],
  [
    'a repeat is counted as a vote',
    '{% says of="@independent" verdict="lower" in=2 %}LoRA is higher in {% count /%}{% /says %}',
    '2 of @independent are lower; 1 are lower',
  ],
  [
    'a number is written by hand',
    '{% says of="@designs" verdict="lower" in=2 %}LoRA is higher in 4 of 8{% /says %}',
    '“4” in an assertion',
  ],
  ['a number is a word', 'There are four designs.', '“four” is written by hand'],
  [
    'it says all',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is lower everywhere{% /says %}',
    '“everywhere” in an assertion',
  ],
  [
    'the difference is turned around',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is lower: LoRA − SingLoRA = {% value /%}{% /says %}.',
    'Nothing is subtracted from “LoRA” in glue/a',
  ],
  [
    'a difference is graded',
    '{% says of="glue/a" verdict="lower" %}SingLoRA is far lower than LoRA{% /says %}.',
    '“far” in an assertion',
  ],
  [
    'it has a second verdict',
    '{% says of="glue/b" verdict="undecided" %}it is undecided, though SingLoRA leads{% /says %}.',
    '“leads” states a second verdict',
  ],
  ['a part is written by hand', 'Half of the seeds end there.', '“Half of” is written by hand'],
  ['nothing asserts a trend', 'The gap shrinks as models grow.', 'states a verdict outside'],
  ['nothing asserts a proof', 'So these designs prove it.', '“prove” states a verdict outside'],
  ['nothing asserts agreement', 'All agree with the paper.', '“agree with” states a verdict'],
  ['nothing asserts it of a ramp', 'It converges at any width.', '“converges” states a verdict'],
  ['nothing asserts it in a figure of speech', 'LoRA comes out on top.', '“on top” states'],
  ['nothing asserts it', 'LoRA is better.', '“better” states a verdict outside'],
  ['nothing asserts it in softer words', 'SingLoRA needs fewer steps.', 'states a verdict outside'],
  ['nothing asserts it as a denial', 'SingLoRA cannot be trained.', '“cannot” states a verdict'],
  ['nothing asserts it in a picture', 'Wide layers break LoRA.', '“break” states a verdict'],
  ['a heading states it', '## SingLoRA diverges', '“diverges” states a verdict outside'],
  ['a list states it', '- It is stable at any width.', '“stable” states a verdict outside'],
  ['a link states it', '[It is undecided](a.html)', '“undecided” states a verdict outside'],
  ['a rule is a verdict', '{% rule %}LoRA is higher{% /rule %}', 'A rule names “LoRA”'],
  [
    'our claim is called the paper’s',
    '{% paper of="claim/ours" %}SingLoRA is higher{% /paper %}',
    'claim/ours is no claim of the paper',
  ],
  [
    'a claim that fails holds',
    '{% says of="claim/paper" verdict="does not hold" %}It holds{% /says %}',
    'The words say holds',
  ],
  [
    'the finding is unknown',
    '{% says of="glue/z" verdict="lower" %}SingLoRA is lower{% /says %}',
    'There is no finding "glue/z"',
  ],
  ['the tag is unknown', '{% say of="glue/a" %}x{% /say %}', "Undefined tag: 'say'"],
])('names the line and the sentence where %s', (_, text, message) => {
  const fault = faultOf(`A first line.\n\n${text}\n`);
  expect(fault).toContain('text/it.md:3: ');
  expect(fault).toContain(message);
});

test('a part or a fact that is not there is named', () => {
  expect(faultOf('{% show name="chart" /%}')).toContain('There is no part "chart"');
  expect(faultOf('It is {% fact name="loss" /%}')).toContain(
    'There is no fact "loss" with these records; there are gain.',
  );
});

test('with other records headings and parts alone stay', () => {
  const document = parseDocument(
    'text/it.md',
    'LoRA wins.\n\n## One {% #one folded=true %}\n\nWords.\n\n{% show name="chart" /%}\n\n## Two\n\n{% show name="none" /%}\n',
  );
  const { lede, sections } = generic(document, { chart: 'the chart', none: undefined });
  expect(lede).toEqual([]);
  expect(sections.map(({ id, title, folded, body }) => [id, title, folded, `${body}`])).toEqual([
    ['one', 'One', true, 'the chart'],
  ]);
});
