export const ms = (value: number) => `${value.toFixed(0)} ms`;
export const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
export const ratio = (theirs: number, ours: number) => `${(theirs / ours).toFixed(2)}×`;
