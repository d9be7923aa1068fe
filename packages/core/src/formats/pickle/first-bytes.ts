/** Whether it is a zip, as PyTorch writes since 1.6. */
export const isZip = (head: Uint8Array): boolean =>
  [0x50, 0x4b, 3, 4].every((byte, i) => head[i] === byte);

/** Protocols 2 to 5. A safetensors file may begin with the same bytes as its header's length, but continues with "{". */
const isPickle = (head: Uint8Array): boolean =>
  head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5 && head[8] !== 0x7b;

/** Whether a file with these first bytes may be one of PyTorch's. */
export const isPickled = (head: Uint8Array): boolean => isZip(head) || isPickle(head);
