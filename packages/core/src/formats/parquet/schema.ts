import { parquetSchema, type FileMetaData, type SchemaElement, type SchemaTree } from 'hyparquet';
import { quoted } from '../quoted.ts';

const deepest = 20;
const mostColumns = 1000;
const longestNumber = 64;
/** The kinds of texts and bytes; other kinds are numbers, which hyparquet would build from any length. */
const textual = new Set<string | undefined>([undefined, 'UTF8', 'STRING', 'ENUM', 'JSON']);

function checkElement({
  name,
  type,
  type_length: length,
  converted_type: kind,
  logical_type: logical,
}: SchemaElement): void {
  const unreadable = (what: string) =>
    new Error(`its column ${quoted(name)} is ${what}, which cannot be read`);
  if (name === '__proto__') throw unreadable(`named so`);
  if (logical && ['VARIANT', 'GEOMETRY', 'GEOGRAPHY'].includes(logical.type))
    throw unreadable(logical.type);
  const named = [kind, logical?.type].filter((each) => !textual.has(each));
  const long =
    type === 'BYTE_ARRAY' || (type === 'FIXED_LEN_BYTE_ARRAY' && (length ?? 0) > longestNumber);
  if (long && named.length > 0) throw unreadable(`a ${named.join(', ')} of any length`);
}

/** The tree of a file's columns, after checking its width, depth and kinds. */
export function checkedSchema(metadata: FileMetaData): SchemaTree {
  const { schema } = metadata;
  if (schema.length > deepest * mostColumns)
    throw new Error(`it has more than ${mostColumns} columns`);
  const open: number[] = []; // children that are yet to come, of each element we are in
  for (const element of schema) {
    checkElement(element);
    while (open.at(-1) === 0) open.pop();
    const last = open.length - 1;
    if (last >= 0) open[last] = (open[last] as number) - 1;
    if (element.num_children) open.push(element.num_children);
    if (open.length > deepest) throw new Error('its columns nest too deeply');
  }
  const tree = parquetSchema(metadata);
  if (tree.children.length > mostColumns)
    throw new Error(`it has more than ${mostColumns} columns`);
  return tree;
}
