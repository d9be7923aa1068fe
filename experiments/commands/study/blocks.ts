import { readdirSync, readFileSync } from 'node:fs';
import { reasonOf } from '@singlora/core/errors';
import { unknownChoice, misuse } from '@singlora/runner';
import { isNode, Lexer, LineCounter, parseDocument, Parser, type Document } from 'yaml';
import { z } from 'zod';
import { sourceOf } from './experiment-command.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const block = z
  .object(
    { experiment: z.string('say the name of an experiment') },
    'say `experiment: NAME` and its flags, or a list of such blocks',
  )
  .catchall(z.union([scalar, z.array(scalar)], 'say a value, or a list of them'));

/** A part of a study: one command of an experiment. */
export interface StudyBlock {
  readonly experiment: string;
  /** the path of its file */
  readonly source: string;
  /** Its flags, as on the command line. */
  readonly argv: readonly string[];
  /** The position of a flag in the study's file, for a flag without dashes: `study.yaml:7`. */
  readonly placeOf: (flag: string) => string;
}

/** The deepest nesting that is read, far above a study's. */
const deepest = 100;

/** Whether all nodes are at most so deep; the library composes them by nested calls, which the stack limits. */
function isShallow(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme));
    if (parser.stack.length > deepest) return false;
  }
  return true;
}

/**
 * The blocks of a study's file: a list of maps, or a single one, of `experiment` and its flags.
 * @throws UsageError that names the file and the line
 */
export function readStudy(file: string): StudyBlock[] {
  const lineCounter = new LineCounter();
  const text = textOf(file);
  if (!isShallow(text))
    throw misuse`${file} is nested deeper than the ${deepest} levels that are read.`;
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: false });
  const placeAt = (offset: number) => `${file}:${lineCounter.linePos(offset).line}`;
  const [broken] = document.errors;
  if (broken) throw misuse`${placeAt(broken.pos[0])}: ${broken.message}`;
  const content = contentOf(document, file);
  const isList = Array.isArray(content);
  if (content === null || (isList && content.length === 0))
    throw misuse`${file} names no experiment.`;
  return (isList ? content : [content]).map((given: unknown, at) => {
    const pathOf = (...keys: PropertyKey[]) => (isList ? [at, ...keys] : keys);
    /** The position of a key. Keys merged from another map have the block's position. */
    const placeOf = (...keys: PropertyKey[]): string => {
      const found = [pathOf(...keys), pathOf()].map((path) => document.getIn(path, true));
      return placeAt(found.find(isNode)?.range?.[0] ?? 0);
    };
    const { data, error } = block.safeParse(given);
    const [issue] = error?.issues ?? [];
    if (issue) {
      const what = [...issue.path, issue.message].join(': ');
      throw misuse`${placeOf(...issue.path)}: ${what}`;
    }
    const { experiment, ...flags } = data as z.infer<typeof block>;
    const source = sourceOf('experiments', experiment);
    if (source === undefined) {
      const { message } = unknownChoice('experiment', experiment, experiments());
      throw misuse`${placeOf('experiment')}: ${message}`;
    }
    const dashed = Object.keys(flags).find((flag) => flag.startsWith('-'));
    if (dashed !== undefined)
      throw misuse`${placeOf(dashed)}: "${dashed}" must be without dashes: ${dashed.replace(/^-+/, '')}`;
    return { experiment, source, argv: Object.entries(flags).map(argumentOf), placeOf };
  });
}

/** @throws UsageError for an alias without an anchor */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw misuse`${file}: ${reasonOf(error)}`;
  }
}

/** A flag as on the command line: a boolean has no value, and commas separate several values. */
function argumentOf([flag, value]: [string, z.infer<typeof block>[string]]): string {
  if (value === true) return `--${flag}`;
  return `--${flag}=${[value]
    .flat()
    .map((one) => one ?? 'none')
    .join(',')}`;
}

const experiments = (): string[] =>
  readdirSync('experiments').flatMap((file) => /^(.+)\.experiment\.ts$/.exec(file)?.[1] ?? []);

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw misuse`${file} cannot be read: ${reasonOf(error)}`;
  }
}
