import type { Node } from '@markdoc/markdoc';
import type { FindingRecord } from '@singlora/records';
import { format } from '@singlora/reporting';
import { DocumentError, lineOfNode, type Document, type Fault } from './parse.ts';
import { rendered, type Rendering } from './render.ts';
import { isWanted, selected, type SelectedFindings } from './selection.ts';
import {
  foreignNames,
  methodName,
  subjectText,
  subtractedFrom,
  verdictAsSaid,
} from './subjects.ts';
import { besides, graded, hasDenial, numbered, portion, verdictsIn, verdictWord } from './words.ts';

/** What stands for a tag in a text that is checked. */
const gap = '\u0001';

/**
 * Checks that a document says what the findings say: each assertion has its verdict and suits it, and outside of
 * assertions no sentence states a verdict or a number.
 * @throws {DocumentError} which names each line and sentence that does not
 */
export function checkDocument({ path, root }: Document, rendering: Rendering): void {
  const { findings } = rendering;
  const faults: Fault[] = [];
  const asserted = new Set(
    [...root.walk()].flatMap((node) => (node.tag === 'says' ? [...node.walk()] : [])),
  );
  for (const node of [root, ...root.walk()]) {
    const check = (says: () => readonly string[]) =>
      faults.push(...told(says).map((one) => ({ line: lineOfNode(node), says: one })));
    if (node.type === 'inline') check(() => sentencesOf(node).flatMap(proseFaults));
    if (node.tag !== undefined && !asserted.has(node)) check(() => unprintable(node, rendering));
    if (node.tag === 'says') check(() => assertionFaults(node, findings));
    if (node.tag === 'paper') check(() => paperFaults(node, findings));
    if (node.tag === 'rule') check(() => ruleFaults(node));
  }
  if (faults.length > 0) throw new DocumentError(path, faults);
}

/** The faults found, or the one that a look-up threw. */
function told(says: () => readonly string[]): readonly string[] {
  try {
    return says();
  } catch (error) {
    if (error instanceof Error) return [error.message];
    throw error;
  }
}

/** Names that contain a word of verdicts. */
const productNames = /Stable Diffusion/g;

/** That everything that a tag prints is there. */
function unprintable(tag: Node, rendering: Rendering): readonly string[] {
  rendered([tag], rendering);
  return [];
}

/** The text of a node; code is left out, and each tag is a gap. */
function textOf(node: Node): string {
  if (node.type === 'text') return String(node.attributes['content']).replaceAll(productNames, gap);
  if (node.type === 'softbreak' || node.type === 'hardbreak') return ' ';
  if (node.type === 'code' || node.type === 'tag') return gap;
  return node.children.map(textOf).join('');
}

/** The text within a tag, where the tags in it are gaps. */
const wordsIn = (tag: Node) => tag.children.map(textOf).join('');

const sentencesOf = (node: Node) => textOf(node).split(/(?<=[.!?:;])\s+/);

const quoted = (text: string) => `“${text.replaceAll(gap, '…').trim()}”`;

/** Prose outside of assertions. */
function proseFaults(sentence: string): string[] {
  const word = verdictWord(sentence, methodName);
  const number = (numbered.exec(sentence) ?? portion.exec(sentence))?.[0];
  return [
    ...(word === undefined
      ? []
      : [`“${word}” states a verdict outside of a "says" tag: ${quoted(sentence)}`]),
    ...(number === undefined
      ? []
      : [`“${number}” is written by hand; a tag prints it: ${quoted(sentence)}`]),
  ];
}

/** An assertion: that its findings have its verdict, and that its words say so of them alone. */
function assertionFaults(tag: Node, findings: SelectedFindings): string[] {
  const { of, verdict, within, in: wanted } = attributesOf(tag);
  const all = selected(of, findings);
  const text = wordsIn(tag);
  const having = all.filter((one) => isWanted(one, { verdict, within }));
  const needed = wanted ?? all.length;
  const one = all[0];
  if (having.length !== needed)
    return [
      `This says that ${wanted === undefined ? of : `${needed} of ${of}`} ${needed === 1 ? 'is' : 'are'} ${verdict}; ${findingsText(all, wanted === undefined)}: ${quoted(text)}`,
    ];
  return [
    ...(one ? wordFaults(text, verdict, having[0] ?? one, having.length === 0) : []),
    ...foreignFaults(text, all),
    ...numberFaults(text, wanted === undefined && all.length > 1),
    ...gradeFaults(text),
    ...valueFaults(tag),
  ];
}

