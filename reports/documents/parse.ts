import Markdoc, { type Node } from '@markdoc/markdoc';
import { CodedError } from '@singlora/core/errors';
import { schema } from './tags.ts';

const { parse, validate } = Markdoc;

/** A fault of a document: where, what, and the sentence. */
export interface Fault {
  readonly line: number;
  readonly says: string;
}

/** A document: its path from the root, and its nodes. */
export interface Document {
  readonly path: string;
  readonly root: Node;
}

/** Thrown where a document is not as the findings are. */
export class DocumentError extends CodedError {
  constructor(path: string, faults: readonly Fault[]) {
    const lines = faults
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, says }) => `${path}:${line}: ${says}`);
    super('REPORT_DOCUMENT', lines.join('\n'));
  }
}

/** Text that several documents share, by its file. */
export type Partials = Readonly<Record<string, Node>>;

/**
 * Reads a document: Markdown with the tags of `tags.ts`. A partial stands between its blocks.
 * @throws {DocumentError} where a tag is unknown, misplaced or lacks an attribute
 */
export function parseDocument(path: string, text: string, partials: Partials = {}): Document {
  const root = parse(text, { file: path });
  const faults = validate(root, { ...schema, partials }).map(({ lines, error }) => ({
    line: (lines[0] ?? 0) + 1,
    says: error.message,
  }));
  if (faults.length > 0) throw new DocumentError(path, faults);
  root.children = root.children.flatMap((node) =>
    node.tag === 'partial' ? (partials[String(node.attributes['file'])]?.children ?? []) : [node],
  );
  return { path, root };
}

/** The first line of a node, counted from 1. */
export const lineOfNode = (node: Node): number =>
  (node.location?.start.line ?? node.lines[0] ?? 0) + 1;
