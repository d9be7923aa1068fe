import { PbfWriter } from 'pbf';
import type { Constant } from './constant.ts';
import { unsupportedAttribute } from './errors.ts';
import { attributeTypes, type OpAttribute } from './native.ts';
import type { TracedOp, ValueName } from './trace.ts';

/** An input of a graph. A size of −1 is unknown; without a shape even the rank is. */
export interface Placeholder {
  name: string;
  dtype: number;
  shape?: readonly number[];
}

/** A graph as TensorFlow describes it, in the order of its nodes. */
export interface Graph {
  placeholders: readonly Placeholder[];
  constants: ReadonlyMap<string, Constant>;
  /** The operations by name, each after those whose outputs it reads. */
  ops: ReadonlyMap<string, TracedOp>;
}

/** GraphDef versions: that of TensorFlow 2.4 and later, read by all releases since. */
const producer = 561;

/**
 * The bytes of a SavedModel's `saved_model.pb` with one graph under the tag `serve`, without variables'
 * values and without signatures. Field numbers are those of saved_model.proto, meta_graph.proto, graph.proto,
 * node_def.proto, attr_value.proto and tensor.proto of TensorFlow 2.18.
 */
export function savedModel(graph: Graph): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 1); // saved_model_schema_version
  writeMessage(pbf, 2, (meta) => {
    writeMessage(meta, 1, (info) => info.writeStringField(4, 'serve'));
    writeMessage(meta, 2, (inner) => writeGraph(graph, inner));
  });
  return pbf.finish();
}

type WriteValue = (pbf: PbfWriter) => void;

/** Writes a message with the fields that `write` gives it. */
function writeMessage(pbf: PbfWriter, field: number, write: WriteValue): void {
  pbf.writeMessage(field, (_, inner) => write(inner), undefined);
}

function writeGraph({ placeholders, constants, ops }: Graph, pbf: PbfWriter): void {
  for (const { name, dtype, shape } of placeholders) {
    writeNode(pbf, name, 'Placeholder', [], {
      dtype: typeAttribute(dtype),
      shape: shapeAttribute(shape),
    });
  }
  for (const [name, constant] of constants) {
    writeNode(pbf, name, 'Const', [], {
      dtype: typeAttribute(constant.dtype),
      value: (attribute) => writeMessage(attribute, 8, (inner) => writeTensor(constant, inner)),
    });
  }
  for (const [name, { op, inputs, attributes }] of ops) {
    const written = attributes.map((one) => [one.name, attributeWriter(op, one)] as const);
    writeNode(pbf, name, op, inputs, Object.fromEntries(written));
  }
  writeMessage(pbf, 4, (versions) => versions.writeVarintField(1, producer));
}

function writeNode(
  pbf: PbfWriter,
  name: string,
  op: string,
  inputs: readonly ValueName[],
  attributes: Readonly<Record<string, WriteValue>>,
): void {
  writeMessage(pbf, 1, (node) => {
    node.writeStringField(1, name);
    node.writeStringField(2, op);
    for (const input of inputs) node.writeStringField(3, input);
    for (const [key, writeValue] of Object.entries(attributes))
      writeMessage(node, 5, (entry) => {
        entry.writeStringField(1, key);
        writeMessage(entry, 2, writeValue);
      });
  });
}

const typeAttribute =
  (dtype: number): WriteValue =>
  (pbf) =>
    pbf.writeVarintField(6, dtype);

const shapeAttribute =
  (shape: readonly number[] | undefined): WriteValue =>
  (pbf) =>
    writeMessage(pbf, 7, (inner) => writeShape(shape, inner));

function writeShape(shape: readonly number[] | undefined, pbf: PbfWriter): void {
  if (!shape) pbf.writeBooleanField(3, true); // unknown_rank
  for (const size of shape ?? []) writeMessage(pbf, 2, (dim) => dim.writeVarintField(1, size));
}

function writeTensor({ shape, dtype, bytes }: Constant, pbf: PbfWriter): void {
  pbf.writeVarintField(1, dtype);
  writeMessage(pbf, 2, (inner) => writeShape(shape, inner));
  pbf.writeBytesField(4, bytes);
}

/** An AttrValue: scalars lie in fields 2 to 7, lists in the same fields of field 1. */
function attributeWriter(op: string, { name, type, value }: OpAttribute): WriteValue {
  if (type === attributeTypes.shape) return shapeAttribute(value as number[]);
  if (Array.isArray(value)) {
    const list = value as number[];
    return (pbf) =>
      writeMessage(pbf, 1, (inner) => {
        if (type === attributeTypes.int) inner.writePackedVarint(3, list);
        else if (type === attributeTypes.float) inner.writePackedFloat(4, list);
        else if (type === attributeTypes.bool) inner.writePackedBoolean(5, list.map(Boolean));
        else throw unsupportedAttribute(op, name, type);
      });
  }
  return (pbf) => {
    if (type === attributeTypes.string) pbf.writeBytesField(2, Buffer.from(value as string));
    else if (type === attributeTypes.int) pbf.writeVarintField(3, value as number);
    else if (type === attributeTypes.float) pbf.writeFloatField(4, value as number);
    else if (type === attributeTypes.bool) pbf.writeBooleanField(5, Boolean(value));
    else if (type === attributeTypes.type) pbf.writeVarintField(6, value as number);
    else throw unsupportedAttribute(op, name, type);
  };
}
