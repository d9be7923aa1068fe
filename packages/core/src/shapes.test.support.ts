import { encodeSafetensors, parseSafetensors, type TensorData } from './formats/bytes.ts';

/** Shapes of tensors by name. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** Tensors of these shapes, filled by position, with zeros unless told. */
export const tensorsOfShapes = (
  shapes: Shapes,
  value: (i: number) => number = () => 0,
): Record<string, TensorData> =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const data = Float32Array.from({ length }, (_, i) => value(i));
      return [name, { dtype: 'F32', shape, data }];
    }),
  );

/** A safetensors file of such tensors. */
export const fileOfShapes = (...given: Parameters<typeof tensorsOfShapes>): Buffer =>
  Buffer.concat(encodeSafetensors('file', tensorsOfShapes(...given), {}));

/** A base model of such tensors. */
export const baseOfShapes = (...given: Parameters<typeof tensorsOfShapes>) =>
  parseSafetensors(fileOfShapes(...given), 'base');
