import { readFile, stat } from 'node:fs/promises';
import { quoted } from '@singlora/core/formats';
import type { PromptLists } from '../prompts/prompt-lists.ts';
import { badClassesFile, largeClassesFile, unreadableClassesFile } from './errors.ts';

/** The content of a `prompts_and_classes.txt`. */
export interface ClassesFile {
  readonly path: string;
  /** The class by subject, in the file's order. */
  readonly classes: ReadonlyMap<string, string>;
  readonly prompts: PromptLists;
}

const mostBytes = 1e6;

/** A Python string and its format arguments; backslashes are read in pairs. */
const prompt = /^(['"])((?:\\.|(?!\1)[^\\])*)\1\.format\(unique_token, class_token\),?$/;

function readPrompt(text: string): string | undefined {
  const template = prompt.exec(text)?.[2]?.replace(/\\(.)/g, '$1');
  if (template === undefined || !template.includes('{0}') || !template.includes('{1}')) return;
  return /[{}]/.test(template.replace(/\{[01]\}/g, '')) ? undefined : template;
}

/** A subject's name, which is also that of its folder, and its class. */
function readRow(text: string): [subject: string, className: string] | undefined {
  const [subject = '', className = '', ...more] = text.split(',').map((cell) => cell.trim());
  const isFolder = /^[^/\\\0]+$/.test(subject) && subject !== '.' && subject !== '..';
  return isFolder && className !== '' && more.length === 0 ? [subject, className] : undefined;
}

/**
 * The classes and prompts in the text of google/dreambooth's `prompts_and_classes.txt`. Blank lines are ignored.
 *
 * @param path for messages
 * @throws DreamBoothError `DREAMBOOTH_CLASSES_FILE`, naming the line
 */
export function parseClassesFile(path: string, text: string): ClassesFile {
  const all = text.split(/\r?\n/).map((line, i) => ({ number: i + 1, text: line.trim() }));
  const lines = all.filter((line) => line.text !== '');
  let next = 0;
  const wrong = (problem: string) => {
    const line = lines[next] ?? { number: all.length, text: 'the end' };
    return badClassesFile(path, line.number, `${problem}, not ${quoted(line.text)}`);
  };
  const expect = (...wanted: string[]): void => {
    for (const line of wanted) {
      if (lines[next]?.text !== line) throw wrong(`here ${quoted(line)} is expected`);
      next++;
    }
  };
  /** Reads the lines before an end line, and skips that one. */
  const until = <T>(end: string, what: string, read: (line: string) => T | undefined): T[] => {
    const found: T[] = [];
    for (; lines[next]?.text !== end; next++) {
      const one = read(lines[next]?.text ?? '');
      if (one === undefined) throw wrong(`here ${what} or ${quoted(end)} is expected`);
      found.push(one);
    }
    next++;
    return found;
  };
  const prompts = (title: string): string[] => {
    expect(title, 'prompt_list = [');
    return until(']', "'… {0} {1} …'.format(unique_token, class_token)", readPrompt);
  };
  const classes = new Map<string, string>();
  expect('Classes', 'subject_name,class');
  until('Prompts', 'a subject that is not yet named, a comma and its class', (line) => {
    const row = readRow(line);
    if (!row || classes.has(row[0])) return undefined;
    return classes.set(...row);
  });
  const lists = { object: prompts('Object Prompts'), live: prompts('Live Subject Prompts') };
  if (next < lines.length) throw wrong('here the end is expected');
  return { path, classes, prompts: lists };
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= mostBytes) return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadableClassesFile(path, cause);
  }
  throw largeClassesFile(path, mostBytes);
}

/**
 * Reads a `prompts_and_classes.txt`.
 *
 * @throws DreamBoothError `DREAMBOOTH_CLASSES_FILE`
 */
export async function readClassesFile(path: string): Promise<ClassesFile> {
  return parseClassesFile(path, await textOf(path));
}
