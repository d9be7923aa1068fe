import type { PickleCursor } from './cursor.ts';
import { PickleMachine } from './machine.ts';
import { Unsound } from './rebuild.ts';
import { inert, type PickleValue } from './values.ts';

const highestProtocol = 5;
const stop = 0x2e;

type Operation = (machine: PickleMachine, cursor: PickleCursor) => void;

/** The supported opcodes, by their bytes in Python's pickletools; protocols 0 and 1 have others, which PyTorch never wrote. */
const operations: Readonly<Record<number, Operation>> = {
  0x80: (_, cursor) => {
    const protocol = cursor.u8();
    if (protocol > highestProtocol) throw new Unsound(`its protocol ${protocol} is unknown`);
  },
  0x95: (_, cursor) => void cursor.u64(), // FRAME: how much follows
  0x28: (machine) => machine.mark(),
  0x30: (machine) => void machine.pop(),
  0x31: (machine) => void machine.popMark(),
  0x32: (machine) => machine.push(machine.top()),
  // Constants and numbers
  0x4e: (machine) => machine.push(null),
  0x88: (machine) => machine.push(true),
  0x89: (machine) => machine.push(false),
  0x4a: (machine, cursor) => machine.push(cursor.i32()),
  0x4b: (machine, cursor) => machine.push(cursor.u8()),
  0x4d: (machine, cursor) => machine.push(cursor.u16()),
  0x8a: (machine, cursor) => machine.push(cursor.long(cursor.u8())),
  0x47: (machine, cursor) => machine.push(cursor.f64()),
  // Texts and bytes; Python 2's texts are bytes
  0x58: (machine, cursor) => machine.push(cursor.text(cursor.u32())),
  0x8c: (machine, cursor) => machine.push(cursor.text(cursor.u8())),
  0x8d: (machine, cursor) => machine.push(cursor.text(cursor.u64())),
  0x54: (machine, cursor) => machine.push(cursor.text(cursor.u32())),
  0x55: (machine, cursor) => machine.push(cursor.text(cursor.u8())),
  0x42: (machine, cursor) => skip(machine, cursor, cursor.u32()),
  0x43: (machine, cursor) => skip(machine, cursor, cursor.u8()),
  0x8e: (machine, cursor) => skip(machine, cursor, cursor.u64()),
  0x96: (machine, cursor) => skip(machine, cursor, cursor.u64()),
  // Lists, tuples, dictionaries, sets
  0x5d: (machine) => machine.list([]),
  0x6c: (machine) => machine.list(machine.popMark()),
  0x61: (machine) => machine.append([machine.pop()]),
  0x65: (machine) => machine.append(machine.popMark()),
  0x29: (machine) => machine.tuple([]),
  0x74: (machine) => machine.tuple(machine.popMark()),
  0x85: (machine) => machine.tuple(machine.last(1)),
  0x86: (machine) => machine.tuple(machine.last(2)),
  0x87: (machine) => machine.tuple(machine.last(3)),
  0x7d: (machine) => machine.map([]),
  0x64: (machine) => machine.map(machine.popMark()),
  0x73: (machine) => machine.set(machine.last(2)),
  0x75: (machine) => machine.set(machine.popMark()),
  0x8f: (machine) => machine.push(inert),
  0x90: (machine) => machine.append(machine.popMark()),
  0x91: (machine) => {
    machine.popMark();
    machine.push(inert);
  },
  // The memo
  0x71: (machine, cursor) => machine.remember(cursor.u8()),
  0x72: (machine, cursor) => machine.remember(cursor.u32()),
  0x94: (machine) => machine.remember(),
  0x68: (machine, cursor) => machine.recall(cursor.u8()),
  0x6a: (machine, cursor) => machine.recall(cursor.u32()),
  // Names, calls, and external objects
  0x63: (machine, cursor) => machine.name(cursor.line(), cursor.line()),
  0x93: (machine) => machine.name(...(machine.last(2) as [PickleValue, PickleValue])),
  0x52: (machine) => machine.call(),
  0x81: (machine) => machine.call(), // NEWOBJ
  0x62: (machine) => machine.build(),
  0x51: (machine) => machine.persist(),
};

/** Bytes: a state dict itself needs none of them. */
function skip(machine: PickleMachine, cursor: PickleCursor, count: number): void {
  cursor.take(count);
  machine.push(inert);
}

/** Some of the others, for messages. */
const refused: Readonly<Record<number, string>> = {
  0x69: 'INST',
  0x6f: 'OBJ',
  0x92: 'NEWOBJ_EX',
  0x82: 'EXT1',
  0x83: 'EXT2',
  0x84: 'EXT4',
  0x50: 'PERSID',
  0x8b: 'LONG4',
  0x97: 'NEXT_BUFFER',
  0x98: 'READONLY_BUFFER',
};

/**
 * Reads one pickle as data: a machine of 51 opcodes that knows the names of `globals.ts`. Nothing is imported or run.
 * The cursor ends up after the pickle.
 *
 * @param persistent resolves the pickle's persistent ids for objects outside it
 * @throws FormatError `FORMAT_PICKLE`; `FORMAT_PICKLE_CODE` for any other name, such as `posix.system`
 */
export function unpickle(
  cursor: PickleCursor,
  persistent: (id: PickleValue) => PickleValue,
): PickleValue {
  const machine = new PickleMachine(cursor, persistent);
  try {
    for (let opcode = cursor.u8(); opcode !== stop; opcode = cursor.u8()) {
      const operation = operations[opcode];
      if (!operation) throw machine.unknown(opcode, refused[opcode]);
      operation(machine, cursor);
    }
    return machine.result();
  } catch (error) {
    throw error instanceof Unsound ? cursor.fail(error.message) : error;
  }
}