const findingsText = (all: readonly FindingRecord[], each: boolean) =>
  each
    ? format.listing(all.map((one) => `${one.id} is ${one.verdict}`))
    : format.listing(
        [...new Set(all.map(({ verdict }) => verdict))].map(
          (verdict) => `${all.filter((one) => one.verdict === verdict).length} are ${verdict}`,
        ),
      );

/** Its words must state the verdict, of the side that it names first, and no other verdict. */
function wordFaults(
  text: string,
  verdict: string,
  one: FindingRecord,
  isOfNone: boolean,
): string[] {
  const needed = verdictAsSaid(text, { ...one, verdict } as FindingRecord);
  const stated = verdictsIn(text, one.kind);
  if (!isOfNone && hasDenial(text))
    return [`A sentence about a verdict must not deny it: ${quoted(text)}`];
  const minuend = one.kind === 'difference' ? subtractedFrom(text, one) : undefined;
  if (minuend !== undefined)
    return [`Nothing is subtracted from “${minuend}” in ${one.id}: ${quoted(text)}`];
  const other = one.kind === 'difference' ? besides.exec(text)?.[0] : undefined;
  if (other !== undefined) return [`“${other}” states a second verdict: ${quoted(text)}`];
  if (stated.length === 1 && stated[0] === needed) return [];
  const says = stated.length > 0 ? format.listing(stated) : 'no verdict';
  return [
    `The words say ${says} where ${subjectText(one)} is ${verdict}${needed === verdict ? '' : `, so that what is named first is ${needed}`}: ${quoted(text)}`,
  ];
}

/** Names of methods, tasks and optimisers in it are those of its findings. */
const foreignFaults = (text: string, all: readonly FindingRecord[]) =>
  [...new Set(all.flatMap((one) => foreignNames(text, one)))].map(
    (name) =>
      `“${name}” is not what ${format.listing(all.map(({ id }) => id))} is about: ${quoted(text)}`,
  );

const everything =
  /\b(?:always|everywhere|all|every|each|any|most|many|few|several|both|only)\b(?! if| in| for| where)/i;

/** Numbers and quantities in it come from tags; of several findings that all have the verdict, it may say so. */
function numberFaults(text: string, isOfAll = false): string[] {
  const found =
    (numbered.exec(text) ?? portion.exec(text))?.[0] ??
    (isOfAll ? undefined : everything.exec(text)?.[0]);
  return found === undefined
    ? []
    : [`“${found}” in an assertion; a "count" or "value" tag prints it: ${quoted(text)}`];
}

/** It says that there is a difference, and its value how large that is. */
function gradeFaults(text: string): string[] {
  const word = graded.exec(text)?.[0];
  return word === undefined
    ? []
    : [`“${word}” in an assertion; a "value" tag says how large it is: ${quoted(text)}`];
}

/** A value within an assertion is of its own findings, which it does not name again. */
const valueFaults = (tag: Node) =>
  [...tag.walk()].flatMap(({ tag: inner, attributes }) =>
    inner !== undefined && ['of', 'verdict', 'within'].some((name) => name in attributes)
      ? [`The "${inner}" in an assertion takes its findings; it must not name others.`]
      : [],
  );

/** What the paper says needs a claim of its own; numbers in it are the paper's facts. */
function paperFaults(tag: Node, findings: SelectedFindings): string[] {
  const text = wordsIn(tag);
  const all = selected(String(tag.attributes['of']), findings);
  const ours = all.filter((one) => one.kind !== 'claim' || one.place === null);
  return [
    ...ours.map(({ id }) => `${id} is no claim of the paper: ${quoted(text)}`),
    ...numberFaults(text).filter(() => numbered.test(text)),
  ];
}

/** A rule is about no method. */
function ruleFaults(tag: Node): string[] {
  const text = wordsIn(tag);
  const name = methodName.exec(text)?.[0];
  return name === undefined
    ? []
    : [`A rule names “${name}”, and so states a verdict: ${quoted(text)}`];
}

interface Asserted {
  readonly of: string;
  readonly verdict: string;
  readonly within?: boolean;
  readonly in?: number;
}

const attributesOf = (tag: Node) => tag.attributes as Asserted;
